// /api/people: names for faces.

import * as z from 'zod';
import { boundingBoxSchema } from '../record.ts';
import { pictureSchema } from './images.ts';

/** Bound of a name. */
export const MAX_PERSON_NAME_LENGTH = 100; // UTF-16 units

/** Letters, digits and `_ . : -`; one person's for ever, whatever they are called. */
export const personIdSchema = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[a-zA-Z0-9_.:-]+$/, 'expected letters, digits and _ . : - alone');

const personName = z.string().trim().min(1).max(MAX_PERSON_NAME_LENGTH);

export const personSchema = z.object({
  personId: personIdSchema,
  name: personName,
  /** Enrolled faces: more make the person easier to find. */
  faces: z.int().min(0),
  /** Photographs that show them. */
  photographs: z.int().min(0),
  /** A face to show: a picture and where in it, ratios 0 to 1. */
  portrait: z
    .object({ imageId: z.string().min(1), picture: pictureSchema, boundingBox: boundingBoxSchema })
    .optional(),
});

export const personQuerySchema = z.object({
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
  z.object({ imageId: z.string().min(1), boundingBox: boundingBoxSchema, personId: personIdSchema }),
  z.object({ imageId: z.string().min(1), boundingBox: boundingBoxSchema, name: personName }),
]);

export const renamePersonRequestSchema = z.object({ name: personName });

/** `POST /api/people/{personId}/merge`: all faces of these become faces of `{personId}`, and they are gone. */
export const mergePeopleRequestSchema = z.object({ personIds: z.array(personIdSchema).min(1).max(20) });

/** 200, 201 or 202: the person as they are now, and how many earlier photographs were relabelled so far. */
export const personChangedSchema = z.object({ person: personSchema, relabelled: z.int().min(0) });

export type Person = z.infer<typeof personSchema>;
export type PersonQueryInput = z.input<typeof personQuerySchema>;
export type PersonList = z.infer<typeof personListSchema>;
export type NameFaceRequest = z.infer<typeof nameFaceRequestSchema>;
export type RenamePersonRequest = z.infer<typeof renamePersonRequestSchema>;
export type MergePeopleRequest = z.infer<typeof mergePeopleRequestSchema>;
export type PersonChanged = z.infer<typeof personChangedSchema>;
