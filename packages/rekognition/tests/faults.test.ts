import { describe, expect, it } from '@jest/globals';
import type { RekognitionError } from '../src/errors.ts';
import { Faults } from '../src/faults.ts';

/** The types of the errors of `count` calls; '' where the call goes through. */
function outcomes(faults: Faults, count: number, operation = 'DetectLabels'): string[] {
  return Array.from({ length: count }, () => {
    try {
      faults.check(operation);
      return '';
    } catch (error) {
      return (error as RekognitionError).type;
    }
  });
}

function faultsOf(plan: object): Faults {
  const faults = new Faults();
  faults.set(plan);
  return faults;
}

describe('Faults', () => {
  it('lets everything through without a plan', () => {
    expect(outcomes(new Faults(), 100)).toEqual(Array(100).fill(''));
  });

  it('throttles about the share it is told', () => {
    const throttled = outcomes(faultsOf({ throttle: 0.3 }), 1000).filter(
      (type) => type === 'ThrottlingException',
    );

    expect(throttled.length).toBeGreaterThan(250);
    expect(throttled.length).toBeLessThan(350);
  });

  it('throttles the same calls again with the same seed, and others with another', () => {
    const first = outcomes(faultsOf({ throttle: 0.5, seed: 7 }), 50);

    expect(outcomes(faultsOf({ throttle: 0.5, seed: 7 }), 50)).toEqual(first);
    expect(outcomes(faultsOf({ throttle: 0.5, seed: 8 }), 50)).not.toEqual(first);
  });

  it('fails one operation always and leaves the others alone', () => {
    const faults = faultsOf({ errors: { DetectLabels: 'InternalServerError' } });

    expect(outcomes(faults, 3)).toEqual(Array(3).fill('InternalServerError'));
    expect(outcomes(faults, 3, 'DetectText')).toEqual(['', '', '']);
  });

  it.each([
    [{ throttle: 1.5 }, '`throttle`'],
    [{ errors: { DetectLabels: 'NoSuchException' } }, '`errors.DetectLabels`'],
    [{ thrott1e: 0.3 }, 'thrott1e'],
  ])('refuses %j in one sentence', (plan, message) => {
    expect(() => faultsOf(plan)).toThrow(message);
  });

  it('refuses to fail an operation that is not offered, by name', () => {
    const faults = new Faults(['DetectLabels', 'DetectText']);

    expect(() => faults.set({ errors: { DetectLabel: 'AccessDeniedException' } })).toThrow(
      'Expected a fault plan but `errors.DetectLabel` is wrong: there are DetectLabels, DetectText',
    );
    expect(outcomes(faults, 1, 'DetectLabel')).toEqual(['']);
  });
});
