// Worker threads behind one first-in, first-out queue. Inference blocks its thread, so it never runs in the server's.

import { Worker } from 'node:worker_threads';
import { RekognitionError } from '../errors.ts';
import type { EngineInput, EngineName, EngineOutput } from './engines.ts';
import type { FromWorker, ToWorker } from './messages.ts';

export interface Inference {
  /**
   * Runs one engine on one input, after everything that was asked for before.
   *
   * @throws {RekognitionError} What the engine refused, or InternalServerError when it or its thread failed.
   */
  run<Name extends EngineName>(engine: Name, input: EngineInput<Name>): Promise<EngineOutput<Name>>;
}

export interface InferencePoolOptions {
  modelsFolder: string;
  /** Upper bound of worker threads; each holds its own models. A thread starts when the others are busy. */
  workers: number;
  /** Told about every failure that a client only sees as InternalServerError. */
  onFailure?: (engine: string, reason: string) => void;
  /** Another worker script, for tests. */
  workerUrl?: URL;
}

interface Job {
  engine: string;
  input: unknown;
  resolve(output: unknown): void;
  reject(error: RekognitionError): void;
}

interface Member {
  worker: Worker;
  job: Job | undefined;
  isClosing: boolean;
  ended: Promise<void>;
}

export class InferencePool implements Inference {
  readonly #options: InferencePoolOptions;
  readonly #queue: Job[] = [];
  readonly #members = new Set<Member>();
  #closing = false;

  constructor(options: InferencePoolOptions) {
    this.#options = options;
  }

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
    this.#closeIdle();
    while (this.#members.size > 0) await Promise.all([...this.#members].map((member) => member.ended));
  }

  #dispatch(): void {
    while (this.#queue.length > 0) {
      const member = this.#idleMember() ?? this.#startMember();
      if (!member) return;
      const job = this.#queue.shift() as Job;
      member.job = job;
      post(member, { kind: 'run', engine: job.engine, input: job.input });
    }
    if (this.#closing) this.#closeIdle();
  }

  #idleMember(): Member | undefined {
    for (const member of this.#members) if (!member.job) return member;
    return undefined;
  }

  #startMember(): Member | undefined {
    if (this.#members.size >= this.#options.workers) return undefined;
    const { modelsFolder, workerUrl = new URL('./worker.ts', import.meta.url) } = this.#options;
    const worker = new Worker(workerUrl, { workerData: { modelsFolder } });
    const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    const member: Member = { worker, job: undefined, isClosing: false, ended };
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

function post(member: Member, message: ToWorker): void {
  member.worker.postMessage(message);
}

function internalServerError(
  message = 'Amazon Rekognition experienced a service issue. Try your call again.',
) {
  return new RekognitionError('InternalServerError', message);
}
