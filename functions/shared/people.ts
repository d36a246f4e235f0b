// The People table: whose face each face of the collection is. `npm run people` writes it, RecognizePeople reads it.

import { setTimeout as sleep } from 'node:timers/promises';
import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { parse } from './parse.ts';

/** {@link https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html} */
const MOST_KEYS_AT_ONCE = 100;

/** Before the keys that DynamoDB left out are asked for again; twice as long each time. */
const FIRST_PAUSE_MS = 50;
const MAX_ATTEMPTS = 6; // a second and a half of pauses

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
  /** The collection's word for `personId`, and the same. */
  externalImageId: personIdSchema,
});

export type EnrolledFace = z.infer<typeof enrolledFaceSchema>;

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
  const all = [...new Set(faceIds)].map((faceId) => ({ faceId }));
  for (let from = 0; from < all.length; from += MOST_KEYS_AT_ONCE) {
    let keys: Record<string, unknown>[] = all.slice(from, from + MOST_KEYS_AT_ONCE);
    for (let attempt = 0; keys.length > 0; attempt++) {
      if (attempt === MAX_ATTEMPTS)
        throw new Error(`Expected all faces of ${tableName} but ${keys.length} were left out`);
      if (attempt > 0) await sleep(FIRST_PAUSE_MS * 2 ** (attempt - 1));
      const { Responses, UnprocessedKeys } = await documents.send(
        new BatchGetCommand({ RequestItems: { [tableName]: { Keys: keys } } }),
      );
      for (const item of Responses?.[tableName] ?? []) {
        const face = parse(enrolledFaceSchema, 'an item of the People table', item);
        enrolled.set(face.faceId, face);
      }
      keys = UnprocessedKeys?.[tableName]?.Keys ?? [];
    }
  }
  return enrolled;
}
