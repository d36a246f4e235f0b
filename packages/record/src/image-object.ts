// Which photograph: one version of one object, as it travels from intake through every state.

import * as z from 'zod';
import { featureSchema } from './features.ts';

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
 * - `askAgain` is there on a further run of the version that is for some features alone: they are asked anew, and what the run
 *   before has of the others is kept. None: nothing is asked anew. Absent: everything is.
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
  askAgain: z.array(featureSchema).optional(),
});

export type ImageObject = z.infer<typeof imageObjectSchema>;
