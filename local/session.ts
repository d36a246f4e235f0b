// Photographs go in, records come out: uploads, follows and tells, until every upload has its finished record.

import { setTimeout as sleep } from 'node:timers/promises';
import type { ImageRecord } from '@image-workflow/record';
import { toImageId } from '../functions/shared/image-object.ts';
import { readRecord } from '../stack/records.ts';
import type { Photograph } from '../terminal/photographs.ts';
import type { Cloud } from './cloud.ts';
import { LocalCloudError } from './errors.ts';
import { type DeadLetter, watchDeadLetters } from './follow/dead-letters.ts';
import { type Finished, followExecutions, type Round } from './follow/executions.ts';
import { PendingUploads } from './intake/pending-uploads.ts';
import { resumeUnfinished } from './intake/resume.ts';
import { uploadAll } from './intake/upload.ts';

const POLL_MS = 250;
const IDLE_POLL_MS = 1_000;
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
  /** Every upload so far has its finished record, and nothing is at work. The session waits for a promise. */
  settled(): void | Promise<void>;
}

export interface SessionOptions {
  /** Whether to return as soon as everything is settled. */
  once: boolean;
  signal: AbortSignal;
  observer: SessionObserver;
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
  #changedAt = Date.now();

  constructor(cloud: Cloud, options: SessionOptions) {
    this.#cloud = cloud;
    this.#options = options;
    this.#nextRound = followExecutions(cloud.clients, cloud.outputs);
    this.#newDeadLetters = watchDeadLetters(cloud.clients, cloud.outputs.IntakeDeadLetterQueueUrl);
  }

  async run(photographs: readonly Photograph[]): Promise<void> {
    await this.#nextRound(); // what has ended before is an earlier session's
    await this.#newDeadLetters();
    await Promise.all([this.#feed(photographs), this.#follow()]);
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
      (upload) => this.#pending.add(upload),
      this.#options.signal,
    );
  }

  async #follow(): Promise<void> {
    const { once, signal, observer } = this.#options;
    for (let wasAtWork = true; !signal.aborted; ) {
      const round = await this.#nextRound();
      observer.round(round);
      await Promise.all(round.finished.map((finished) => this.#tell(finished)));
      for (const letter of await this.#newDeadLetters()) await this.#tellDeadLetter(letter);

      const isAtWork = this.#isFeeding || this.#pending.count > 0 || round.running.length > 0;
      if (wasAtWork && !isAtWork) await observer.settled();
      if (!isAtWork && once) return this.#expectNothingLost();
      this.#expectMovement(isAtWork, round);
      wasAtWork = isAtWork;
      await sleep(isAtWork ? POLL_MS : IDLE_POLL_MS, undefined, { signal }).catch(() => {}); // a stop wakes it
    }
  }

  async #tell(finished: Finished): Promise<void> {
    const { execution, record, isSuperseded } = finished;
    if (record) await this.#finish(record, finished);
    else if (!isSuperseded) {
      this.#pending.lose(
        execution.image.imageId,
        `its execution ended ${execution.status} and left no record`,
      );
    }
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

  #expectMovement(isAtWork: boolean, round: Round): void {
    if (!isAtWork || this.#isFeeding || round.exited.length > 0 || round.finished.length > 0) {
      this.#changedAt = Date.now();
    } else if (Date.now() - this.#changedAt > LONGEST_STANDSTILL_MS) {
      const minutes = LONGEST_STANDSTILL_MS / 60_000;
      throw new LocalCloudError(
        `Nothing has happened for ${minutes} minutes: see emulator.log in .local/state`,
      );
    }
  }

  #toImageId(key: string): string {
    return toImageId(this.#cloud.outputs.UploadBucketName, key);
  }
}
