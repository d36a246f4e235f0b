// Carries out a plan on a local cloud, step by step.

import { setTimeout as sleep } from 'node:timers/promises';
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { toImageId } from '../../functions/shared/image-object.ts';
import type { LocalCloud } from '../../local/cloud.ts';
import { saveState } from '../../local/emulator/emulator.ts';
import { resumeUnfinished } from '../../local/intake/resume.ts';
import { toChoice } from '../../operate/records/choice.ts';
import { reindex } from '../../operate/reindex/reindex.ts';
import { reprocess } from '../../operate/reprocess/reprocess.ts';
import { readRecord } from '../../stack/records.ts';
import { listProcesses } from '../../tests/local/support/processes.ts';
import { setFaults } from './faults.ts';
import type { DrawnPicture } from './pictures.ts';
import { openPlace, type Place, toContext, toIndex } from './place.ts';
import { type ChangeStep, type FaultsStep, isChange, type Plan, type Step } from './plan.ts';
import { Postman } from './postman.ts';
import type { Tally } from './tally.ts';
import { countAtWork } from './world.ts';

/** So many photographs may be at work or wait; the plan goes on when they are fewer. */
const MOST_AT_WORK = 24;
const CHANGES_BETWEEN_LOOKS = 4;
const POLL_MS = 500;

export interface ApplyOptions {
  plan: Plan;
  pictures: readonly DrawnPicture[];
  /** Starts the cloud again, on the same state. */
  start(): Promise<LocalCloud>;
  /** In whose folders the functions' processes run. */
  stateFolder: string;
  tally: Tally;
  signal: AbortSignal;
}

/** @returns Where it ended: after a kill that is another place than it began at. */
export async function apply(
  place: Place,
  options: ApplyOptions,
  report: (detail: string) => void,
): Promise<Place> {
  const postman = new Postman(place);
  await postman.begin();
  return await new Applier(options, place, postman).run(report);
}

class Applier {
  readonly #options: ApplyOptions;
  readonly #postman: Postman;
  #place: Place;
  /** Of each key what S3 has called its versions, the oldest first. */
  readonly #versionIds = new Map<string, string[]>();
  readonly #changes = new Map<string, number>();
  #faults: FaultsStep | undefined;

  constructor(options: ApplyOptions, place: Place, postman: Postman) {
    this.#options = options;
    this.#place = place;
    this.#postman = postman;
  }

  async run(report: (detail: string) => void): Promise<Place> {
    const { plan, tally, signal } = this.#options;
    for (const [at, step] of plan.steps.entries()) {
      signal.throwIfAborted();
      report(`step ${at + 1} of ${plan.steps.length}`);
      if (isChange(step) && at % CHANGES_BETWEEN_LOOKS === 0) await this.#waitForRoom();
      await this.#carryOut(step);
      tally.count(step.do);
    }
    return this.#place;
  }

  async #waitForRoom(): Promise<void> {
    const { signal } = this.#options;
    while ((await countAtWork(this.#place)) > MOST_AT_WORK) await sleep(POLL_MS, undefined, { signal });
  }

  async #carryOut(step: Step): Promise<void> {
    if (isChange(step)) return await this.#change(step);
    switch (step.do) {
      case 'deliver':
        await this.#postman.collect(step.key, step.event + 1);
        return await this.#postman.deliver(step.key, step.event);
      case 'faults':
        this.#faults = step;
        return await setFaults(this.#place, step, this.#options.plan.seed);
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
      const { bytes, features } = this.#options.pictures[step.picture] as DrawnPicture;
      const put = { ...object, Body: bytes, Metadata: features === undefined ? {} : { features } };
      const { VersionId = '' } = await clients.s3.send(new PutObjectCommand(put));
      versionIds.push(VersionId);
    } else if (step.do === 'delete') {
      const { VersionId = '' } = await clients.s3.send(new DeleteObjectCommand(object));
      versionIds.push(VersionId);
    } else {
      const VersionId = step.do === 'erase oldest' ? versionIds.shift() : versionIds.pop();
      await clients.s3.send(new DeleteObjectCommand({ ...object, VersionId }));
    }
  }

  /** Nothing to run again where it is at work, or was deleted. */
  async #runAgain(key: string): Promise<void> {
    const { clients, outputs } = this.#place.cloud;
    const imageId = toImageId(outputs.UploadBucketName, key);
    const record = await readRecord(clients.documents, outputs.ImagesTableName, imageId);
    if (!record || record.status === 'PROCESSING') return;
    const request = { named: [key], choice: toChoice({}), isConfirmed: true };
    await reprocess(request, toContext(this.#place, this.#options.signal));
  }

  async #killFunction(pick: number): Promise<void> {
    const processes = (await listProcesses()).filter(
      ({ command }) => command.includes(this.#options.stateFolder) && command.includes('Function'),
    );
    const found = processes[Math.floor(pick * processes.length)];
    if (found) killIfThere(found.pid);
  }

  /**
   * What was under way is lost, and resumed as the next `npm start` does. What the index had not heard of it can no longer hear
   * of: streams begin anew with the emulator.
   */
  async #killEmulator(afterMs: number): Promise<void> {
    const { start, tally, plan, signal } = this.#options;
    for (const [key, changes] of this.#changes) await this.#postman.collect(key, changes);
    await saveState(this.#place.cloud.endpoint);
    await sleep(afterMs);
    const { cloud } = this.#place;
    cloud.kill();
    await cloud.failed;
    await cloud.stop(); // nothing runs any more; this process has to give the folder back

    this.#place = await openPlace(await start());
    this.#postman.move(this.#place);
    const { clients, outputs } = this.#place.cloud;
    await reindex(toIndex(this.#place), signal);
    const resumed = await resumeUnfinished(clients, outputs, signal);
    tally.count('resumed after a kill', resumed.length);
    if (this.#faults) await setFaults(this.#place, this.#faults, plan.seed);
  }
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {} // it has just ended
}
