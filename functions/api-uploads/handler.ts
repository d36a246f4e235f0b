// Lambda entry of the routes under /api/uploads: files go straight to the storage, this says how.

import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import {
  abortUpload,
  completeUpload,
  createParts,
  createUploads,
  MULTIPART_FROM_BYTES,
  UPLOAD_SECONDS,
  type Upload,
  type UploadFile,
} from '@image-workflow/record/api/uploads';
import { createApi } from '../shared/api/api.ts';
import { ApiProblem } from '../shared/api/problem.ts';
import { toClientOptions } from '../shared/client-options.ts';
import { flagFromEnv, integerFromEnv, stringFromEnv } from '../shared/env.ts';
import { toImageId } from '../shared/image-object.ts';
import { logger } from '../shared/logger.ts';
import { EVERYTHING, type SearchTable } from '../shared/search/search-table.ts';
import { findDuplicate } from './find-duplicate.ts';
import { createFormUpload } from './form-upload.ts';
import {
  abortMultipartUpload,
  completeMultipartUpload,
  createMultipartUpload,
  signParts,
} from './multipart-upload.ts';
import { isOwnKey, toNewKey } from './object-key.ts';
import type { UploadTarget } from './upload-target.ts';

const s3 = new S3Client({
  ...toClientOptions(),
  // A checksum that the SDK would add to a signed URL is one of no bytes: the bytes are not here.
  requestChecksumCalculation: 'WHEN_REQUIRED',
});
const bucket = stringFromEnv('UPLOAD_BUCKET');
const search: SearchTable = {
  documents: DynamoDBDocumentClient.from(new DynamoDBClient(toClientOptions())),
  tableName: stringFromEnv('SEARCH_TABLE_NAME'),
};
const isolation = flagFromEnv('ISOLATION');
const maxBytes = integerFromEnv('MAX_OBJECT_BYTES');

const api = createApi()
  .on(createUploads, async ({ body: { files, features }, caller }) => {
    expectSizes(files);
    const uploads = await Promise.all(
      files.map(async (file) => {
        const { owner } = caller;
        const key = toNewKey(owner, file.name);
        const [upload, duplicateOf] = await Promise.all([
          createUpload({ bucket, key, owner, features }, file),
          lookForDuplicate(owner, file),
        ]);
        return { ...upload, ...(duplicateOf && { duplicateOf }) };
      }),
    );
    return { body: { uploads } };
  })
  .on(createParts, async ({ body: { key, uploadId, sizeBytes, partNumbers }, caller }) => {
    expectOwnKey(caller.owner, key);
    const parts = await signParts(s3, { bucket, key, uploadId }, sizeBytes, partNumbers);
    return { body: { parts, expiresAt: toExpiry() } };
  })
  .on(completeUpload, async ({ body: { key, uploadId, parts }, caller }) => {
    expectOwnKey(caller.owner, key);
    await completeMultipartUpload(s3, { bucket, key, uploadId }, parts);
    return { body: { imageId: toImageId(bucket, key), key } };
  })
  .on(abortUpload, async ({ body: { key, uploadId }, caller }) => {
    expectOwnKey(caller.owner, key);
    await abortMultipartUpload(s3, { bucket, key, uploadId });
    return { body: null };
  });

export const { handler } = api;

async function createUpload(target: UploadTarget, file: UploadFile): Promise<Upload> {
  const known = {
    name: file.name,
    imageId: toImageId(bucket, target.key),
    key: target.key,
    expiresAt: toExpiry(),
  };
  const isMultipart = file.multipart ?? file.sizeBytes >= MULTIPART_FROM_BYTES;
  return isMultipart
    ? { ...known, ...(await createMultipartUpload(s3, target, file)) }
    : { ...known, ...(await createFormUpload(s3, target, file)) };
}

/** Another owner's photograph is none. Where nobody can tell, the file is sent: that costs a copy, no more. */
async function lookForDuplicate(owner: string, { sha256 }: UploadFile): Promise<string | undefined> {
  if (!sha256) return undefined;
  try {
    return await findDuplicate(search, isolation ? owner : EVERYTHING, sha256);
  } catch (error) {
    logger.warn('Duplicate not looked for', { sha256, error: error as Error });
    return undefined;
  }
}

function expectSizes(files: readonly UploadFile[]): void {
  const errors = files.flatMap(({ sizeBytes }, at) =>
    sizeBytes > maxBytes
      ? [
          {
            in: 'body' as const,
            name: `files.${at}.sizeBytes`,
            detail: `Expected at most ${maxBytes} bytes but found ${sizeBytes}`,
          },
        ]
      : [],
  );
  if (!errors[0]) return;
  throw new ApiProblem(
    'invalid-request',
    `Expected files that can be taken but one is too large: ${errors[0].detail}`,
    {
      errors,
    },
  );
}

/** Another owner's upload does not exist. */
function expectOwnKey(owner: string, key: string): void {
  if (isOwnKey(owner, key)) return;
  throw new ApiProblem('not-found', 'Expected an upload that is under way but there is none with this key');
}

function toExpiry(): string {
  return new Date(Date.now() + UPLOAD_SECONDS * 1_000).toISOString();
}
