import { describe, expect, it } from '@jest/globals';
import { similarityOf } from '../../src/faces/similarity.ts';

/** Two vectors of length 1 with this cosine. */
const pair = (cosine: number) =>
  [Float32Array.of(1, 0), Float32Array.of(cosine, Math.sqrt(1 - cosine * cosine))] as const;

describe('similarityOf', () => {
  it.each([
    [1, 99.9],
    [0.7, 98],
    [0.57, 80],
    [0.5, 50],
    [0.37, 7], // the median of two different people
  ])('makes of a cosine of %s a percentage of about %s', (cosine, percent) => {
    expect(Math.abs(similarityOf(...pair(cosine)) - percent)).toBeLessThan(0.5);
  });

  it('does not depend on the order', () => {
    const [a, b] = pair(0.6);
    expect(similarityOf(a, b)).toBe(similarityOf(b, a));
  });
});
