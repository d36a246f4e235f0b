// The record as JSON in the results bucket: the same order as in the table, without a right to list the bucket.

import { GetObjectCommand, PutObjectCommand, type S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import * as z from 'zod';
import type { ImageRecord } from './record.ts';
import { recordKey } from './result-keys.ts';

const MAX_ATTEMPTS = 5; // each loses only to a write that won: versions of one key seldom end in the same second

const storedCopySchema = z.object({ source: z.object({ sequencer: z.string() }) });

/**
 * Writes `records/<imageId>.json` unless a newer version's record is there.
 *
 * @throws {Error} When other writers were faster five times in a row.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export async function writeRecordCopy(s3: S3Client, bucket: string, record: ImageRecord): Promise<void> {
  const location = { Bucket: bucket, Key: recordKey(record.imageId) };
  const copy = { ...location, Body: JSON.stringify(record), ContentType: 'application/json' };

  let condition: { IfNoneMatch: string } | { IfMatch: string | undefined } = { IfNoneMatch: '*' };
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    try {
      await s3.send(new PutObjectCommand({ ...copy, ...condition }));
      return;
    } catch (error) {
      if (!isLostToAnotherWrite(error)) throw error;
    }
    const stored = await s3.send(new GetObjectCommand(location));
    const sequencer = toSequencer(await stored.Body?.transformToString());
    if (sequencer !== undefined && sequencer > record.source.sequencer) return;
    condition = { IfMatch: stored.ETag };
  }
  throw new Error(
    `Expected to replace s3://${bucket}/${location.Key} but lost to other writes ${MAX_ATTEMPTS} times`,
  );
}

/** 412: the condition does not hold. 409: another conditional write of this key is under way. */
function isLostToAnotherWrite(error: unknown): boolean {
  const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
  return status === 412 || status === 409;
}

/** Absent where the copy is no record of ours, which is then replaced. */
function toSequencer(json = ''): string | undefined {
  try {
    return storedCopySchema.parse(JSON.parse(json)).source.sequencer;
  } catch {
    return undefined;
  }
}
