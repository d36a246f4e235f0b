// Another name for the same person. The vectors stay as they are.

import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { PeopleError } from './errors.ts';
import type { PeopleTarget } from './people-target.ts';
import { findPerson, toName, toPeople } from './person.ts';
import type { Registry } from './registry.ts';

export interface Renamed {
  personId: string;
  name: string;
  formerName: string;
}

/** @throws {PeopleError | UsageError} When there is no such person, or the new name is none. */
export async function renamePerson(
  target: PeopleTarget,
  registry: Registry,
  nameOrId: string,
  newName: string,
): Promise<Renamed> {
  const name = toName(newName);
  const person = findPerson(toPeople([...registry.table.values()]), nameOrId);
  if (!person) throw new PeopleError(`Nobody is enrolled as ${nameOrId}`);

  for (const { faceId } of person.faces) await setName(target, faceId, person.personId, name);
  return { personId: person.personId, name, formerName: person.name };
}

/** A face that was removed meanwhile stays removed. */
async function setName(
  { documents, peopleTable }: PeopleTarget,
  faceId: string,
  personId: string,
  name: string,
): Promise<void> {
  try {
    await documents.send(
      new UpdateCommand({
        TableName: peopleTable,
        Key: { faceId },
        UpdateExpression: 'SET #name = :name',
        ConditionExpression: 'personId = :personId',
        ExpressionAttributeNames: { '#name': 'name' },
        ExpressionAttributeValues: { ':name': name, ':personId': personId },
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}
