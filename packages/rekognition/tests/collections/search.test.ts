import { describe, expect, it } from '@jest/globals';
import { searchFaces } from '../../src/collections/search.ts';

/** Vectors of length 1 with these cosines to the first axis. */
const faces = [0.3, 0.9, 0.6, 0.58].map((cosine, index) => ({
  faceId: String(index),
  imageId: 'image',
  boundingBox: { Left: 0, Top: 0, Width: 1, Height: 1 },
  confidence: 90,
  embedding: Float32Array.of(cosine, Math.sqrt(1 - cosine * cosine)),
}));
const probe = Float32Array.of(1, 0);
const idsAt = (threshold: number, maxFaces = 10) =>
  searchFaces(faces, probe, { threshold, maxFaces }).map(({ face }) => face.faceId);

describe('searchFaces', () => {
  it('gives the most alike first, and none below the threshold', () => {
    expect(idsAt(80)).toEqual(['1', '2', '3']);
    expect(idsAt(99)).toEqual(['1']);
    expect(idsAt(0)).toEqual(['1', '2', '3', '0']);
  });

  it('gives as many as asked for', () => {
    expect(idsAt(0, 2)).toEqual(['1', '2']);
  });

  it('finds nothing among no faces', () => {
    expect(searchFaces([], probe, { threshold: 0, maxFaces: 10 })).toEqual([]);
  });
});
