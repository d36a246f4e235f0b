// One face of a collection, and how it lies on disk.

import { z } from 'zod';

/** Ratios of the upright picture, as the service returns them. */
const boundingBoxSchema = z.object({
  Left: z.number(),
  Top: z.number(),
  Width: z.number(),
  Height: z.number(),
});

/** The vector as base64 of little-endian float32, four bytes a number. */
const embeddingSchema = z
  .base64()
  .transform((text): Float32Array => new Float32Array(new Uint8Array(Buffer.from(text, 'base64')).buffer));

const storedFaceSchema = z.object({
  faceId: z.uuid(),
  imageId: z.string(),
  externalImageId: z.string().optional(),
  boundingBox: boundingBoxSchema,
  confidence: z.number(),
  embedding: embeddingSchema,
});

export type StoredFace = z.output<typeof storedFaceSchema>;

export function serializeFace({ embedding, ...face }: StoredFace): string {
  const bytes = Buffer.from(embedding.buffer, embedding.byteOffset, embedding.byteLength);
  return JSON.stringify({ ...face, embedding: bytes.toString('base64') });
}

/** @throws {ZodError | SyntaxError} When the text is no stored face. */
export function parseFace(text: string): StoredFace {
  return storedFaceSchema.parse(JSON.parse(text));
}
