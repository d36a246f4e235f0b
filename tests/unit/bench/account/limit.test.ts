import { describe, expect, it } from '@jest/globals';
import { findLimit } from '../../../../bench/account/limit.ts';

/** Seconds that are easy to reckon with; a cold start takes 0.8. */
const FUNCTIONS = {
  StartWorkflow: 0.1,
  ExtractMetadata: 0.2,
  NormalizeImage: 1,
  DetectFaces: 0.8,
  StoreRecord: 0.1,
};
const limit = (faces: number[], { lambdas = 1_000, tps = 50 } = {}) =>
  findLimit({ faces, functions: FUNCTIONS, lambdas, tps, uploadsPerSecond: 1_000 });

/** The way to the answer of DetectFaces, every function cold. */
const TO_FACES = 0.1 + 0.2 + 1 + 0.8 + 4 * 0.8;

describe('findLimit', () => {
  it('is the work by the Lambdas where these are few, each function cold once', () => {
    const { limitSeconds, limitedBy } = limit(Array(1_000).fill(0), { lambdas: 10 });

    expect(limitedBy).toBe('Lambda');
    // 0.05 s of RecognizePeople, which finds no face to search
    expect(limitSeconds).toBeCloseTo((1_000 * (2.2 + 0.05) + 5 * 0.8) / 10, 5);
  });

  it('is the calls by the quota, with the way there and from there', () => {
    const { limitSeconds, limitedBy } = limit(Array(105).fill(0), { tps: 5 });

    expect(limitedBy).toBe('the last photograph');
    expect(limitSeconds).toBeCloseTo(TO_FACES + 100 / 5 + 0.05 + 0.1, 5); // five calls are answered at once
  });

  it('is one photograph with many faces where quotas are high', () => {
    const { limitSeconds, limitedBy } = limit([0, 50, 0]);

    expect(limitedBy).toBe('the last photograph');
    expect(limitSeconds).toBeCloseTo(TO_FACES + 0.3 + 0.5 * (1 + 13) + 0.1, 5); // one face, then 49, four at a time
  });

  it('is longer where the many faces come last: nobody knows of them before they are detected', () => {
    const nobody = Array<number>(100).fill(0);
    const [first, last] = [limit([50, ...nobody], { tps: 5 }), limit([...nobody, 50], { tps: 5 })];

    expect(last.limitedBy).toBe('searches');
    expect(last.limitSeconds).toBeCloseTo(TO_FACES + 96 / 5 + 45 / 5 + 0.8 + 0.3 + 0.5 + 0.1, 5);
    expect(last.limitSeconds).toBeGreaterThan(first.limitSeconds);
  });
});
