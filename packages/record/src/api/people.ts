// /api/people: names for faces.

import * as z from 'zod';
import { boundingBoxSchema } from '../record.ts';
import { pictureSchema } from './images.ts';
import type { ApiRoute } from './route.ts';

/** Bound of a name. */
export const MAX_PERSON_NAME_LENGTH = 100; // UTF-16 units

/** Letters, digits and `_ . : -`; one person's for ever, whatever they are called. */
export const personIdSchema = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[a-zA-Z0-9_.:-]+$/, 'expected letters, digits and _ . : - alone');

export const personParamsSchema = z.object({ personId: personIdSchema });

const personName = z
  .string()
  .trim()
  .min(1)
  .max(MAX_PERSON_NAME_LENGTH)
  .regex(/^[^\p{Cc}]+$/u, 'expected no control characters');

export const personSchema = z.object({
  personId: personIdSchema,
  name: personName,
  /** Enrolled faces: more make the person easier to find. */
  faces: z.int().min(0),
  /** Photographs that show them. */
  photographs: z.int().min(0),
  /** Whether whoever asks may rename, merge and remove them. */
  mayChange: z.boolean(),
  /** A face to show: a picture and where in it, ratios 0 to 1. */
  portrait: z
    .object({ imageId: z.string().min(1), picture: pictureSchema, boundingBox: boundingBoxSchema })
    .optional(),
});

export const personQuerySchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(100),
  cursor: z.string().min(1).max(3_000).optional(),
});

/** By name. */
export const personListSchema = z.object({
  items: z.array(personSchema),
  cursor: z.string().min(1).optional(),
});

/**
 * Names a face: `boundingBox` is that of the face in the record's `analysis.faces`. With `personId` it becomes one more
 * face of that person, otherwise of a new one. Earlier photographs are searched again and relabelled.
 */
export const nameFaceRequestSchema = z.union([
  z.strictObject({ imageId: z.string().min(1), boundingBox: boundingBoxSchema, personId: personIdSchema }),
  z.strictObject({ imageId: z.string().min(1), boundingBox: boundingBoxSchema, name: personName }),
]);

export const renamePersonRequestSchema = z.strictObject({ name: personName });

/** `POST /api/people/{personId}/merge`: all faces of these become faces of `{personId}`, and they are gone. */
export const mergePeopleRequestSchema = z.strictObject({ personIds: z.array(personIdSchema).min(1).max(20) });

/**
 * The person as they are now, and how many photographs were relabelled so far: the one that was looked at. Earlier ones
 * follow, and `photographs` with them.
 */
export const personChangedSchema = z.object({ person: personSchema, relabelled: z.int().min(0) });

export const listPeople = {
  method: 'GET',
  path: '/api/people',
  summary: 'People who have a name',
  query: personQuerySchema,
  answers: { 200: personListSchema },
  problems: ['invalid-cursor'],
} as const satisfies ApiRoute;

export const nameFace = {
  method: 'POST',
  path: '/api/people',
  summary: 'Name a face of a photograph',
  body: nameFaceRequestSchema,
  answers: { 201: personChangedSchema },
  problems: ['not-found', 'conflict', 'content-too-large', 'unsupported-media-type'],
} as const satisfies ApiRoute;

export const renamePerson = {
  method: 'PATCH',
  path: '/api/people/{personId}',
  summary: 'Rename a person',
  params: personParamsSchema,
  body: renamePersonRequestSchema,
  answers: { 200: personChangedSchema },
  problems: ['forbidden', 'not-found', 'content-too-large', 'unsupported-media-type'],
} as const satisfies ApiRoute;

export const removePerson = {
  method: 'DELETE',
  path: '/api/people/{personId}',
  summary: 'Forget a person: their faces first, then their name',
  params: personParamsSchema,
  answers: { 204: null },
  problems: ['forbidden', 'not-found'],
} as const satisfies ApiRoute;

export const mergePeople = {
  method: 'POST',
  path: '/api/people/{personId}/merge',
  summary: 'Make one person of several',
  params: personParamsSchema,
  body: mergePeopleRequestSchema,
  answers: { 200: personChangedSchema },
  problems: ['forbidden', 'not-found', 'conflict', 'content-too-large', 'unsupported-media-type'],
} as const satisfies ApiRoute;

export type Person = z.infer<typeof personSchema>;
export type PersonQueryInput = z.input<typeof personQuerySchema>;
export type PersonQuery = z.output<typeof personQuerySchema>;
export type PersonList = z.infer<typeof personListSchema>;
export type NameFaceRequest = z.infer<typeof nameFaceRequestSchema>;
export type RenamePersonRequest = z.infer<typeof renamePersonRequestSchema>;
export type MergePeopleRequest = z.infer<typeof mergePeopleRequestSchema>;
export type PersonChanged = z.infer<typeof personChangedSchema>;
