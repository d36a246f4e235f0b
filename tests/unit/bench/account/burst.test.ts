import { describe, expect, it } from '@jest/globals';
import { type BurstOptions, simulateBurst } from '../../../../bench/account/burst.ts';
import { type Machine, readMachine, type State } from '../../../../bench/account/machine.ts';
import { recommendPace } from '../../../../stack/recommended-pace.ts';

const FEATURES = ['labels', 'text', 'faces', 'moderation', 'people'];

/** Concurrent Lambdas and Rekognition calls a second: a new account, a grown one in most regions, one in us-east-1. */
const ACCOUNTS = [
  [10, 5],
  [1_000, 5],
  [1_000, 50],
] as const;

function simulate(options: Partial<BurstOptions>) {
  const { lambdas = 10, tps = 5 } = options;
  return simulateBurst({
    photographs: 1_000,
    faces: 'mixed',
    lambdas,
    tps,
    background: 0.1,
    maxPhotographsInFlight: recommendPace({ lambdas, rekognitionTps: tps }).maxPhotographsInFlight,
    machine: readMachine(),
    features: FEATURES,
    seed: 1,
    ...options,
  });
}

describe('a thousand photographs at once', () => {
  it.each(ACCOUNTS)(
    'end SUCCEEDED, all but one at most, with %d Lambdas and %d calls a second',
    async (lambdas, tps) => {
      for (const seed of [1, 2, 3]) {
        const { statuses, single } = await simulate({ lambdas, tps, seed });

        expect(statuses.SUCCEEDED).toBeGreaterThanOrEqual(999);
        expect(single.statuses.SUCCEEDED).toBe(single.seconds.length);
      }
    },
  );

  it.each(ACCOUNTS)(
    'go as fast as the account can, or half as fast where it is new, and are hardly retried: %d Lambdas, %d calls a second',
    async (lambdas, tps) => {
      for (const photographs of [100, 1_000]) {
        const { seconds, limitSeconds, retries, transitions } = await simulate({ photographs, lambdas, tps });

        expect(seconds / limitSeconds).toBeLessThanOrEqual(lambdas === 10 ? 2 : 1.15);
        expect((retries.lambda + retries.rekognition) / transitions).toBeLessThanOrEqual(0.05);
      }
    },
  );

  it('never have more at work than there are slots, and what the lag of the list lets through', async () => {
    const { mostAtOnce } = await simulate({ lambdas: 1_000, tps: 5 });
    expect(mostAtOnce).toBeLessThanOrEqual(30 + 8 + 2); // for those who wait; one ahead for each starter
  });

  it('let one photograph pass that comes in their middle', async () => {
    const { single } = await simulate({});
    const alone = await simulate({ photographs: 1 });
    const median = (seconds: number[]) => seconds[Math.floor(seconds.length / 2)] ?? 0;

    expect(median(single.seconds)).toBeLessThan(2 * median(alone.single.seconds));
  });

  it('wait for each other in retries where nothing paces them', async () => {
    const paced = await simulate({});
    const unpaced = await simulate({ maxPhotographsInFlight: undefined });

    expect(unpaced.retries.lambda).toBeGreaterThan(10 * paced.retries.lambda);
    expect(unpaced.single.seconds[0]).toBeGreaterThan(paced.single.seconds.at(-1) ?? 0);
  });

  it('are lost in part where the state machine retries less: its retries are those that are deployed', async () => {
    const machine = readMachine();
    for (const { Retry = [] } of allStates(machine)) {
      for (const retrier of Retry) retrier.MaxAttempts = Math.min(retrier.MaxAttempts ?? 3, 2);
    }

    const { statuses } = await simulate({ machine });

    expect(statuses.PARTIAL + statuses.FAILED).toBeGreaterThan(10);
  });
});

it('a burst repeats itself with its seed, and not with another', async () => {
  const [first, again, other] = [
    await simulate({ photographs: 50 }),
    await simulate({ photographs: 50 }),
    await simulate({ photographs: 50, seed: 2 }),
  ];

  expect(again).toEqual(first);
  expect(other).not.toEqual(first);
});

it('a state without known seconds is named', async () => {
  const machine = readMachine();
  machine.States.StoreRecord = {
    ...(machine.States.StoreRecord as State),
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the state machine's
    Parameters: { FunctionName: '${PaintImageFunctionArn}' },
  };

  await expect(simulate({ machine })).rejects.toThrow(
    'Expected the seconds of PaintImage in bench/seconds.ts',
  );
});

function allStates({ States }: Machine): State[] {
  return Object.values(States).flatMap((state) => [state, ...(state.Branches ?? []).flatMap(allStates)]);
}
