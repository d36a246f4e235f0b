// Photographs go in, records come out: uploads, follows and tells, until every upload has its finished record.

import { setTimeout as sleep } from 'node:timers/promises';
import type { ImageRecord } from '@image-workflow/record';
import { toImageId } from '../functions/shared/image-object.ts';
import { readRecord } from '../stack/records.ts';
import type { Photograph } from '../terminal/photographs.ts';
import type { Cloud } from './cloud.ts';
import { LocalCloudError } from './errors.ts';
import { type DeadLetter, watchDeadLetters } from './follow/dead-letters.ts';
import {
  describeStray,
  type Finished,
  type FollowedExecution,
  followExecutions,
  type Round,
  type StrayExecution,
} from './follow/executions.ts';
import { countWaitingUploads, explainStandstill } from './follow/standstill.ts';
import { PendingUploads } from './intake/pending-uploads.ts';
import { resumeUnfinished } from './intake/resume.ts';
import { uploadAll } from './intake/upload.ts';

const POLL_MS = 250;
const IDLE_POLL_MS = 1_000;
/** A busy machine takes that long over one task of a large photograph; a person wonders by then. */
const QUIET_MS = 20_000;
const CHECKS_WHILE_QUIET = 8;
/** Longer than SQS takes to deliver a message five times and set it aside (visibility time-out of 540 seconds). */
const LONGEST_STANDSTILL_MS = 50 * 60_000;

/** Told what happens, as it happens. */
export interface SessionObserver {
  /** These were left unfinished by a stop or a crash, and are at work again. */
  resumed(keys: readonly string[]): void;
  /** After each round of questions, a few times a second. */
  round(round: Round): void;
  /** `finished` is absent where no execution could be started. The session waits for a promise before it goes on. */
  finished(record: ImageRecord, finished: Finished | undefined): void | Promise<void>;
  setAside(letter: DeadLetter): void;
  /** An execution has not succeeded and left no record: somebody has started it by hand, or its upload is lost. */
  strayed(execution: StrayExecution): void;
  /** Nothing has moved for this long, though something should: why, as far as can be told, and where to look. */
  stoodStill(quietMs: number, reasons: readonly string[]): void;
  /** Every upload so far has its finished record, and nothing is at work. The session waits for a promise. */
  settled(): void | Promise<void>;
}

export interface SessionOptions {
  /** Whether to return as soon as everything is settled. */
  once: boolean;
  signal: AbortSignal;
  observer: SessionObserver;
  /** How long nothing may move before that is looked into. Default: 20 seconds. */
  quietMs?: number;
}

/**
 * @returns When everything is settled and `once` is set, or when the signal says so.
 * @throws {LocalCloudError} When an upload will never have a finished record, or a part of the cloud has ended.
 */
export async function processPhotographs(
  cloud: Cloud,
  photographs: readonly Photograph[],
  options: SessionOptions,
): Promise<void> {
  const failed = cloud.failed.then((reason) => {
    if (!options.signal.aborted) throw new LocalCloudError(reason);
  });
  await Promise.race([failed, new Session(cloud, options).run(photographs)]);
}

class Session {
  readonly #cloud: Cloud;
  readonly #options: SessionOptions;
  readonly #pending = new PendingUploads();
  readonly #nextRound: () => Promise<Round>;
  readonly #newDeadLetters: () => Promise<DeadLetter[]>;
  #isFeeding = true;
  #isAtWork = true;
  #running: readonly FollowedExecution[] = [];
  #movedAt = Date.now();

  constructor(cloud: Cloud, options: SessionOptions) {
    this.#cloud = cloud;
    this.#options = options;
    this.#nextRound = followExecutions(cloud.clients, cloud.outputs);
    this.#newDeadLetters = watchDeadLetters(cloud.clients, cloud.outputs.IntakeDeadLetterQueueUrl);
  }

  async run(photographs: readonly Photograph[]): Promise<void> {
    const ended = new AbortController();
    void this.#watchForStandstill(AbortSignal.any([ended.signal, this.#options.signal]));
    try {
      await this.#nextRound(); // what has ended before is an earlier session's
      await this.#newDeadLetters();
      await Promise.all([this.#feed(photographs), this.#follow()]);
    } finally {
      ended.abort();
    }
  }

  /** What an earlier session left comes first. */
  async #feed(photographs: readonly Photograph[]): Promise<void> {
    await this.#resume();
    await this.#upload(photographs);
    this.#isFeeding = false;
  }

  async #resume(): Promise<void> {
    const { clients, outputs } = this.#cloud;
    const keys = await resumeUnfinished(clients, outputs, this.#options.signal);
    for (const key of keys) {
      this.#pending.add({ key, imageId: this.#toImageId(key), startedAt: new Date(0) });
    }
    if (keys.length > 0) this.#options.observer.resumed(keys);
  }

  async #upload(photographs: readonly Photograph[]): Promise<void> {
    const { clients, outputs } = this.#cloud;
    await uploadAll(
      clients.s3,
      outputs.UploadBucketName,
      photographs,
      (upload) => {
        this.#pending.add(upload);
        this.#movedAt = Date.now();
      },
      this.#options.signal,
    );
  }

  async #follow(): Promise<void> {
    const { once, signal, observer } = this.#options;
    for (let wasAtWork = true; !signal.aborted; ) {
      const round = await this.#nextRound();
      observer.round(round);
      await Promise.all(round.finished.map((finished) => this.#tell(finished)));
      for (const stray of round.strays) observer.strayed(stray);
      for (const letter of await this.#newDeadLetters()) await this.#tellDeadLetter(letter);

      const isAtWork = this.#isFeeding || this.#pending.count > 0 || round.running.length > 0;
      this.#isAtWork = isAtWork;
      if (wasAtWork && !isAtWork) await observer.settled();
      if (!isAtWork && once) return this.#expectNothingLost();
      this.#noteMovement(round);
      if (isAtWork) this.#expectMovement();
      wasAtWork = isAtWork;
      await sleep(isAtWork ? POLL_MS : IDLE_POLL_MS, undefined, { signal }).catch(() => {}); // a stop wakes it
    }
  }

  async #tell(finished: Finished): Promise<void> {
    const { execution, record, isSuperseded } = finished;
    if (record) return await this.#finish(record, finished);
    if (execution.status !== 'SUCCEEDED')
      this.#options.observer.strayed(await describeStray(this.#cloud.clients, execution.arn));
    if (isSuperseded) return;
    const why = `its execution ended ${execution.status} and left no record`;
    this.#pending.lose(execution.image.imageId, why);
  }

  async #finish(record: ImageRecord, finished: Finished | undefined): Promise<void> {
    this.#pending.finish(record);
    await this.#options.observer.finished(record, finished);
  }

  /** StartWorkflow closes the record of an upload that it gives up. A message that is no upload has none. */
  async #tellDeadLetter(letter: DeadLetter): Promise<void> {
    this.#options.observer.setAside(letter);
    const imageId = this.#toImageId(letter.key ?? '');
    if (!this.#pending.has(imageId)) return;

    const { clients, outputs } = this.#cloud;
    const record = await readRecord(clients.documents, outputs.ImagesTableName, imageId);
    if (record && record.status !== 'PROCESSING') await this.#finish(record, undefined);
    else this.#pending.lose(imageId, letter.reason);
  }

  #expectNothingLost(): void {
    const { lost } = this.#pending;
    if (lost.length > 0) throw new LocalCloudError(`No finished record came for ${lost.join(', ')}`);
  }

  #noteMovement({ exited, finished, running }: Round): void {
    const hasStarted = running.length > this.#running.length;
    if (hasStarted || exited.length > 0 || finished.length > 0) this.#movedAt = Date.now();
    this.#running = running;
  }

  #expectMovement(): void {
    if (Date.now() - this.#movedAt < LONGEST_STANDSTILL_MS) return;
    throw new LocalCloudError(
      `Nothing has moved for ${LONGEST_STANDSTILL_MS / 60_000} minutes: see ${this.#cloud.logFolder}`,
    );
  }

  /** Beside the rounds, because one of these may be what stands still. Says it again each time it has lasted twice as long. */
  async #watchForStandstill(signal: AbortSignal): Promise<void> {
    const { observer, quietMs = QUIET_MS } = this.#options;
    for (let saidMs = 0; !signal.aborted; ) {
      await sleep(quietMs / CHECKS_WHILE_QUIET, undefined, { signal }).catch(() => {});
      if (!this.#isAtWork && (await this.#isIntakeEmpty())) this.#movedAt = Date.now();
      const stoodMs = Date.now() - this.#movedAt;
      if (stoodMs < quietMs) saidMs = 0;
      if (stoodMs < Math.max(quietMs, 2 * saidMs)) continue;

      const reasons = await this.#explainStandstill();
      if (signal.aborted || Date.now() - this.#movedAt < stoodMs) continue; // it goes on
      saidMs = stoodMs;
      observer.stoodStill(stoodMs, reasons);
    }
  }

  /** What others have uploaded is work too. Where it cannot be told, nothing is empty. */
  async #isIntakeEmpty(): Promise<boolean> {
    const { clients, outputs } = this.#cloud;
    return await countWaitingUploads(clients, outputs).then(
      (count) => count === 0,
      () => false,
    );
  }

  async #explainStandstill(): Promise<string[]> {
    const atWork = { pending: this.#pending.keys, running: this.#running };
    return await explainStandstill(this.#cloud, atWork).catch((error) => [
      `Why, cannot be told: ${error.message}`,
    ]);
  }

  #toImageId(key: string): string {
    return toImageId(this.#cloud.outputs.UploadBucketName, key);
  }
}
