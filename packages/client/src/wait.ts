// Waiting for a photograph: state by state as it runs, until its record is finished.

import type { Execution, ExecutionState } from '@image-workflow/record/api/executions';
import type { ImageDetail } from '@image-workflow/record/api/images';
import { ApiProblemError, UnexpectedAnswerError, WaitTimeoutError } from './errors.ts';
import { sleep } from './retry.ts';
import type { RequestOptions } from './transport.ts';

export interface WaitOptions {
  signal?: AbortSignal | undefined;
  /** Told of every state whose status or attempts changed. */
  onState?: ((state: ExecutionState) => void) | undefined;
  /** Only a run that began after this counts: for waiting on a run that was just asked for. ISO 8601. */
  startedAfter?: string | undefined;
  /** Default 15 minutes. */
  timeoutMs?: number | undefined;
}

/** What is asked again and again: two methods of the client. */
export interface ImageReader {
  getImage(imageId: string, options: RequestOptions): Promise<ImageDetail>;
  getImageExecution(imageId: string, options: RequestOptions): Promise<Execution>;
}

const FIRST_PAUSE_MS = 400;
const LONGEST_PAUSE_MS = 2_000;
const TIMEOUT_MS = 15 * 60_000;

/**
 * @returns The finished record, whatever its status says.
 * @throws {WaitTimeoutError} When there is none in time.
 */
export async function waitForImage(
  client: ImageReader,
  imageId: string,
  { signal, onState, startedAfter, timeoutMs = TIMEOUT_MS }: WaitOptions,
): Promise<ImageDetail> {
  const end = Date.now() + timeoutMs;
  const told = new Map<string, string>();
  const tell = (states: readonly ExecutionState[]) => {
    for (const state of states) {
      const now = `${state.status}/${state.attempts.length}`;
      if (state.status === 'WAITING' || told.get(state.name) === now) continue;
      told.set(state.name, now);
      onState?.(state);
    }
  };

  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.4, LONGEST_PAUSE_MS)) {
    // The record is read first: a run that ends in between is then told of whole, before the wait is over.
    const record = await orAbsent(client.getImage(imageId, { signal }));
    if (onState && record) {
      const execution = await orAbsent(client.getImageExecution(imageId, { signal }));
      if (execution && isWanted(execution.startedAt, startedAfter)) tell(execution.states);
    }
    if (record && record.status !== 'PROCESSING' && isWanted(record.execution.startedAt, startedAfter)) {
      return record;
    }
    if (Date.now() > end) {
      const found = record ? `status ${record.status}` : 'no record yet';
      throw new WaitTimeoutError(`Expected the finished record of ${imageId} but found ${found}`);
    }
    await sleep(pause, signal);
  }
}

function isWanted(startedAt: string | undefined, startedAfter: string | undefined): boolean {
  return startedAfter === undefined || (startedAt !== undefined && startedAt > startedAfter);
}

/** There is nothing yet, or the stack has no such route. */
async function orAbsent<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    const isMissing = error instanceof ApiProblemError || error instanceof UnexpectedAnswerError;
    if (isMissing && error.status === 404) return undefined;
    throw error;
  }
}
