// Removal: nothing that makes somebody recognisable stays.

import { PeopleError } from './errors.ts';
import type { PeopleTarget } from './people-target.ts';
import { findPerson, toPeople } from './person.ts';
import { deleteItems, deleteVectors, type Registry } from './registry.ts';

export interface Removed {
  personId: string;
  /** Absent where an interrupted enrolment had left a vector but no item. */
  name: string | undefined;
  faces: number;
}

/**
 * Deletes the vectors first: what an interruption leaves is an item, which `list` shows and the next run deletes.
 *
 * @throws {PeopleError} When there is no such person.
 */
export async function removePerson(
  target: PeopleTarget,
  registry: Registry,
  nameOrId: string,
): Promise<Removed> {
  const { collection, table } = registry;
  const person = findPerson(toPeople([...table.values()]), nameOrId);
  const personId = person?.personId ?? nameOrId;
  const items = (person?.faces ?? []).map(({ faceId }) => faceId);
  const vectors = [...collection.values()]
    .filter((face) => face.personId === personId || items.includes(face.faceId))
    .map(({ faceId }) => faceId);
  if (items.length === 0 && vectors.length === 0) throw new PeopleError(`Nobody is enrolled as ${nameOrId}`);

  await deleteVectors(target, vectors);
  await deleteItems(target, items);
  return { personId, name: person?.name, faces: new Set([...items, ...vectors]).size };
}
