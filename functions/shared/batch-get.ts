// Many items of one table by their keys.

import { setTimeout as sleep } from 'node:timers/promises';
import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** {@link https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html} */
const MOST_KEYS_AT_ONCE = 100;

/** Before the keys that DynamoDB left out are asked for again; twice as long each time. */
const FIRST_PAUSE_MS = 50;
const MAX_ATTEMPTS = 6; // a second and a half of pauses

type Item = Record<string, unknown>;

/**
 * @param keys - Each once: DynamoDB refuses doubles.
 * @param options - `attributes`: of the items, where not all are wanted.
 * @returns The items that exist, in no order.
 * @throws {Error} When DynamoDB keeps leaving some out.
 */
export async function* batchGet(
  documents: DynamoDBDocumentClient,
  tableName: string,
  keys: readonly Item[],
  { consistentRead = false, attributes }: { consistentRead?: boolean; attributes?: readonly string[] } = {},
): AsyncGenerator<Item> {
  const request = {
    ...(consistentRead && { ConsistentRead: true }),
    ...(attributes && toProjection(attributes)),
  };
  for (let from = 0; from < keys.length; from += MOST_KEYS_AT_ONCE) {
    let Keys: Item[] = keys.slice(from, from + MOST_KEYS_AT_ONCE);
    for (let attempt = 0; Keys.length > 0; attempt++) {
      if (attempt === MAX_ATTEMPTS)
        throw new Error(`Expected all items of ${tableName} but ${Keys.length} were left out`);
      if (attempt > 0) await sleep(FIRST_PAUSE_MS * 2 ** (attempt - 1));
      const { Responses, UnprocessedKeys } = await documents.send(
        new BatchGetCommand({ RequestItems: { [tableName]: { Keys, ...request } } }),
      );
      yield* Responses?.[tableName] ?? [];
      Keys = UnprocessedKeys?.[tableName]?.Keys ?? [];
    }
  }
}

/** By placeholders, for some names are reserved words. */
function toProjection(attributes: readonly string[]) {
  return {
    ProjectionExpression: attributes.map((name) => `#${name}`).join(', '),
    ExpressionAttributeNames: Object.fromEntries(attributes.map((name) => [`#${name}`, name])),
  };
}
