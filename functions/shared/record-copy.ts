// The record as JSON in the results bucket: the same order as in the table, without a right to list the bucket.

import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { ImageRecord } from '@image-workflow/record';
import * as z from 'zod';
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

  async function put(condition: { IfNoneMatch: string } | { IfMatch: string | undefined }): Promise<boolean> {
    try {
      await s3.send(new PutObjectCommand({ ...copy, ...condition }));
      return true;
    } catch (error) {
      if (isLostToAnotherWrite(error)) return false;
      throw error;
    }
  }

  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    if (await put({ IfNoneMatch: '*' })) return;

    const stored = await s3.send(new GetObjectCommand(location));
    const sequencer = toSequencer(await stored.Body?.transformToString());
    if (sequencer !== undefined && sequencer > record.source.sequencer) return;

    if (await put({ IfMatch: stored.ETag })) return;
  }
  throw new Error(
    `Expected to replace s3://${bucket}/${location.Key} but lost to other writes ${MAX_ATTEMPTS} times`,
  );
}

/** The condition does not hold, another conditional write is under way, or the object of IfMatch is gone. */
function isLostToAnotherWrite(error: unknown): boolean {
  return (
    error instanceof Error &&
    ['PreconditionFailed', 'ConditionalRequestConflict', 'NoSuchKey'].includes(error.name)
  );
}

/** Absent where the copy is no record of ours, which is then replaced. */
function toSequencer(json = ''): string | undefined {
  try {
    return storedCopySchema.parse(JSON.parse(json)).source.sequencer;
  } catch {
    return undefined;
  }
}
