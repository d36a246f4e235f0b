// Another name for the same person, or one person of several. The vectors stay as they are.

import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { PeopleError } from './errors.ts';
import type { PeopleRegistry } from './people-target.ts';
import { type Person, toName } from './person.ts';

export interface Renamed {
  personId: string;
  name: string;
  formerName: string;
  /** Other people who have that name too, by personId. */
  namesakes: string[];
}

/** @throws {PeopleError} When the new name is none. */
export async function renamePerson(
  target: PeopleRegistry,
  people: readonly Person[],
  { personId, name: formerName, faces }: Person,
  newName: string,
): Promise<Renamed> {
  const name = toName(newName);
  for (const { faceId } of faces) await setPerson(target, faceId, personId, { personId, name });
  const namesakes = people.filter((other) => other.name === name && other.personId !== personId);
  return { personId, name, formerName, namesakes: namesakes.map((other) => other.personId) };
}

/**
 * All faces of `others` become faces of `person`. Given again after an interruption it does the rest.
 *
 * The collection keeps the old word for each of these faces (`externalImageId`): the table says whose they are.
 *
 * @throws {PeopleError} When one of them is known in other photographs: others would learn what one user alone has said.
 */
export async function mergePeople(
  target: PeopleRegistry,
  person: Omit<Person, 'faces'>,
  others: readonly Person[],
): Promise<void> {
  expectOneOwner(person, others);
  for (const other of others) {
    for (const { faceId } of other.faces) await setPerson(target, faceId, other.personId, person);
  }
}

/** @throws {PeopleError} */
export function expectOneOwner({ personId, owner }: Omit<Person, 'faces'>, others: readonly Person[]): void {
  const stranger = others.find((other) => other.owner !== owner);
  if (!stranger) return;
  throw new PeopleError(
    'other-owner',
    `Expected people who are known in the same photographs but ${personId} is in those of ${owner}, ${stranger.personId} in those of ${stranger.owner}`,
  );
}

/** A face that was removed meanwhile stays removed, and one that became another's stays theirs. */
async function setPerson(
  { documents, peopleTable }: PeopleRegistry,
  faceId: string,
  formerId: string,
  { personId, name }: Pick<Person, 'personId' | 'name'>,
): Promise<void> {
  try {
    await documents.send(
      new UpdateCommand({
        TableName: peopleTable,
        Key: { faceId },
        UpdateExpression: 'SET #name = :name, personId = :personId',
        ConditionExpression: 'personId = :formerId',
        ExpressionAttributeNames: { '#name': 'name' },
        ExpressionAttributeValues: { ':name': name, ':personId': personId, ':formerId': formerId },
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}
