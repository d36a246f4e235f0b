// An execution's history as the API tells it: every state of the machine, whatever has become of it.

import type { HistoryEvent } from '@aws-sdk/client-sfn';
import type {
  Attempt,
  Execution,
  ExecutionState,
  ExecutionStatus,
} from '@image-workflow/record/api/executions';
import { type StateVisit, toStateVisits, toWaitedMs } from '../shared/execution-history.ts';
import { toRecordError } from '../shared/records/record-error.ts';
import { describeAnswer } from './describe-answer.ts';
import { MACHINE_STATES } from './machine-states.ts';

/** The events that end an execution. */
const ENDINGS: Record<string, ExecutionStatus> = {
  ExecutionSucceeded: 'SUCCEEDED',
  ExecutionFailed: 'FAILED',
  ExecutionTimedOut: 'TIMED_OUT',
  ExecutionAborted: 'ABORTED',
};

type Ending = Pick<Execution, 'status' | 'stoppedAt' | 'error'>;

/**
 * @param name - `<imageId>-<revision>`.
 * @param events - All so far, in order.
 */
export function toExecution(name: string, events: readonly HistoryEvent[]): Execution {
  const [first] = events;
  const ending = toEnding(events.at(-1));
  const visits = new Map(toStateVisits(events).map((visit) => [visit.name, visit]));
  // Those of another version of the machine come last.
  const names = new Set([...MACHINE_STATES, ...visits.keys()]);
  return {
    name,
    imageId: toImageIdOf(name),
    startedAt: (first?.timestamp ?? new Date()).toISOString(),
    ...ending,
    states: [...names].map((state) => toState(state, visits.get(state), ending)),
  };
}

export function toImageIdOf(name: string): string {
  return name.slice(0, 32);
}

function toEnding(last: HistoryEvent | undefined): Ending {
  const status = ENDINGS[last?.type ?? ''];
  if (!last || !status) return { status: 'RUNNING' };
  const stoppedAt = last.timestamp?.toISOString();
  const failed =
    last.executionFailedEventDetails ??
    last.executionTimedOutEventDetails ??
    last.executionAbortedEventDetails;
  return {
    status,
    ...(stoppedAt && { stoppedAt }),
    ...(status !== 'SUCCEEDED' && {
      error: toError(failed?.error ?? status, failed?.cause ?? `The execution ended as ${status}`),
    }),
  };
}

function toState(name: string, visit: StateVisit | undefined, ending: Ending): ExecutionState {
  const hasEnded = ending.status !== 'RUNNING';
  if (!visit) return { name, status: hasEnded ? 'SKIPPED' : 'WAITING', attempts: [] };

  const { enteredAt, exitedAt, attempts, output } = visit;
  const failure = attempts.at(-1)?.error;
  const answer = output === undefined ? undefined : describeAnswer(name, output);
  const waitedMs = toWaitedMs(visit);
  const leftAt = exitedAt?.toISOString() ?? ending.stoppedAt;
  const state = {
    name,
    enteredAt: enteredAt.toISOString(),
    ...(leftAt && { leftAt }),
    ...(waitedMs > 0 && { waitedMs }),
    attempts: attempts.map(toAttempt),
    ...(answer?.text && { answer: answer.text }),
  };
  const error = failure && toError(failure.name, failure.cause);
  if (exitedAt && error) return { ...state, status: 'CAUGHT', error };
  if (exitedAt) return { ...state, status: answer?.isSkipped ? 'SKIPPED' : 'SUCCEEDED' };
  if (!hasEnded) return { ...state, status: 'RUNNING' };
  // A Fail state is entered and never left; what was at work when the execution ended has not succeeded either.
  const cause = error ?? ending.error;
  return { ...state, status: 'FAILED', ...(cause && { error: cause }) };
}

function toAttempt({
  scheduledAt,
  startedAt = scheduledAt,
  endedAt,
  error,
}: StateVisit['attempts'][number]): Attempt {
  return {
    startedAt: startedAt.toISOString(),
    ...(endedAt && { endedAt: endedAt.toISOString() }),
    ...(error && { error: toError(error.name, error.cause) }),
  };
}

function toError(name: string, cause: string | undefined): { name: string; message: string } {
  const { message } = toRecordError({ Error: name, Cause: cause });
  return { name, message };
}
