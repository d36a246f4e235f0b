// GET /api/trash: what was deleted and can be brought back.

import * as z from 'zod';
import { DEFAULT_LIMIT, imageCardSchema, MAX_LIMIT } from './images.ts';
import type { ApiRoute } from './route.ts';

export const trashQuerySchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(MAX_LIMIT).default(DEFAULT_LIMIT),
  /** Of the page before. */
  cursor: z.string().min(1).max(500).optional(),
});

/**
 * What is left to show of a deleted photograph: whatever was made of it is gone, its original waits under a delete marker.
 * `POST /api/images/{imageId}/restore` brings it back, `DELETE …?permanently=true` ends it; either way it leaves the list.
 */
export const deletedImageSchema = imageCardSchema
  .pick({ imageId: true, name: true, thumbHash: true })
  .extend({
    /** ISO 8601 in UTC. */
    deletedAt: z.iso.datetime(),
  });

/** The latest deleted first. */
export const deletedImageListSchema = z.object({
  items: z.array(deletedImageSchema),
  cursor: z.string().min(1).optional(),
});

export const listTrash = {
  method: 'GET',
  path: '/api/trash',
  summary: 'Deleted photographs that can be brought back',
  query: trashQuerySchema,
  answers: { 200: deletedImageListSchema },
  problems: ['invalid-cursor'],
} as const satisfies ApiRoute;

export type TrashQueryInput = z.input<typeof trashQuerySchema>;
export type TrashQuery = z.output<typeof trashQuerySchema>;
export type DeletedImage = z.infer<typeof deletedImageSchema>;
export type DeletedImageList = z.infer<typeof deletedImageListSchema>;
