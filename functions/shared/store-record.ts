// A finished record goes to the table, then as JSON to the results bucket; a newer version's record stays.

import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { type ImageRecord, imageRecordSchema } from '@image-workflow/record';
import type { ImagesTable } from './images-table.ts';
import { parse } from './parse.ts';
import { writeRecordCopy } from './record-copy.ts';

export interface RecordStore extends ImagesTable {
  s3: S3Client;
  resultsBucket: string;
}

/** @returns Whether it was stored; `false` where a newer version of the object has the record. */
export async function storeRecord(store: RecordStore, record: ImageRecord): Promise<boolean> {
  const item = parse(imageRecordSchema, 'a record', record); // a bug shows here, not in its readers
  try {
    await store.documents.send(
      new PutCommand({
        TableName: store.tableName,
        Item: item,
        ConditionExpression: 'attribute_not_exists(imageId) OR #source.#sequencer <= :sequencer',
        ExpressionAttributeNames: { '#source': 'source', '#sequencer': 'sequencer' },
        ExpressionAttributeValues: { ':sequencer': item.source.sequencer },
      }),
    );
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
  await writeRecordCopy(store.s3, store.resultsBucket, item);
  return true;
}
