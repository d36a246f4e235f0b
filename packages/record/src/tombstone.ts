// What is left of a photograph that was deleted: enough that no late event brings it back.

import * as z from 'zod';
import { imageObjectSchema } from './image-object.ts';
import { RECORD_SCHEMA_VERSION } from './record.ts';

/**
 * Stands in the table in place of the record.
 *
 * - `source.sequencer` is that of the deletion: what was uploaded before it stays away, what comes after it does not.
 * - `source.key` is there while the original can be restored, and gone when its last version is.
 * - `thumbHash` is what it looked like, in 25 bytes: there as long as `key` is, so that a list of what was deleted can show it.
 * - `deletedAt` is ISO 8601 in UTC.
 */
export const tombstoneSchema = z.object({
  imageId: z.string().min(1),
  schemaVersion: z.literal(RECORD_SCHEMA_VERSION),
  status: z.literal('DELETED'),
  source: z.object({
    bucket: z.string().min(1),
    key: z.string().min(1).optional(),
    sequencer: imageObjectSchema.shape.sequencer,
  }),
  thumbHash: z.string().min(1).optional(),
  deletedAt: z.iso.datetime(),
});

export type Tombstone = z.infer<typeof tombstoneSchema>;
