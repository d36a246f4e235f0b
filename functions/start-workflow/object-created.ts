// The S3 event "Object Created" as EventBridge delivers it, read into an image object.

import { featureSchema } from '@image-workflow/record/features';
import { type ImageObject, imageObjectSchema } from '@image-workflow/record/image-object';
import * as z from 'zod';
import { InvalidEventError } from '../shared/errors.ts';
import { toImageId } from '../shared/image-object.ts';
import { parse } from '../shared/parse.ts';
import { toComparableSequencer } from '../shared/sequencer.ts';

/** {@link https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html} The key is raw, not URL-encoded. */
const objectCreatedSchema = z.object({
  source: z.literal('aws.s3'),
  'detail-type': z.literal('Object Created'),
  time: z.iso.datetime(),
  detail: z.object({
    bucket: z.object({ name: z.string().min(1) }),
    object: z.object({
      key: z.string().min(1),
      size: z.int().min(0),
      etag: z.string().min(1),
      'version-id': z.string().min(1).optional(),
      sequencer: z.string().regex(/^[0-9a-fA-F]+$/, 'expected hex'),
      'ask-again': z.array(featureSchema).optional(), // ours: shared/object-events.ts
    }),
  }),
});

/** What reaches the queue when somebody connects something else to it. */
const foreignEventSchema = z.union([
  z
    .object({ Event: z.literal('s3:TestEvent') })
    .transform(() => 's3:TestEvent, the test message of a direct S3 notification'),
  z
    .object({ Records: z.tuple([z.object({ eventSource: z.string(), eventName: z.string() })], z.unknown()) })
    .transform(
      ({ Records: [{ eventSource, eventName }] }) =>
        `a direct notification, ${eventName} from ${eventSource}`,
    ),
  z
    .object({ source: z.string(), 'detail-type': z.string() })
    .refine((event) => event.source !== 'aws.s3' || event['detail-type'] !== 'Object Created')
    .transform((event) => `"${event['detail-type']}" from ${event.source}`),
]);

const WHAT = 'an S3 "Object Created" event from EventBridge';

/**
 * @param body - The body of the SQS message.
 * @throws {InvalidEventError} When it is anything else, with what was found.
 */
export function parseObjectCreated(body: string): ImageObject {
  const event = parseJson(body);
  const foreign = foreignEventSchema.safeParse(event);
  if (foreign.success) throw new InvalidEventError(`Expected ${WHAT} but found ${foreign.data}`);

  const { time, detail } = parse(objectCreatedSchema, WHAT, event);
  return parse(imageObjectSchema, 'an image object', {
    imageId: toImageId(detail.bucket.name, detail.object.key),
    bucket: detail.bucket.name,
    key: detail.object.key,
    versionId: detail.object['version-id'],
    eTag: detail.object.etag,
    sizeBytes: detail.object.size,
    sequencer: toComparableSequencer(detail.object.sequencer),
    uploadedAt: time,
    askAgain: detail.object['ask-again'],
  });
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw new InvalidEventError(`Expected ${WHAT} but found no JSON: ${JSON.stringify(body.slice(0, 100))}`, {
      cause,
    });
  }
}
