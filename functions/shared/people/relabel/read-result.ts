// Reading what may be gone from the results bucket.

import { NoSuchKey } from '@aws-sdk/client-s3';
import { PeopleError } from '../errors.ts';

/**
 * @param read - Asks S3 for the object.
 * @returns What it read; undefined where the object is not there.
 * @throws {PeopleError} Where S3 does not say which: a missing object is "denied" for whoever may not list the bucket.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
export async function readResult<Result>(
  { bucket, key }: { bucket: string; key: string },
  read: () => Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    if (error instanceof Error && error.name === 'AccessDenied') {
      throw new PeopleError(
        'unreadable-result',
        `Expected to read s3://${bucket}/${key} but S3 answers AccessDenied: that takes s3:GetObject on the object, and ` +
          's3:ListBucket on its bucket for S3 to say whether it is there at all',
      );
    }
    throw error;
  }
}
