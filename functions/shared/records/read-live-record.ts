// One record by its id, for whoever shows or changes photographs.

import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { ImageRecord } from '@image-workflow/record';
import { type ImagesTable, toLiveRecord } from '../images-table.ts';

/** @returns Absent where there is none, or only what is left of a deleted photograph. */
export async function readLiveRecord(
  { documents, tableName }: ImagesTable,
  imageId: string,
  { consistentRead = false } = {},
): Promise<ImageRecord | undefined> {
  const { Item } = await documents.send(
    new GetCommand({
      TableName: tableName,
      Key: { imageId },
      ...(consistentRead && { ConsistentRead: true }),
    }),
  );
  return toLiveRecord(Item); // the functions hold every write to the schema
}
