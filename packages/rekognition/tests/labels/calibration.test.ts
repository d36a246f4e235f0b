import { describe, expect, it } from '@jest/globals';
import {
  labelConfidence,
  personConfidence,
  unverifiedConfidence,
  verifiedConfidence,
} from '../../src/labels/calibration.ts';

const ratios = Array.from({ length: 101 }, (_, percent) => percent / 100);

/** Whether each number is greater than the one before. */
const rises = (values: number[]) =>
  values.every((value, index) => index === 0 || value > (values[index - 1] ?? 0));

const unsupported = { score: 0.5, support: 0, dissent: 0, side: 0.1, isWellKnown: false };

describe('confidence', () => {
  it.each([
    ['a label', labelConfidence],
    ['a person', personConfidence],
    ['a verified box', (score: number) => verifiedConfidence({ ...unsupported, score })],
    ['an unverified box', (score: number) => unverifiedConfidence({ score, dissent: 0 })],
  ])('of %s rises with the evidence and stays within 0 and 100', (_, curve) => {
    const values = ratios.map(curve);

    expect(rises(values)).toBe(true);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThanOrEqual(100);
  });

  it('of a label that nothing speaks for is zero', () => {
    expect(labelConfidence(0)).toBe(0);
  });

  it('rises with support and falls with dissent', () => {
    const alone = verifiedConfidence(unsupported);

    expect(verifiedConfidence({ ...unsupported, support: 0.5 })).toBeGreaterThan(alone);
    expect(verifiedConfidence({ ...unsupported, dissent: 0.5 })).toBeLessThan(alone);
    expect(verifiedConfidence({ ...unsupported, side: 0.01 })).toBeLessThan(alone);
    expect(unverifiedConfidence({ score: 0.5, dissent: 0.5 })).toBeLessThan(
      unverifiedConfidence({ score: 0.5, dissent: 0 }),
    );
  });

  it('falls with the silence of a classifier that would know the thing, and not with its support', () => {
    const silent = { ...unsupported, isWellKnown: true };

    expect(verifiedConfidence(silent)).toBeLessThan(55);
    expect(verifiedConfidence(unsupported)).toBeGreaterThan(55);
    expect(verifiedConfidence({ ...silent, support: 0.2 })).toBe(
      verifiedConfidence({ ...unsupported, support: 0.2 }),
    );
  });
});
