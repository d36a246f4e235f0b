// One run of chaos: the plan is carried out on a local cloud, then everything comes to rest, what was set aside or has
// failed is mended as an operator would, and what is there is judged.

import { setTimeout as sleep } from 'node:timers/promises';
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { toImageId } from '../../functions/shared/image-object.ts';
import type { LocalCloud } from '../../local/cloud.ts';
import { saveState } from '../../local/emulator/emulator.ts';
import { resumeUnfinished } from '../../local/intake/resume.ts';
import type { CommandContext } from '../../operate/command-line.ts';
import { toChoice } from '../../operate/records/choice.ts';
import { redrive } from '../../operate/redrive/redrive.ts';
import { reindex } from '../../operate/reindex/reindex.ts';
import { reprocess } from '../../operate/reprocess/reprocess.ts';
import { readRecord } from '../../stack/records.ts';
import type { Terminal } from '../../terminal/terminal.mjs';
import { listProcesses } from '../../tests/local/support/processes.ts';
import { judge } from './judge.ts';
import { type DrawnPicture, drawPicture } from './pictures.ts';
import { openPlace, type Place } from './place.ts';
import { type ChangeStep, type FaultsStep, isChange, type Plan, type Step, toOutcome } from './plan.ts';
import { Postman } from './postman.ts';
import { countAll, countRunning, readWorld } from './world.ts';

/** So many photographs may be at work or wait; the plan goes on when they are fewer. */
const MOST_AT_WORK = 24;
const POLL_MS = 500;
/** Longer than the longest visibility time-out, so that what a killed function held has come again. */
const LONGEST_STANDSTILL_MS = 90_000;
/** Rounds of redrive and reprocess until nothing is left to mend. */
const MOST_ROUNDS = 5;

export interface ChaosOptions {
  plan: Plan;
  /** Starts the cloud, or starts it again on the same state. It goes on when the run is over. */
  start(): Promise<LocalCloud>;
  /** In whose folders the functions' processes run. */
  stateFolder: string;
  terminal: Terminal;
  signal: AbortSignal;
}

export interface ChaosReport {
  seed: number;
  photographs: number;
  seconds: number;
  /** How often each kind of step was done, and what the operator's commands did. */
  did: Record<string, number>;
  /** Why messages were set aside before they were sent on: how many, by reason. */
  setAside: Record<string, number>;
  /** One sentence each. None: everything holds. */
  violations: string[];
}

/** @throws {Error} When the cloud ends by itself, or cannot be started again. */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const startedAt = Date.now();
  const { plan, terminal } = options;
  const pictures = await Promise.all(plan.pictures.map(drawPicture));
  const run = new Run(options, pictures, await openPlace(await options.start()));
  await run.begin();
  await terminal.step(`Carry out the plan of seed ${plan.seed}`, (report) => run.carryOut(report));
  await terminal.step('Wait until all has come to rest, and mend what was set aside', () => run.settle());
  const violations = await terminal.step('Judge', () => run.judge());
  const seconds = Math.round((Date.now() - startedAt) / 1_000);
  const { seed, photographs } = plan;
  return { seed, photographs, seconds, did: run.did, setAside: run.setAside, violations };
}

class Run {
  readonly did: Record<string, number> = {};
  readonly setAside: Record<string, number> = {};
  readonly #options: ChaosOptions;
  readonly #pictures: readonly DrawnPicture[];
  readonly #postman: Postman;
  #place: Place;
  /** Of each key what S3 has called its versions, the oldest first. */
  readonly #versionIds = new Map<string, string[]>();
  readonly #changes = new Map<string, number>();
  #faults: FaultsStep | undefined;

  constructor(options: ChaosOptions, pictures: readonly DrawnPicture[], place: Place) {
    this.#options = options;
    this.#pictures = pictures;
    this.#place = place;
    this.#postman = new Postman(place);
  }

  async begin(): Promise<void> {
    await this.#postman.begin();
  }

  async carryOut(report: (detail: string) => void): Promise<void> {
    const { plan, signal } = this.#options;
    for (const [at, step] of plan.steps.entries()) {
      signal.throwIfAborted();
      report(`step ${at + 1} of ${plan.steps.length}`);
      if (isChange(step) && at % 4 === 0) await this.#waitForRoom();
      await this.#carryOut(step);
      this.#count(step.do);
    }
  }

  async #carryOut(step: Step): Promise<void> {
    if (isChange(step)) return await this.#change(step);
    switch (step.do) {
      case 'deliver':
        await this.#postman.collect(step.key, step.event + 1);
        return await this.#postman.deliver(step.key, step.event);
      case 'faults':
        return await this.#setFaults(step);
      case 'run again':
        return await this.#runAgain(step.key);
      case 'kill function':
        return await this.#killFunction(step.pick);
      case 'kill emulator':
        return await this.#killEmulator(step.afterMs);
    }
  }

  async #change(step: ChangeStep): Promise<void> {
    const { clients, outputs } = this.#place.cloud;
    const object = { Bucket: outputs.UploadBucketName, Key: step.key };
    const versionIds = this.#versionIds.get(step.key) ?? [];
    this.#versionIds.set(step.key, versionIds);
    this.#changes.set(step.key, (this.#changes.get(step.key) ?? 0) + 1);
    if (step.do === 'put') {
      const { bytes, features } = this.#pictures[step.picture] as DrawnPicture;
      const Metadata = features === undefined ? {} : { features };
      const { VersionId = '' } = await clients.s3.send(
        new PutObjectCommand({ ...object, Body: bytes, Metadata }),
      );
      versionIds.push(VersionId);
    } else if (step.do === 'delete') {
      const { VersionId = '' } = await clients.s3.send(new DeleteObjectCommand(object));
      versionIds.push(VersionId);
    } else {
      const VersionId = step.do === 'erase oldest' ? versionIds.shift() : versionIds.pop();
      await clients.s3.send(new DeleteObjectCommand({ ...object, VersionId }));
    }
  }

  async #setFaults(step: FaultsStep): Promise<void> {
    this.#faults = step;
    const { endpoint, rekognitionEndpoint } = this.#place.cloud;
    const { seed } = this.#options.plan;
    await put(`${rekognitionEndpoint}/faults`, { ...step.rekognition, seed });
    await put(`${endpoint}/_faults`, { shares: step.services, seed });
  }

  /** Nothing to run again where it is at work, or was deleted. */
  async #runAgain(key: string): Promise<void> {
    const { clients, outputs } = this.#place.cloud;
    const imageId = toImageId(outputs.UploadBucketName, key);
    const record = await readRecord(clients.documents, outputs.ImagesTableName, imageId);
    if (!record || record.status === 'PROCESSING') return;
    await reprocess({ named: [key], choice: toChoice({}), isConfirmed: true }, this.#context());
  }

  async #killFunction(pick: number): Promise<void> {
    const { stateFolder } = this.#options;
    const processes = (await listProcesses()).filter(
      ({ command }) => command.includes(stateFolder) && command.includes('Function'),
    );
    const found = processes[Math.floor(pick * processes.length)];
    if (found) killIfThere(found.pid);
  }

  /**
   * What was under way is lost, and resumed as the next `npm start` does. What the index had not heard of it can no longer hear
   * of: streams begin anew with the emulator.
   */
  async #killEmulator(afterMs: number): Promise<void> {
    for (const [key, changes] of this.#changes) await this.#postman.collect(key, changes);
    await saveState(this.#place.cloud.endpoint);
    await sleep(afterMs);
    const { cloud } = this.#place;
    cloud.kill();
    await cloud.failed;
    await cloud.stop(); // nothing runs any more; this process has to give the folder back

    this.#place = await openPlace(await this.#options.start());
    this.#postman.move(this.#place);
    const { clients, outputs } = this.#place.cloud;
    await reindex(this.#index(), this.#options.signal);
    const resumed = await resumeUnfinished(clients, outputs, this.#options.signal);
    this.#count('resumed after a kill', resumed.length);
    if (this.#faults) await this.#setFaults(this.#faults);
  }

  async #waitForRoom(): Promise<void> {
    while ((await this.#countAtWork()) > MOST_AT_WORK) await this.#pause();
  }

  async #countAtWork(): Promise<number> {
    const [queues, running] = await Promise.all([countAll(this.#place), countRunning(this.#place)]);
    const waiting = [...queues].filter(([name]) => !name.endsWith('DeadLetterQueue'));
    return waiting.reduce((sum, [, count]) => sum + count, running);
  }

  /** What failed is mended first, as an operator would: the faults go, then their victims are sent on and run again. */
  async settle(): Promise<void> {
    await this.#setFaults({ do: 'faults', rekognition: { throttle: 0.3, errors: {} }, services: {} });
    for (let round = 0; round < MOST_ROUNDS; round++) {
      await this.#comeToRest();
      const isMended = [await this.#redrive(), await this.#reprocess()].every((count) => count === 0);
      if (isMended) return;
    }
  }

  /** Until nothing is at work, or nothing has moved for so long that nothing will. */
  async #comeToRest(): Promise<void> {
    let [fewest, fellAt, calm] = [Number.POSITIVE_INFINITY, Date.now(), 0];
    while (calm < 4 && Date.now() - fellAt < LONGEST_STANDSTILL_MS) {
      const atWork = await this.#countAtWork();
      calm = atWork === 0 ? calm + 1 : 0;
      if (atWork < fewest) [fewest, fellAt] = [atWork, Date.now()];
      await this.#pause();
    }
  }

  async #redrive(): Promise<number> {
    const counts = await countAll(this.#place);
    const letters = [...counts].filter(([name, count]) => name.endsWith('DeadLetterQueue') && count > 0);
    if (letters.length === 0) return 0;
    const all = { queue: undefined, keyText: undefined, errorText: undefined, action: 'send' } as const;
    const { result } = await redrive(all, this.#context());
    const { sent, queues } = result as {
      sent: number;
      queues: { name: string; messages: { error?: { name: string } }[] }[];
    };
    for (const { name, messages } of queues) {
      for (const { error } of messages) {
        const why = `${name}: ${error?.name ?? 'no reason was given'}`;
        this.setAside[why] = (this.setAside[why] ?? 0) + 1;
      }
    }
    this.#count('sent on from a dead-letter queue', sent);
    if (letters.some(([name]) => name.startsWith(INDEX))) {
      await reindex(this.#index(), this.#options.signal); // what lies there are places in a stream
      await redrive({ ...all, queue: INDEX, action: 'discard' }, this.#context());
    }
    return sent;
  }

  async #reprocess(): Promise<number> {
    const choice = toChoice({ status: 'PARTIAL,FAILED' });
    const { result } = await reprocess({ named: [], choice, isConfirmed: true }, this.#context());
    const { sent } = result as { sent: number };
    this.#count('run again because a feature or all of it had failed', sent);
    return sent;
  }

  /** The index follows its records a moment later. */
  async judge(): Promise<string[]> {
    const { plan } = this.#options;
    const given = {
      bucket: this.#place.cloud.outputs.UploadBucketName,
      outcome: toOutcome(plan),
      pictures: this.#pictures,
      features: this.#place.target.parameters.Features.split(','),
      isolation: this.#index().isolation,
    };
    for (let attempt = 0; ; attempt++) {
      const violations = judge({ ...given, world: await readWorld(this.#place) });
      if (violations.length === 0 || attempt === 5) return violations;
      await sleep(2_000);
    }
  }

  #index() {
    const { documents } = this.#place.cloud.clients;
    const { ImagesTableName, SearchTableName } = this.#place.cloud.outputs;
    return {
      images: { documents, tableName: ImagesTableName },
      search: { documents, tableName: SearchTableName },
      isolation: this.#place.target.parameters.Isolation === 'true',
    };
  }

  #context(): CommandContext {
    const { signal } = this.#options;
    return { target: this.#place.target, terminal: QUIET, ask: async () => true, signal, workingFolder: '.' };
  }

  async #pause(): Promise<void> {
    await sleep(POLL_MS, undefined, { signal: this.#options.signal });
  }

  #count(what: string, times = 1): void {
    if (times > 0) this.did[what] = (this.did[what] ?? 0) + times;
  }
}

/** Whose dead-letter queue holds nothing that can be sent on. */
const INDEX = 'IndexImages';

/** For the operator's commands, of which only the result counts here. */
const QUIET: Terminal = {
  isLive: false,
  print: () => {},
  live: () => () => {},
  step: (_title, work) => work(() => {}),
};

async function put(url: string, body: object): Promise<void> {
  const response = await fetch(url, { method: 'PUT', body: JSON.stringify(body) });
  if (!response.ok)
    throw new Error(`Expected ${url} to take ${JSON.stringify(body)}: ${await response.text()}`);
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {} // it has just ended
}
