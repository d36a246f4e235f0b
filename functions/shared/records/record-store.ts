// What follows a finished record into the table: its copy in the results bucket, and the end of what older runs have made.

import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { ImageRecord } from '@image-workflow/record';
import { toClientOptions } from '../client-options.ts';
import { stringFromEnv } from '../env.ts';
import { type ImagesTable, imagesTableFromEnv } from '../images-table.ts';
import { type ForgetQueue, tellOfLeftovers } from '../leftovers.ts';
import { writeRecordCopy } from './record-copy.ts';

export interface RecordStore extends ImagesTable, ForgetQueue {
  s3: S3Client;
  resultsBucket: string;
}

/** @throws {InvalidConfigurationError} */
export function recordStoreFromEnv(): RecordStore {
  return {
    ...imagesTableFromEnv(),
    s3: new S3Client(toClientOptions()),
    resultsBucket: stringFromEnv('RESULTS_BUCKET'),
    sqs: new SQSClient(toClientOptions()),
    forgetQueueUrl: stringFromEnv('FORGET_QUEUE_URL'),
  };
}

/**
 * What the table has taken goes to the results bucket too. Where a copy was there, an earlier run has ended before: what it
 * made is left over. Where there was none, which is so of almost every photograph, the table is asked once more: it may
 * have been deleted while the copy was on its way, and then the copy is what is left of it.
 */
export async function copyRecord(store: RecordStore, record: ImageRecord): Promise<void> {
  const { imageId } = record;
  const isFirst = await writeRecordCopy(store.s3, store.resultsBucket, record);
  if (!isFirst || (await isDeleted(store, imageId))) await tellOfLeftovers(store, { imageId });
}

async function isDeleted({ documents, tableName }: ImagesTable, imageId: string): Promise<boolean> {
  const { Item } = await documents.send(
    new GetCommand({ TableName: tableName, Key: { imageId }, ConsistentRead: true }),
  );
  return Item?.status === 'DELETED';
}
