// A finished record goes to the table, then as JSON to the results bucket; a newer version's record stays.
// A photograph that was deleted meanwhile leaves nothing: what this execution has made goes too.

import type { S3Client } from '@aws-sdk/client-s3';
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { type ImageRecord, imageRecordSchema } from '@image-workflow/record';
import { type Tombstone, tombstoneSchema } from '@image-workflow/record/tombstone';
import { type ImagesTable, toConflictingItem } from './images-table.ts';
import { toObjectDeletedEvent } from './object-events.ts';
import { parse } from './parse.ts';
import { writeRecordCopy } from './record-copy.ts';

export interface RecordStore extends ImagesTable {
  s3: S3Client;
  resultsBucket: string;
  sqs: SQSClient;
  forgetQueueUrl: string;
}

/** @returns Whether it was stored; `false` where a newer version of the object has the record, or it was deleted. */
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
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
  } catch (conflict) {
    const there = toConflictingItem(conflict);
    if (there?.status === 'DELETED') await forgetAgain(store, item, tombstoneSchema.parse(there));
    return false;
  }
  await writeRecordCopy(store.s3, store.resultsBucket, item);
  return true;
}

/** What was deleted while its execution ran had not all been made yet when ForgetImage looked. */
async function forgetAgain(
  { sqs, forgetQueueUrl }: RecordStore,
  { source: { bucket, key } }: ImageRecord,
  { source: { sequencer }, deletedAt }: Tombstone,
): Promise<void> {
  const event = toObjectDeletedEvent({ bucket, key, sequencer, deletedAt });
  await sqs.send(new SendMessageCommand({ QueueUrl: forgetQueueUrl, MessageBody: JSON.stringify(event) }));
}
