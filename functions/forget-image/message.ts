// What ForgetQueue holds: the S3 event "Object Deleted" as EventBridge delivers it, and what executions leave over.

import * as z from 'zod';
import { type Leftovers, leftoversEventSchema } from '../shared/leftovers.ts';
import type { Deletion } from '../shared/object-events.ts';
import { parse } from '../shared/parse.ts';
import { parseJson } from '../shared/parse-json.ts';
import { toComparableSequencer } from '../shared/sequencer.ts';

/**
 * A delete marker, a version or a marker that is gone for ever, or one that a lifecycle rule has taken. A version that is
 * deleted for ever comes without an eTag.
 * {@link https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html}
 */
const objectDeletedSchema = z
  .object({
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
  })
  .transform(
    ({ time, detail: { bucket, object } }): Deletion => ({
      bucket: bucket.name,
      key: object.key,
      sequencer: toComparableSequencer(object.sequencer),
      deletedAt: time,
    }),
  );

const messageSchema = z.union([objectDeletedSchema, leftoversEventSchema]);

/**
 * @param body - The body of the SQS message.
 * @throws {InvalidEventError} When it is anything else.
 */
export function parseMessage(body: string): Deletion | Leftovers {
  return parse(messageSchema, 'an S3 "Object Deleted" event, or what is left over', parseJson(body));
}
