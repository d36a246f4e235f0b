// Worker threads behind one queue. Inference blocks its thread, so it never runs in the server's.
// Each engine lives in one thread only: the memory is in the models, and a second copy would double it.

import { Worker } from 'node:worker_threads';
import { RekognitionError } from '../errors.ts';
import type { EngineInput, EngineName, EngineOutput } from './engines.ts';
import type { FromWorker, ToWorker } from './messages.ts';

/** Rough time of one photograph, in ms, by which the threads share the engines; measured on two cores without a GPU. */
const ENGINE_MS: Readonly<Record<string, number>> = { labels: 350, text: 600, faces: 450, moderation: 300 };

export interface InferencePoolOptions {
  modelsFolder: string;
  /** Upper bound of worker threads. A thread starts when a further engine is needed. */
  workers: number;
  /** Told about every failure that a client only sees as InternalServerError. */
  onFailure?: (engine: string, reason: string) => void;
  /** Another worker script, for tests. */
  workerUrl?: URL;
}

/** Beside this file, in the sources as in the package. */
const WORKER_URL = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url);

interface Job {
  engine: string;
  input: unknown;
  resolve(output: unknown): void;
  reject(error: RekognitionError): void;
}

interface Member {
  worker: Worker;
  /** The engines that live here, loaded or about to be. */
  engines: Set<string>;
  job: Job | undefined;
  isClosing: boolean;
  ended: Promise<void>;
}

export class InferencePool {
  readonly #options: InferencePoolOptions;
  readonly #queue: Job[] = [];
  readonly #members = new Set<Member>();
  #closing = false;

  constructor(options: InferencePoolOptions) {
    this.#options = options;
  }

  /**
   * Runs one engine on one input, after everything that was asked of this engine before.
   *
   * @throws {RekognitionError} What the engine refused, or InternalServerError when it or its thread failed.
   */
  run<Name extends EngineName>(engine: Name, input: EngineInput<Name>): Promise<EngineOutput<Name>> {
    if (this.#closing) return Promise.reject(internalServerError('The server is shutting down'));
    return new Promise((resolve, reject) => {
      this.#queue.push({ engine, input, resolve: resolve as Job['resolve'], reject });
      this.#dispatch();
    });
  }

  /**
   * Finishes what is running and queued, then lets every thread release its models and end.
   * A thread is never terminated: onnxruntime aborts the whole process when that happens during a run.
   */
  async close(): Promise<void> {
    this.#closing = true;
    if (this.#queue.length === 0) this.#closeIdle();
    while (this.#members.size > 0) await Promise.all([...this.#members].map((member) => member.ended));
  }

  /** Gives each idle thread the oldest job of the engines that live there. */
  #dispatch(): void {
    for (const job of [...this.#queue]) {
      const member = this.#homeOf(job.engine);
      if (member.job) continue;
      this.#queue.splice(this.#queue.indexOf(job), 1);
      member.job = job;
      post(member, { kind: 'run', engine: job.engine, input: job.input });
    }
    if (this.#closing && this.#queue.length === 0) this.#closeIdle();
  }

  /** The thread of an engine; a new engine moves in where the least work lives. */
  #homeOf(engine: string): Member {
    const members = [...this.#members];
    const home = members.find(({ engines }) => engines.has(engine));
    if (home) return home;

    const [leastBusy] = members.sort((a, b) => workOf(a) - workOf(b));
    const isRoomForMore = members.length < this.#options.workers;
    const member = leastBusy && !isRoomForMore ? leastBusy : this.#startMember();
    member.engines.add(engine);
    return member;
  }

  #startMember(): Member {
    const { modelsFolder, workerUrl = WORKER_URL } = this.#options;
    const worker = new Worker(workerUrl, { workerData: { modelsFolder } });
    const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    const member: Member = { worker, engines: new Set(), job: undefined, isClosing: false, ended };
    let reason = 'The inference thread ended';
    worker.on('message', (message: FromWorker) => this.#settle(member, message));
    worker.on('error', (error) => {
      reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    });
    worker.once('exit', () => {
      this.#members.delete(member); // the next job starts another thread
      this.#settle(member, { kind: 'failure', reason });
    });
    this.#members.add(member);
    return member;
  }

  #settle(member: Member, message: FromWorker): void {
    const { job } = member;
    member.job = undefined;
    if (job) this.#answer(job, message);
    this.#dispatch();
  }

  #answer(job: Job, message: FromWorker): void {
    switch (message.kind) {
      case 'output':
        job.resolve(message.output);
        break;
      case 'refusal':
        job.reject(new RekognitionError(message.type, message.message));
        break;
      case 'failure':
        this.#options.onFailure?.(job.engine, message.reason);
        job.reject(internalServerError());
    }
  }

  #closeIdle(): void {
    for (const member of this.#members) {
      if (member.job || member.isClosing) continue;
      member.isClosing = true;
      post(member, { kind: 'close' });
    }
  }
}

function workOf({ engines }: Member): number {
  return [...engines].reduce((sum, engine) => sum + (ENGINE_MS[engine] ?? 0), 0);
}

function post(member: Member, message: ToWorker): void {
  member.worker.postMessage(message);
}

function internalServerError(
  message = 'Amazon Rekognition experienced a service issue. Try your call again.',
) {
  return new RekognitionError('InternalServerError', message);
}
