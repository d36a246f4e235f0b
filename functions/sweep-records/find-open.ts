// The records that are PROCESSING, by the index.

import { paginateQuery } from '@aws-sdk/lib-dynamodb';
import type { ImageRecord } from '@image-workflow/record';
import { batchGet } from '../shared/batch-get.ts';
import { CONTENT_INDEX, type ImagesTable, OPEN_CONTENT_HASH, toLiveRecord } from '../shared/images-table.ts';

/** @param before - ISO 8601 in UTC: what was opened later is left out. */
export async function* findOpen(
  { documents, tableName }: ImagesTable,
  before: string,
): AsyncGenerator<ImageRecord> {
  const pages = paginateQuery(
    { client: documents },
    {
      TableName: tableName,
      IndexName: CONTENT_INDEX,
      KeyConditionExpression: 'contentHash = :open',
      ExpressionAttributeValues: { ':open': OPEN_CONTENT_HASH },
    },
  );
  for await (const { Items = [] } of pages) {
    const keys = Items.map(({ imageId }) => ({ imageId }));
    // The index lags a little; the table does not.
    for await (const item of batchGet(documents, tableName, keys, { consistentRead: true })) {
      const record = toLiveRecord(item);
      if (record?.status === 'PROCESSING' && (record.execution.startedAt ?? '') < before) yield record;
    }
  }
}
