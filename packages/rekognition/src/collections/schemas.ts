// Members that the collection operations share, with the constraints of the service's API model.

import { z } from 'zod';

export const collectionIdSchema = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[a-zA-Z0-9_.-]+$/);

export const faceIdSchema = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);

export const faceIdsSchema = z.array(faceIdSchema).min(1).max(4096);

export const externalImageIdSchema = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[a-zA-Z0-9_.\-:]+$/);

export const maxResultsSchema = z.int().min(0).max(4096).default(1000);
export const nextTokenSchema = z.string().max(255).optional();
