// After the last step: everything comes to rest, and what was set aside or has failed is mended as an operator would.

import { setTimeout as sleep } from 'node:timers/promises';
import { toChoice } from '../../operate/records/choice.ts';
import { redrive } from '../../operate/redrive/redrive.ts';
import { reindex } from '../../operate/reindex/reindex.ts';
import { reprocess } from '../../operate/reprocess/reprocess.ts';
import { setFaults } from './faults.ts';
import { type Place, toContext, toIndex } from './place.ts';
import { type FaultsStep, THROTTLE } from './plan.ts';
import type { Tally } from './tally.ts';
import { countAll, countAtWork, readProgress } from './world.ts';

const POLL_MS = 500;
/** Nothing may be at work for so many looks in a row: between two states of an execution it may seem so. */
const CALM_LOOKS = 4;
/** Longer than the longest visibility time-out, so that what a killed function held has come again. */
const LONGEST_STANDSTILL_MS = 90_000;
/** Rounds of redrive and reprocess until nothing is left to mend. */
const MOST_ROUNDS = 5;
/** What stood in the way goes first; being throttled is everyday. */
const MENDED: FaultsStep = { do: 'faults', rekognition: { throttle: THROTTLE, errors: {} }, services: {} };
/** Whose dead-letter queue holds nothing that can be sent on. */
const INDEX = 'IndexImages';

export async function settle(place: Place, seed: number, tally: Tally, signal: AbortSignal): Promise<void> {
  await setFaults(place, MENDED, seed);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    await comeToRest(place, signal);
    const mended = [await sendOn(place, tally, signal), await runAgain(place, tally, signal)];
    if (mended.every((count) => count === 0)) return;
  }
}

/** Until nothing is at work, or nothing has moved for so long that nothing will. On a slow machine that is no question of time. */
async function comeToRest(place: Place, signal: AbortSignal): Promise<void> {
  let [before, movedAt, calm] = ['', Date.now(), 0];
  while (calm < CALM_LOOKS && Date.now() - movedAt < LONGEST_STANDSTILL_MS) {
    const [atWork, progress] = [await countAtWork(place), await readProgress(place)];
    calm = atWork === 0 ? calm + 1 : 0;
    if (progress !== before) [before, movedAt] = [progress, Date.now()];
    await sleep(POLL_MS, undefined, { signal });
  }
}

/** `npm run redrive -- --yes`. @returns How many messages were sent on. */
async function sendOn(place: Place, tally: Tally, signal: AbortSignal): Promise<number> {
  const counts = [...(await countAll(place))];
  const full = counts.filter(([name, count]) => name.endsWith('DeadLetterQueue') && count > 0);
  if (full.length === 0) return 0;

  const all = { queue: undefined, keyText: undefined, errorText: undefined, action: 'send' } as const;
  const { result } = await redrive(all, toContext(place, signal));
  const { sent, queues } = result as {
    sent: number;
    queues: { name: string; messages: { error?: { name: string } }[] }[];
  };
  for (const { name, messages } of queues) {
    for (const { error } of messages) tally.countSetAside(`${name}: ${error?.name ?? 'no reason was given'}`);
  }
  tally.count('sent on from a dead-letter queue', sent);
  if (full.some(([name]) => name.startsWith(INDEX))) {
    await reindex(toIndex(place), signal); // what lies there are places in a stream
    await redrive({ ...all, queue: INDEX, action: 'discard' }, toContext(place, signal));
  }
  return sent;
}

/** `npm run reprocess -- --status PARTIAL,FAILED --yes`. @returns How many photographs. */
async function runAgain(place: Place, tally: Tally, signal: AbortSignal): Promise<number> {
  const choice = toChoice({ status: 'PARTIAL,FAILED' });
  const { result } = await reprocess({ named: [], choice, isConfirmed: true }, toContext(place, signal));
  const { sent } = result as { sent: number };
  tally.count('run again because a feature or all of it had failed', sent);
  return sent;
}
