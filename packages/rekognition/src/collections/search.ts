// Which faces of a collection look like a given one.

import { z } from 'zod';
import { similarityOf } from '../faces/similarity.ts';
import { percentSchema } from '../operations/percent.ts';
import type { StoredFace } from './stored-face.ts';

export interface FaceMatch {
  face: StoredFace;
  /** Percent, 0 to 100. */
  similarity: number;
}

export interface SearchOptions {
  /** Percent; a match is at least as alike. */
  threshold: number;
  maxFaces: number;
}

/** The service's own default. {@link https://docs.aws.amazon.com/rekognition/latest/APIReference/API_SearchFacesByImage.html} */
export const DEFAULT_FACE_MATCH_THRESHOLD = 80;
export const faceMatchThresholdSchema = percentSchema.default(DEFAULT_FACE_MATCH_THRESHOLD);

/** {@link https://docs.aws.amazon.com/rekognition/latest/dg/limits.html} */
const MAX_FACE_MATCHES = 4096;
export const maxFaceMatchesSchema = z.int().min(1).max(MAX_FACE_MATCHES).default(MAX_FACE_MATCHES);

/** Compares with every face: 10,000 take about 10 ms. @returns The most alike first. */
export function searchFaces(
  faces: readonly StoredFace[],
  embedding: Float32Array,
  { threshold, maxFaces }: SearchOptions,
): FaceMatch[] {
  return faces
    .map((face) => ({ face, similarity: similarityOf(embedding, face.embedding) }))
    .filter(({ similarity }) => similarity >= threshold)
    .sort((a, b) => b.similarity - a.similarity)
    .slice(0, maxFaces);
}
