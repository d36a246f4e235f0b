// A file in parts, for large files and slow lines: a part that breaks off is sent again, not the whole file.

import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import {
  type CompleteRequest,
  type MultipartUpload,
  PART_BYTES,
  UPLOAD_SECONDS,
  type UploadFile,
  type UploadPart,
} from '@image-workflow/record/api/uploads';
import { ApiProblem } from '../shared/api/problem.ts';
import { toObjectHeaders, type UploadTarget } from './upload-target.ts';

/** Where the parts belong. */
interface Parts {
  bucket: string;
  key: string;
  uploadId: string;
}

export async function createMultipartUpload(
  s3: S3Client,
  { bucket, key, ...target }: UploadTarget,
  file: UploadFile,
): Promise<Pick<MultipartUpload, 'way' | 'uploadId' | 'partBytes' | 'parts'>> {
  // Of what comes in parts S3 holds nobody to a SHA-256: a hash that is only said would name others' files as copies.
  const { sha256: _, ...unproven } = file;
  const { 'Content-Type': ContentType, ...headers } = toObjectHeaders(target, unproven);
  const Metadata = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.replace(/^x-amz-meta-/, ''), value]),
  );
  const { UploadId: uploadId = '' } = await s3.send(
    new CreateMultipartUploadCommand({ Bucket: bucket, Key: key, ContentType, Metadata }),
  );
  const count = Math.ceil(file.sizeBytes / PART_BYTES);
  const numbers = Array.from({ length: count }, (_, at) => at + 1);
  const parts = await signParts(s3, { bucket, key, uploadId }, file.sizeBytes, numbers);
  return { way: 'multipart', uploadId, partBytes: PART_BYTES, parts };
}

/**
 * URLs that take parts of exactly their size: the length is signed.
 *
 * @param sizeBytes - Of the whole file.
 * @throws {ApiProblem} For a part that a file of this size does not have.
 */
export function signParts(
  s3: S3Client,
  { bucket, key, uploadId }: Parts,
  sizeBytes: number,
  partNumbers: readonly number[],
): Promise<UploadPart[]> {
  return Promise.all(
    partNumbers.map(async (partNumber) => {
      const partBytes = Math.min(PART_BYTES, sizeBytes - (partNumber - 1) * PART_BYTES);
      if (partBytes <= 0) {
        throw new ApiProblem(
          'not-found',
          `Expected parts of a file of ${sizeBytes} bytes but found the number ${partNumber}`,
        );
      }
      const part = new UploadPartCommand({
        Bucket: bucket,
        Key: key,
        UploadId: uploadId,
        PartNumber: partNumber,
        ContentLength: partBytes,
      });
      const url = await getSignedUrl(s3, part, {
        expiresIn: UPLOAD_SECONDS,
        unhoistableHeaders: new Set(['content-length']),
        signableHeaders: new Set(['host', 'content-length']),
      });
      return { partNumber, sizeBytes: partBytes, url };
    }),
  );
}

/**
 * Makes one object of the parts, never over one that is there.
 *
 * @throws {ApiProblem} 404 where there is no such upload, 409 where the key exists, 400 where the parts are not whole.
 */
export async function completeMultipartUpload(
  s3: S3Client,
  { bucket, key, uploadId }: Parts,
  parts: CompleteRequest['parts'],
): Promise<void> {
  const ordered = parts.toSorted((one, other) => one.partNumber - other.partNumber);
  try {
    await s3.send(
      new CompleteMultipartUploadCommand({
        Bucket: bucket,
        Key: key,
        UploadId: uploadId,
        IfNoneMatch: '*',
        MultipartUpload: {
          Parts: ordered.map(({ partNumber, eTag }) => ({
            PartNumber: partNumber,
            ETag: `"${eTag.replaceAll('"', '')}"`,
          })),
        },
      }),
    );
  } catch (error) {
    throw toUploadProblem(error);
  }
}

/** What was thrown away before is gone too: no error. */
export async function abortMultipartUpload(s3: S3Client, { bucket, key, uploadId }: Parts): Promise<void> {
  try {
    await s3.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId: uploadId }));
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'NoSuchUpload') throw error;
  }
}

function toUploadProblem(error: unknown): unknown {
  const name = error instanceof Error ? error.name : '';
  if (name === 'NoSuchUpload') {
    return new ApiProblem(
      'not-found',
      'Expected an upload that is under way but there is none with this uploadId',
    );
  }
  if (name === 'PreconditionFailed' || name === 'ConditionalRequestConflict') {
    return new ApiProblem('conflict', 'Expected a key that is free but an object has it already');
  }
  if (name === 'InvalidPart' || name === 'InvalidPartOrder' || name === 'EntityTooSmall') {
    return new ApiProblem(
      'invalid-request',
      'Expected every part as the storage took it but one is missing, too small or has another eTag',
    );
  }
  return error;
}
