// Who is who: names are what people are called, and may be shared; a personId is one person's for ever.

import { createHash } from 'node:crypto';
import { SHARED_OWNER } from '../owner.ts';
import { normalize } from '../search/terms.ts';
import { PeopleError } from './errors.ts';
import { type EnrolledFace, MAX_NAME_LENGTH } from './people-table.ts';

export interface Person {
  personId: string;
  name: string;
  /** In whose photographs they are known; `shared`: in everybody's. */
  owner: string;
  /** At least one. */
  faces: EnrolledFace[];
}

/** An ExternalImageId of 255 characters has room for more, but nobody reads it. */
const MAX_SLUG_LENGTH = 40;

/** Sorted by name, then by personId. */
export function toPeople(faces: readonly EnrolledFace[]): Person[] {
  const people = new Map<string, Person>();
  for (const face of faces) {
    const person = people.get(face.personId);
    if (person) person.faces.push(face);
    else {
      const { personId, name, owner = SHARED_OWNER } = face;
      people.set(personId, { personId, name, owner, faces: [face] });
    }
  }
  return [...people.values()].sort(
    (one, other) => one.name.localeCompare(other.name) || (one.personId < other.personId ? -1 : 1),
  );
}

/**
 * The one form of a name: composed (NFC), as one that macOS wrote as the name of a folder is not, and without space
 * around it.
 *
 * @throws {PeopleError} When nothing is left, it is too long, or it holds control characters.
 */
export function toName(text: string): string {
  const name = text.normalize('NFC').trim();
  if (name === '') throw new PeopleError('invalid-name', 'Expected a name but found none');
  if (!/[\p{L}\p{N}\p{P}\p{S}]/u.test(normalize(name)))
    throw new PeopleError('invalid-name', 'Expected a name but found nothing in it that can be seen');
  if (/\p{Cc}/u.test(name))
    throw new PeopleError('invalid-name', 'Expected a name but found control characters in it');
  if (name.length > MAX_NAME_LENGTH) {
    throw new PeopleError(
      'invalid-name',
      `Expected a name of at most ${MAX_NAME_LENGTH} characters but found ${name.length}`,
    );
  }
  return name;
}

/**
 * The id of somebody new: readable, and the same again when an enrolment that was interrupted starts anew. It does not tell
 * whether another owner knows a namesake.
 *
 * @param isTaken - Whether somebody has it: a namesake, or somebody who once had this name.
 * @example
 * toPersonId('Ada Lovelace', () => false); // => 'ada-lovelace-76740216'
 */
export function toPersonId(
  name: string,
  isTaken: (personId: string) => boolean,
  owner = SHARED_OWNER,
): string {
  const seed = owner === SHARED_OWNER ? name : `${owner}\n${name}`;
  for (let namesakes = 0; ; namesakes++) {
    const hash = createHash('sha256')
      .update(namesakes ? `${seed}\n${namesakes}` : seed)
      .digest('hex');
    const personId = `${toSlug(name) || 'person'}-${hash.slice(0, 8)}`;
    if (!isTaken(personId)) return personId;
  }
}

/** Letters with their accents taken off; of other scripts nothing is left. */
function toSlug(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_SLUG_LENGTH)
    .replace(/^-|-$/g, '');
}
