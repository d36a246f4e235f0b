import { describe, expect, it } from '@jest/globals';
import { type Step, toOutcome, toPlan } from '../../../../bench/chaos/plan.ts';
import { change, listChanges, toCurrent, type Version } from '../../../../bench/chaos/versions.ts';

const SEEDS = [1, 2, 3, 4, 5];

function count(steps: readonly Step[], kind: Step['do']): number {
  return steps.filter((step) => step.do === kind).length;
}

describe('the plan', () => {
  it('is the same for the same seed, and another for another one', () => {
    expect(toPlan(7, 50)).toEqual(toPlan(7, 50));
    expect(toPlan(7, 50).steps).not.toEqual(toPlan(8, 50).steps);
  });

  it.each(SEEDS)('does everything that may happen, of which seed %d decides the order', (seed) => {
    const { steps } = toPlan(seed, 200);

    for (const kind of ['put', 'delete', 'restore', 'erase newest', 'erase oldest', 'run again'] as const)
      expect(count(steps, kind)).toBeGreaterThan(0);
    expect(count(steps, 'kill function')).toBeGreaterThan(5);
    expect(count(steps, 'kill emulator')).toBe(1);
    expect(new Set(steps.flatMap((step) => (step.do === 'faults' ? step.rekognition.throttle : [])))).toEqual(
      new Set([0.3]),
    );
    expect(steps).toContainEqual(
      expect.objectContaining({
        do: 'faults',
        services: expect.objectContaining({ dynamodb: expect.any(Number) }),
      }),
    );
  });

  it.each(SEEDS)(
    'of seed %d does only what S3 allows, and delivers each event at least once, after its change',
    (seed) => {
      const versions = new Map<string, Version[]>();
      const changes = new Map<string, number>();
      const delivered = new Map<string, number[]>();
      let [twice, overtaken] = [0, 0];
      for (const step of toPlan(seed, 300).steps) {
        if (step.do === 'deliver') {
          const before = delivered.get(step.key) ?? [];
          expect(step.event).toBeLessThan(changes.get(step.key) ?? 0);
          if (before.includes(step.event)) twice++;
          else if (before.some((event) => event > step.event)) overtaken++;
          delivered.set(step.key, [...before, step.event]);
        } else if ('key' in step && step.do !== 'run again') {
          const before = versions.get(step.key) ?? [];
          expect(listChanges(before)).toContain(step.do);
          versions.set(step.key, change(before, step));
          changes.set(step.key, (changes.get(step.key) ?? 0) + 1);
        }
      }

      for (const [key, count] of changes) expect(new Set(delivered.get(key)).size).toBe(count);
      expect(twice).toBeGreaterThan(20);
      expect(overtaken).toBeGreaterThan(5);
    },
  );

  it('says what each key holds in the end', () => {
    const put = (picture: number) => ({ key: 'a', do: 'put', picture }) as const;
    const outcome = (...steps: Step[]) => toOutcome({ steps }).get('a');

    expect(outcome(put(1), put(2), { key: 'a', do: 'erase newest' })).toEqual([{ picture: 1 }]);
    expect(outcome(put(1), put(2), { key: 'a', do: 'erase oldest' })).toEqual([{ picture: 2 }]);
    expect(outcome(put(1), { key: 'a', do: 'delete' })).toEqual([{ picture: 1 }, 'marker']);
    expect(outcome(put(1), { key: 'a', do: 'delete' }, { key: 'a', do: 'restore' })).toEqual([
      { picture: 1 },
    ]);
  });
});

describe('a reader of a key', () => {
  it('gets the newest version, and nothing from under a marker', () => {
    expect(toCurrent([])).toBeUndefined();
    expect(toCurrent([{ picture: 1 }, { picture: 2 }])).toBe(2);
    expect(toCurrent([{ picture: 1 }, 'marker'])).toBeUndefined();
    expect(toCurrent(['marker', { picture: 3 }])).toBe(3);
  });
});
