import { describe, expect, it } from '@jest/globals';
import { recommendPace } from '../../../stack/recommended-pace.ts';
import { template } from '../../template/template.ts';

describe('recommendPace', () => {
  /** {@link https://docs.aws.amazon.com/general/latest/gr/rekognition.html} and Lambda's quotas, new and usual. */
  it.each([
    ['a new account', 10, 5, 6, 'Lambda', true],
    ['a new account in us-east-1', 10, 50, 6, 'Lambda', true],
    ['a usual one', 1_000, 5, 30, 'Rekognition', false],
    ['a usual one in us-east-1', 1_000, 50, 300, 'Rekognition', false],
    ['one of which others use most', 40, 50, 30, 'Lambda', true],
    ['one with quotas that were raised', 10_000, 1_000, 800, 'Rekognition', false],
  ] as const)('is for %s', (_, lambdas, rekognitionTps, maxPhotographsInFlight, limitedBy, isTight) => {
    expect(recommendPace({ lambdas, rekognitionTps })).toEqual({
      maxPhotographsInFlight,
      limitedBy,
      isTight,
    });
  });

  it('stays within the bounds of the parameter, and is its default for a new account', () => {
    const { Default, MinValue, MaxValue } = template.Parameters.MaxPhotographsInFlight ?? {};
    const most = recommendPace({ lambdas: 1e6, rekognitionTps: 1e6 }).maxPhotographsInFlight;
    const least = recommendPace({ lambdas: 1, rekognitionTps: 1 }).maxPhotographsInFlight;

    expect(most).toBe(MaxValue);
    expect(least).toBe(Default);
    expect(least).toBeGreaterThanOrEqual(MinValue ?? Infinity);
  });
});
