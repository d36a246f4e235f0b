// The S3 event "Object Deleted" as EventBridge delivers it.

import * as z from 'zod';
import type { Deletion } from '../shared/object-events.ts';
import { parse } from '../shared/parse.ts';
import { toComparableSequencer } from '../shared/sequencer.ts';

/**
 * A delete marker, a version or a marker that is gone for ever, or one that a lifecycle rule has taken. A version that is
 * deleted for ever comes without an eTag.
 * {@link https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html}
 */
const objectDeletedSchema = z.object({
  source: z.literal('aws.s3'),
  'detail-type': z.literal('Object Deleted'),
  time: z.iso.datetime(),
  detail: z.object({
    bucket: z.object({ name: z.string().min(1) }),
    object: z.object({
      key: z.string().min(1),
      sequencer: z.string().regex(/^[0-9a-fA-F]+$/, 'expected hex'),
    }),
  }),
});

/**
 * @param body - The body of the SQS message.
 * @throws {InvalidEventError} When it is anything else.
 */
export function parseObjectDeleted(body: string): Deletion {
  const { time, detail } = parse(objectDeletedSchema, 'an S3 "Object Deleted" event', toJson(body));
  return {
    bucket: detail.bucket.name,
    key: detail.object.key,
    sequencer: toComparableSequencer(detail.object.sequencer),
    deletedAt: time,
  };
}

/** Undefined, which the schema refuses, where it is none. */
function toJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
