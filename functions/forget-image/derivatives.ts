// Everything that was made of a photograph: the pictures and answers of all its versions and runs.

import { DeleteObjectsCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { revisionPrefixes } from '../shared/result-keys.ts';

/** {@link https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html} ListObjectsV2 gives as many. */
const MOST_KEYS_AT_ONCE = 1_000;

export interface ResultsBucket {
  s3: S3Client;
  resultsBucket: string;
}

/** @returns Their keys, each with the revision in it. */
export async function listDerivatives(
  { s3, resultsBucket }: ResultsBucket,
  imageId: string,
): Promise<string[]> {
  const lists = revisionPrefixes(imageId).map((prefix) => listKeys(s3, resultsBucket, prefix));
  return (await Promise.all(lists)).flat();
}

/** @throws {Error} When S3 keeps one. */
export async function deleteObjects(
  { s3, resultsBucket }: ResultsBucket,
  keys: readonly string[],
): Promise<void> {
  for (let from = 0; from < keys.length; from += MOST_KEYS_AT_ONCE) {
    const Objects = keys.slice(from, from + MOST_KEYS_AT_ONCE).map((Key) => ({ Key }));
    const { Errors: [kept] = [] } = await s3.send(
      new DeleteObjectsCommand({ Bucket: resultsBucket, Delete: { Objects, Quiet: true } }),
    );
    if (kept) throw new Error(`Expected to delete ${kept.Key} but S3 says ${kept.Code}: ${kept.Message}`);
  }
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
