// One run of chaos: the plan is carried out on a local cloud, all comes to rest, and what is there is judged.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Terminal } from '../../terminal/terminal.mjs';
import { type ApplyOptions, apply } from './apply.ts';
import { type Case, judge } from './judge.ts';
import { drawPicture } from './pictures.ts';
import { openPlace, type Place, toIndex } from './place.ts';
import { toOutcome } from './plan.ts';
import { settle } from './settle.ts';
import { Tally } from './tally.ts';
import { readWorld } from './world.ts';

/** The search index follows the records a moment later: what so many looks in a row have found stays. */
const MOST_LOOKS = 6;
const BETWEEN_LOOKS_MS = 2_000;

/** `start` also starts the cloud the first time. It goes on when the run is over. */
export interface ChaosOptions extends Pick<ApplyOptions, 'plan' | 'start' | 'stateFolder' | 'signal'> {
  terminal: Terminal;
}

export interface ChaosReport extends Pick<Tally, 'did' | 'setAside'> {
  seed: number;
  photographs: number;
  seconds: number;
  /** One sentence each. None: everything holds. */
  violations: string[];
}

/** @throws {Error} When the cloud ends by itself, or cannot be started again. */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const startedAt = Date.now();
  const { plan, terminal, signal } = options;
  const { seed, photographs } = plan;
  const tally = new Tally();
  const pictures = await Promise.all(plan.pictures.map(drawPicture));
  const begun = await openPlace(await options.start());
  const place = await terminal.step(`Carry out the plan of seed ${seed}`, (report) =>
    apply(begun, { ...options, pictures, tally }, report),
  );
  await terminal.step('Wait until all has come to rest, and mend what was set aside', () =>
    settle(place, seed, tally, signal),
  );
  const violations = await terminal.step('Judge', () =>
    judgePlace(place, { outcome: toOutcome(plan), pictures }),
  );
  const { did, setAside } = tally;
  const seconds = Math.round((Date.now() - startedAt) / 1_000);
  return { seed, photographs, seconds, did, setAside, violations };
}

async function judgePlace(place: Place, expected: Pick<Case, 'outcome' | 'pictures'>): Promise<string[]> {
  const given = {
    ...expected,
    bucket: place.cloud.outputs.UploadBucketName,
    features: place.target.parameters.Features.split(','),
    isolation: toIndex(place).isolation,
  };
  for (let [before, looks] = ['', 0]; ; ) {
    const violations = judge({ ...given, world: await readWorld(place) });
    const found = violations.join('\n');
    looks = found === before ? looks + 1 : 1;
    if (violations.length === 0 || looks === MOST_LOOKS) return violations;
    before = found;
    await sleep(BETWEEN_LOOKS_MS);
  }
}
