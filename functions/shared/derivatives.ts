// Everything that was made of a photograph: pictures and answers of all its versions, and the record as JSON.

import { DeleteObjectsCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { recordKey, revisionPrefixes } from './result-keys.ts';

/** {@link https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html} ListObjectsV2 gives as many. */
const MOST_KEYS_AT_ONCE = 1_000;

/**
 * @param keptRevision - Of a version that has come since: what is made of it stays, and so does its record.
 * @returns How many objects were deleted.
 * @throws {Error} When S3 keeps one.
 */
export async function deleteDerivatives(
  { s3, resultsBucket }: { s3: S3Client; resultsBucket: string },
  imageId: string,
  keptRevision?: string,
): Promise<number> {
  const keys = keptRevision === undefined ? [recordKey(imageId)] : [];
  for (const prefix of revisionPrefixes(imageId)) keys.push(...(await listKeys(s3, resultsBucket, prefix)));
  const gone = keys.filter((key) => keptRevision === undefined || !key.includes(keptRevision));
  for (let from = 0; from < gone.length; from += MOST_KEYS_AT_ONCE) {
    const Objects = gone.slice(from, from + MOST_KEYS_AT_ONCE).map((Key) => ({ Key }));
    const { Errors: [kept] = [] } = await s3.send(
      new DeleteObjectsCommand({ Bucket: resultsBucket, Delete: { Objects, Quiet: true } }),
    );
    if (kept) throw new Error(`Expected to delete ${kept.Key} but S3 says ${kept.Code}: ${kept.Message}`);
  }
  return gone.length;
}

async function listKeys(s3: S3Client, bucket: string, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = await s3.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken }),
    );
    keys.push(...(page.Contents ?? []).flatMap(({ Key }) => Key ?? []));
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined);
  return keys;
}
