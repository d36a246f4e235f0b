// Reads records, as the functions have written them.

import { BatchGetCommand, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { ImageRecord } from '@image-workflow/record';
import type { Clients } from './clients.ts';

/** @returns Undefined where there is no record yet. */
export async function readRecord(
  documents: Clients['documents'],
  tableName: string,
  imageId: string,
): Promise<ImageRecord | undefined> {
  const { Item } = await documents.send(
    new GetCommand({ TableName: tableName, Key: { imageId }, ConsistentRead: true }),
  );
  return Item as ImageRecord | undefined; // the functions hold every write to the schema
}

const MOST_ITEMS_AT_ONCE = 100; // BatchGetItem's own limit

/** @returns The records that exist, by image id. */
export async function readRecords(
  documents: Clients['documents'],
  tableName: string,
  imageIds: readonly string[],
): Promise<Map<string, ImageRecord>> {
  const records = new Map<string, ImageRecord>();
  for (let from = 0; from < imageIds.length; from += MOST_ITEMS_AT_ONCE) {
    let keys = imageIds.slice(from, from + MOST_ITEMS_AT_ONCE).map((imageId) => ({ imageId }));
    while (keys.length > 0) {
      const { Responses = {}, UnprocessedKeys = {} } = await documents.send(
        new BatchGetCommand({ RequestItems: { [tableName]: { Keys: keys, ConsistentRead: true } } }),
      );
      for (const item of Responses[tableName] ?? []) records.set(item.imageId, item as ImageRecord);
      keys = (UnprocessedKeys[tableName]?.Keys ?? []) as typeof keys;
    }
  }
  return records;
}
