// DELETE /api/images/{imageId}, POST …/restore, POST …/reprocess: they answer at once, and the workflow does the rest.

import * as z from 'zod';
import { featureSchema } from '../features.ts';

export const deleteQuerySchema = z.object({
  /** `true` removes every version, for ever. Otherwise the photograph can be restored. */
  permanently: z.enum(['true', 'false']).optional(),
});

export const reprocessRequestSchema = z.object({
  /** What is looked for again; absent: what the stack has switched on. */
  features: z.array(featureSchema).min(1).optional(),
});

/** 202: it will be so. The header `Location` says the same as `follow`. */
export const changeAcceptedSchema = z.object({
  imageId: z.string().min(1),
  change: z.enum(['delete', 'delete-permanently', 'restore', 'reprocess']),
  /** Where to see it come about: `/api/images/<imageId>`, of a deletion until it is 404. */
  follow: z.string().min(1),
});

export type DeleteQuery = z.infer<typeof deleteQuerySchema>;
export type ReprocessRequest = z.infer<typeof reprocessRequestSchema>;
export type ChangeAccepted = z.infer<typeof changeAcceptedSchema>;
