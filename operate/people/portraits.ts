// Whom each photograph on the command line shows.

import { relative } from 'node:path';
import { SHARED_OWNER } from '../../functions/shared/owner.ts';
import { type Person, toName, toPersonId } from '../../functions/shared/people/person.ts';
import { UsageError } from '../../terminal/errors.ts';
import { findPhotographs } from '../../terminal/photographs.ts';
import type { Portrait } from './enroll.ts';
import { findPerson } from './find-person.ts';

export interface FoundPortraits {
  portraits: Portrait[];
  /** What lies in the folders and shows nobody, with the reason in words. */
  leftOut: string[];
}

/**
 * @param isNew - Whether it is somebody else than whom we know by this name.
 * @throws {UsageError | PeopleError}
 */
export async function findPortraits(
  people: readonly Person[],
  { person: nameOrId, paths, isNew }: { person: string; paths: readonly string[]; isNew: boolean },
  workingFolder: string,
): Promise<FoundPortraits> {
  const person = isNew ? newPerson(people, nameOrId) : toPerson(people, nameOrId);
  const found: FoundPortraits = { portraits: [], leftOut: [] };
  for (const path of paths) {
    const { photographs, leftOut } = await findPhotographs([path], workingFolder);
    found.portraits.push(
      ...photographs.map((photograph) => toPortrait(person, photograph.path, workingFolder)),
    );
    found.leftOut.push(...leftOut);
  }
  return found;
}

/**
 * @param folder - Holds one folder for each person, named as the person.
 * @throws {UsageError | PeopleError}
 */
export async function findPortraitsByFolder(
  people: readonly Person[],
  folder: string,
  workingFolder: string,
): Promise<FoundPortraits> {
  const { photographs, leftOut } = await findPhotographs([folder], workingFolder);
  const found: FoundPortraits = { portraits: [], leftOut };
  const personOfFolder = new Map<string, Identity>();
  for (const { key, path } of photographs) {
    const [name = '', ...below] = key.split('/');
    if (below.length === 0) {
      found.leftOut.push(`${key} (in no person’s folder)`);
      continue;
    }
    const person = personOfFolder.get(name) ?? toPerson(people, name);
    personOfFolder.set(name, person);
    found.portraits.push(toPortrait(person, path, workingFolder));
  }
  if (found.portraits.length > 0) return found;
  throw new UsageError(`Expected a folder for each person in ${folder} but found none`);
}

type Identity = Pick<Person, 'personId' | 'name'>;

function toPortrait(person: Identity, path: string, workingFolder: string): Portrait {
  const fromHere = relative(workingFolder, path);
  return { ...person, path, photo: fromHere.startsWith('..') ? path : fromHere };
}

/** Somebody whom everybody knows, or somebody new: a user's own people are of no other photographs. */
function toPerson(people: readonly Person[], nameOrId: string): Identity {
  const known = findPerson(
    people.filter(({ owner }) => owner === SHARED_OWNER),
    nameOrId,
  );
  return known ? { personId: known.personId, name: known.name } : newPerson(people, nameOrId);
}

function newPerson(people: readonly Person[], text: string): Identity {
  const name = toName(text);
  const personId = toPersonId(name, (id) => people.some((person) => person.personId === id));
  return { personId, name };
}
