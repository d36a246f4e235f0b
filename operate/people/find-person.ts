// Somebody by what is typed on a command line.

import { type Person, toName } from '../../functions/shared/people/person.ts';
import { PersonNotFoundError } from './errors.ts';

/**
 * @param nameOrId - As typed. A personId comes before a name.
 * @returns Absent where there is nobody.
 * @throws {PersonNotFoundError} When several people have that name.
 */
export function findPerson(people: readonly Person[], nameOrId: string): Person | undefined {
  const byId = people.find(({ personId }) => personId === nameOrId);
  if (byId) return byId;

  const name = toName(nameOrId);
  // Each face's name, because a rename that was interrupted leaves two.
  const [person, ...others] = people.filter(({ faces }) => faces.some((face) => face.name === name));
  if (others.length === 0) return person;
  const ids = [person, ...others].map((one) => one?.personId).join(', ');
  throw new PersonNotFoundError(
    `${others.length + 1} people are called ${name}: use the personId, one of ${ids}`,
  );
}

/** @throws {PersonNotFoundError} When there is nobody, or several. */
export function getPerson(people: readonly Person[], nameOrId: string): Person {
  const person = findPerson(people, nameOrId);
  if (!person) throw new PersonNotFoundError(`Nobody is enrolled as ${nameOrId}`);
  return person;
}
