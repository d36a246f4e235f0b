// Which photograph: one version of one object, as it travels from intake through every state.

import { createHash } from 'node:crypto';
import * as z from 'zod';
import { parse } from './parse.ts';

/**
 * One version of one object in the uploads bucket.
 *
 * - `key` is the object's key as S3 stores it: decoded, byte for byte.
 * - `eTag` is opaque, without quotes, and not always an MD5.
 * - `versionId` is absent where the bucket is not versioned.
 * - `sequencer` orders the events of one key: lower-case hex without trailing zeros, so that comparing two as
 *   plain strings equals S3's rule of comparing after padding with zeros on the right.
 *   {@link https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html}
 * - `uploadedAt` is the time of the event, ISO 8601 in UTC.
 */
export const imageObjectSchema = z.object({
  imageId: z.string().min(1),
  bucket: z.string().min(1),
  key: z.string().min(1),
  versionId: z.string().min(1).optional(),
  eTag: z.string().min(1),
  sizeBytes: z.int().min(0),
  sequencer: z.string().regex(/^[0-9a-f]*[1-9a-f]$/, 'expected lower-case hex without trailing zeros'),
  uploadedAt: z.iso.datetime(),
});

export type ImageObject = z.infer<typeof imageObjectSchema>;

/** @throws {InvalidEventError} When `event` is no image object. */
export function parseImageObject(event: unknown): ImageObject {
  return parse(imageObjectSchema, 'an image object', event);
}

/** Stable identity of a key: the same bucket and key always give the same 32 hex digits, whatever the version. */
export function toImageId(bucket: string, key: string): string {
  return digest(bucket, key);
}

/**
 * Identity of one version of an object, 32 hex digits: what makes a redelivered event the same as the first.
 * Derivatives carry it in their keys, so that two versions processed at once never overwrite each other's.
 */
export function toRevision(image: Pick<ImageObject, 'versionId' | 'eTag' | 'sequencer'>): string {
  return digest(image.versionId ?? '', image.eTag, image.sequencer);
}

/** Name of the one execution for one version, 65 of the 80 characters that StartExecution allows. */
export function toExecutionName(image: ImageObject): string {
  return `${image.imageId}-${toRevision(image)}`;
}

/** The image of an execution by its name; absent for a name that somebody chose by hand. */
export function toImageIdOfExecution(executionName: string): string | undefined {
  return /^([0-9a-f]{32})-[0-9a-f]{32}$/.exec(executionName)?.[1];
}

/** SHA-256 of the parts, each with its length before it so that ("ab", "c") differs from ("a", "bc"). */
function digest(...parts: string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:${part}`);
  return hash.digest('hex').slice(0, 32);
}

/** `s3://uploads/2024/notes.txt (version 3sL4k…)`, for messages and logs. */
export function describeObject(image: Pick<ImageObject, 'bucket' | 'key' | 'versionId'>): string {
  return `s3://${image.bucket}/${image.key}${image.versionId ? ` (version ${image.versionId})` : ''}`;
}
