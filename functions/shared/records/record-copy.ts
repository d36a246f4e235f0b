// The record as JSON in the results bucket: the same order as in the table, without a right to list the bucket.

import { GetObjectCommand, NoSuchKey, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { ImageRecord } from '@image-workflow/record';
import { recordKey } from '../result-keys.ts';
import { isLostToAnotherWrite, toStoredSequencer } from './stored-copy.ts';

const MAX_ATTEMPTS = 5; // each loses only to a write that won: versions of one key seldom end in the same second

/**
 * Writes `records/<imageId>.json` unless a newer version's record is there.
 *
 * @returns Whether there was none before.
 * @throws {Error} When other writers were faster five times in a row.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export async function writeRecordCopy(s3: S3Client, bucket: string, record: ImageRecord): Promise<boolean> {
  let cause: unknown;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    if (await put(s3, bucket, record, { IfNoneMatch: '*' })) return true;
    try {
      if (await replace(s3, bucket, record)) return false;
    } catch (error) {
      if (!isGone(error)) throw error;
      cause = error;
    }
  }
  throw toLostError(bucket, record, cause);
}

/**
 * The same where there is a copy; where there is none, its photograph was deleted, and leaves none.
 *
 * @throws {Error} When other writers were faster five times in a row.
 */
export async function replaceRecordCopy(s3: S3Client, bucket: string, record: ImageRecord): Promise<void> {
  try {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      if (await replace(s3, bucket, record)) return;
    }
  } catch (error) {
    if (error instanceof NoSuchKey) return;
    throw error;
  }
  throw toLostError(bucket, record);
}

/** @returns Whether it is done: replaced, or left because it is newer; `false` where another write came between. */
async function replace(s3: S3Client, bucket: string, record: ImageRecord): Promise<boolean> {
  const stored = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: recordKey(record.imageId) }));
  const sequencer = toStoredSequencer(await stored.Body?.transformToString());
  if (sequencer !== undefined && sequencer > record.source.sequencer) return true;
  return await put(s3, bucket, record, { IfMatch: stored.ETag });
}

async function put(
  s3: S3Client,
  bucket: string,
  record: ImageRecord,
  condition: { IfNoneMatch: string } | { IfMatch: string | undefined },
): Promise<boolean> {
  try {
    await s3.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: recordKey(record.imageId),
        Body: JSON.stringify(record),
        ContentType: 'application/json',
        ...condition,
      }),
    );
    return true;
  } catch (error) {
    if (isLostToAnotherWrite(error)) return false;
    throw error;
  }
}

function toLostError(bucket: string, { imageId }: ImageRecord, cause?: unknown): Error {
  const copy = `s3://${bucket}/${recordKey(imageId)}`;
  return new Error(`Expected to replace ${copy} but lost to other writes ${MAX_ATTEMPTS} times`, { cause });
}

/** It was there a moment ago. Without a right to list the bucket, what is gone looks like what may not be seen. */
function isGone(error: unknown): boolean {
  return error instanceof Error && ['NoSuchKey', 'AccessDenied'].includes(error.name);
}
