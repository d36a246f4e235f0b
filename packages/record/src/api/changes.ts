// DELETE /api/images/{imageId}, POST …/restore, POST …/reprocess: they answer at once, and the workflow does the rest.

import * as z from 'zod';
import { featureSchema } from '../features.ts';
import { imageParamsSchema } from './images.ts';
import type { ApiRoute } from './route.ts';

export const deleteQuerySchema = z.strictObject({
  /** `true` removes every version, for ever. Otherwise the photograph can be restored. */
  permanently: z.enum(['true', 'false']).optional(),
});

export const reprocessRequestSchema = z.strictObject({
  /**
   * What is asked anew, though the upload may have left it out: some of what the stack has switched on. Of the rest the record
   * keeps the answers of the run before, without a call; what has none, or was asked in another way, is asked as well. Absent:
   * everything is asked anew.
   */
  features: z.array(featureSchema).min(1).optional(),
});

/** 202: it will be so. The header `Location` says the same as `follow`. */
export const changeAcceptedSchema = z.object({
  imageId: z.string().min(1),
  change: z.enum(['delete', 'delete-permanently', 'restore', 'reprocess']),
  /** Where to see it come about: `/api/images/<imageId>`, of a deletion until it is 404. */
  follow: z.string().min(1),
});

export const deleteImage = {
  method: 'DELETE',
  path: '/api/images/{imageId}',
  summary: 'Delete a photograph, for ever if so asked',
  params: imageParamsSchema,
  query: deleteQuerySchema,
  answers: { 202: changeAcceptedSchema },
  problems: ['not-found'],
} as const satisfies ApiRoute;

export const restoreImage = {
  method: 'POST',
  path: '/api/images/{imageId}/restore',
  summary: 'Bring a deleted photograph back',
  params: imageParamsSchema,
  answers: { 202: changeAcceptedSchema },
  problems: ['not-found', 'conflict'],
} as const satisfies ApiRoute;

export const reprocessImage = {
  method: 'POST',
  path: '/api/images/{imageId}/reprocess',
  summary: 'Run the workflow again',
  params: imageParamsSchema,
  body: reprocessRequestSchema,
  answers: { 202: changeAcceptedSchema },
  problems: ['not-found', 'conflict', 'content-too-large', 'unsupported-media-type'],
} as const satisfies ApiRoute;

export type DeleteQuery = z.infer<typeof deleteQuerySchema>;
export type ReprocessRequest = z.infer<typeof reprocessRequestSchema>;
export type ChangeAccepted = z.infer<typeof changeAcceptedSchema>;
