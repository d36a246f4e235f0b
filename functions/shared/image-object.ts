// One version of one object: how it is parsed, and the names that are made from it.

import { createHash } from 'node:crypto';
import { type ImageObject, imageObjectSchema } from '@image-workflow/record/image-object';
import { parse } from './parse.ts';

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

const EXECUTION_NAME = /^(?<imageId>[0-9a-f]{32})-(?<revision>[0-9a-f]{32})$/;

/** The image of an execution by its name; absent for a name that somebody chose by hand. */
export function toImageIdOfExecution(executionName: string): string | undefined {
  return EXECUTION_NAME.exec(executionName)?.groups?.imageId;
}

/** What an execution makes has this in its keys. Absent for a name that somebody chose by hand. */
export function toRevisionOfExecution(executionName: string): string | undefined {
  return EXECUTION_NAME.exec(executionName)?.groups?.revision;
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
