// The People table: whose face each face of the collection is. `npm run people` writes it, RecognizePeople reads it.

import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { batchGet } from '../batch-get.ts';
import { SHARED_OWNER } from '../owner.ts';
import { parse } from '../parse.ts';

/** Bound of a name: a record may hold a hundred of them twice. */
export const MAX_NAME_LENGTH = 100; // UTF-16 units

/** Valid as Rekognition's ExternalImageId, by which the collection itself knows whose face it holds. */
export const personIdSchema = z
  .string()
  .max(255)
  .regex(/^[a-zA-Z0-9_.:-]+$/, 'expected letters, digits and _ . : - alone');

/** One item of the table: one face, enrolled from one photograph. A person is the faces that share a `personId`. */
export const enrolledFaceSchema = z.object({
  /** Rekognition's, of the face in the collection. */
  faceId: z.string().min(1),
  personId: personIdSchema,
  name: z.string().min(1).max(MAX_NAME_LENGTH),
  /** Name of the file. */
  sourcePhoto: z.string().min(1),
  /** Of the file's bytes, lower-case hex: the same photograph is not enrolled twice. */
  sourceSha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** ISO 8601 in UTC. */
  indexedAt: z.iso.datetime(),
  /** The collection's word for whose it is: the `personId` it was enrolled with, before any merging. */
  externalImageId: personIdSchema,
  /**
   * In whose photographs alone the person is known: where users are kept apart, a name that one of them gives is none of the
   * others' business. Absent: in everybody's.
   */
  owner: z.string().min(1).optional(),
});

export type EnrolledFace = z.infer<typeof enrolledFaceSchema>;

/** @param owner - Of a photograph. */
export function isKnownIn(owner: string, person: Pick<EnrolledFace, 'owner'>): boolean {
  return [SHARED_OWNER, owner].includes(person.owner ?? SHARED_OWNER);
}

export interface PeopleTable {
  documents: DynamoDBDocumentClient;
  tableName: string;
}

/**
 * Reads whose faces these are.
 *
 * @param faceIds - In any order; the same one several times counts once.
 * @returns By face id. A face that is in the collection but not in the table is nobody's.
 * @throws {InvalidEventError} When an item is not what `npm run people` writes.
 */
export async function readEnrolledFaces(
  { documents, tableName }: PeopleTable,
  faceIds: readonly string[],
): Promise<Map<string, EnrolledFace>> {
  const enrolled = new Map<string, EnrolledFace>();
  const keys = [...new Set(faceIds)].map((faceId) => ({ faceId }));
  for await (const item of batchGet(documents, tableName, keys)) {
    const face = parse(enrolledFaceSchema, 'an item of the People table', item);
    enrolled.set(face.faceId, face);
  }
  return enrolled;
}
