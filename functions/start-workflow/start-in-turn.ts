// Starts the photographs of one batch, each when its turn has come.

import type { Lane, Pace } from './pace.ts';

export interface Clock {
  nowMs(): number;
  sleep(ms: number): Promise<void>;
}

export interface Turn<Photograph> {
  pace: Pace;
  lane: Lane;
  clock: Clock;
  /** Until then a photograph waits for its turn; what has had none is told in `waiting`. */
  untilMs: number;
  /** @returns The name of the execution that was started; absent where there was none to start. */
  start(photograph: Photograph): Promise<string | undefined>;
}

export interface Outcome<Photograph> {
  /** Those that could not be started, with the reason. */
  failed: { photograph: Photograph; error: Error }[];
  /** Those whose turn has not come. Nothing is wrong with them. */
  waiting: Photograph[];
}

export async function startInTurn<Photograph>(
  photographs: readonly Photograph[],
  { pace, lane, clock, untilMs, start }: Turn<Photograph>,
): Promise<Outcome<Photograph>> {
  const waiting = [...photographs];
  const failed: Outcome<Photograph>['failed'] = [];
  for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
    try {
      const nowMs = clock.nowMs();
      const pauseMs = await pace.pauseMs(lane, nowMs);
      if (nowMs + pauseMs > untilMs) break;
      if (pauseMs > 0) {
        await clock.sleep(pauseMs);
        continue;
      }
      const executionName = await start(next);
      if (executionName !== undefined) pace.noteStart(executionName, nowMs);
    } catch (error) {
      failed.push({ photograph: next, error: error as Error });
    }
    waiting.shift();
  }
  return { failed, waiting };
}
