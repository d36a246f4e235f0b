// Events that S3 sends of an object, made anew: for what has to be taken in, or forgotten, again.

import { randomUUID } from 'node:crypto';
import type { ImageObject } from '@image-workflow/record/image-object';

/**
 * S3 knows nothing of runs, so `ask-again` is ours.
 *
 * {@link https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html}
 */
export function toObjectCreatedEvent(version: Omit<ImageObject, 'imageId'>) {
  const { askAgain } = version;
  const object = {
    key: version.key,
    size: version.sizeBytes,
    etag: version.eTag,
    ...(version.versionId && { 'version-id': version.versionId }),
    sequencer: version.sequencer,
    ...(askAgain && { 'ask-again': askAgain }),
  };
  return toEvent('Object Created', 'PutObject', version.bucket, version.uploadedAt, object);
}

/** What an event "Object Deleted" says of a key. Whether the photograph is gone, only the bucket knows. */
export interface Deletion {
  bucket: string;
  key: string;
  /** As imageObjectSchema has it. */
  sequencer: string;
  /** ISO 8601 in UTC. */
  deletedAt: string;
}

export function toObjectDeletedEvent({ bucket, key, sequencer, deletedAt }: Deletion) {
  return toEvent('Object Deleted', 'DeleteObject', bucket, deletedAt, { key, sequencer });
}

function toEvent(detailType: string, reason: string, bucket: string, time: string, object: object) {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': detailType,
    source: 'aws.s3',
    time,
    resources: [`arn:aws:s3:::${bucket}`],
    detail: { version: '0', bucket: { name: bucket }, object, 'request-id': randomUUID(), reason },
  };
}
