// Removal: nothing that makes somebody recognisable stays.

import { PeopleError } from './errors.ts';
import type { PeopleRegistry } from './people-target.ts';
import { type Person, toPeople } from './person.ts';
import { deleteItems, deleteVectors, type Registry } from './registry.ts';

export interface Removed {
  personId: string;
  /** Absent where an interrupted enrolment had left a vector but no item. */
  name: string | undefined;
  faces: number;
  /** By which Rekognition's stored answers know them: their own, and those of people that were merged into them. */
  formerIds: string[];
}

/**
 * Deletes the vectors first: what an interruption leaves is an item, which a listing shows and the next run deletes.
 *
 * @throws {PeopleError} When there is no such person.
 */
export async function removePerson(
  target: PeopleRegistry,
  { collection, table }: Registry,
  personId: string,
): Promise<Removed> {
  const person: Person | undefined = toPeople([...table.values()]).find((one) => one.personId === personId);
  const faces = person?.faces ?? [];
  const items = faces.map(({ faceId }) => faceId);
  // Of the collection's own word for them only what no item names: a merged person's faces are somebody else's now.
  const vectors = [...collection.values()]
    .filter((face) => items.includes(face.faceId) || (face.personId === personId && !table.has(face.faceId)))
    .map(({ faceId }) => faceId);
  if (items.length === 0 && vectors.length === 0)
    throw new PeopleError('unknown-person', `Nobody is enrolled as ${personId}`);

  await deleteVectors(target, vectors);
  await deleteItems(target, items);
  return {
    personId,
    name: person?.name,
    faces: new Set([...items, ...vectors]).size,
    formerIds: [...new Set([personId, ...faces.map(({ externalImageId }) => externalImageId)])],
  };
}
