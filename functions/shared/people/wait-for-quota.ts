// Many searches of one photograph meet the account's calls a second. To wait here is cheaper than to fail: the state
// machine would begin anew and pay for every search again.

import { publish } from '../metrics.ts';
import { isThrottle } from '../throttles.ts';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 4_000; // longer lets calls of the account go unused where few photographs are left

/** @param refusals - How often the call was refused so far. @returns The longest pause before the next attempt. */
export function toLongestPauseMs(refusals: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** (refusals - 1), LONGEST_PAUSE_MS);
}

export interface Patience {
  /** When to give up: milliseconds, as Date.now() counts. */
  untilMs: number;
  sleep(ms: number): Promise<unknown>;
}

/**
 * Calls until there is quota, with pauses of full jitter.
 *
 * @throws The last refusal when there is no more time, and every other error at once.
 */
export async function waitForQuota<Answer>(
  call: () => Promise<Answer>,
  { untilMs, sleep }: Patience,
): Promise<Answer> {
  for (let refusals = 1; ; refusals += 1) {
    try {
      return await call();
    } catch (error) {
      if (!isThrottle(error)) throw error;
      const pauseMs = Math.random() * toLongestPauseMs(refusals);
      if (Date.now() + pauseMs > untilMs) {
        publish({ RekognitionThrottles: 1 }); // a refusal that was waited out costs nobody anything
        throw error;
      }
      await sleep(pauseMs);
    }
  }
}
