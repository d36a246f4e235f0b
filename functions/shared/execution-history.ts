// An execution's history, read as the states it went through.

import type { HistoryEvent } from '@aws-sdk/client-sfn';

/** One try of a task. */
export interface Attempt {
  scheduledAt: Date;
  /** When it had its turn; absent while it waits for it. */
  startedAt?: Date;
  endedAt?: Date;
  /** `cause` is JSON where a function threw. */
  error?: { name: string; cause: string | undefined };
}

/** One visit to one state. */
export interface StateVisit {
  name: string;
  /** The ASL's: Task, Choice, Parallel, … */
  type: string;
  enteredAt: Date;
  /** Absent while the state is at work, and where the execution ended in it. */
  exitedAt?: Date;
  /** Of a task. */
  attempts: Attempt[];
  /** The task's answer as JSON; absent where the events were read without execution data. */
  output?: string;
}

/**
 * @param events - From the first on, in order.
 * @returns The visits in the order of their beginning. Those of parallel branches overlap.
 */
export function toStateVisits(events: readonly HistoryEvent[]): StateVisit[] {
  const visits: StateVisit[] = [];
  /** The visit that an event belongs to: the one of the event before it, along its own branch. */
  const visitOf = new Map<number | undefined, StateVisit>();

  for (const event of events) {
    const { id, previousEventId, timestamp = new Date(), type = '' } = event;
    const entered = event.stateEnteredEventDetails;
    if (entered) {
      const visit: StateVisit = {
        name: entered.name ?? '',
        type: type.replace('StateEntered', ''),
        enteredAt: timestamp,
        attempts: [],
      };
      visits.push(visit);
      visitOf.set(id, visit);
      continue;
    }
    const exited = event.stateExitedEventDetails;
    const visit = exited
      ? visits.find(({ name, exitedAt }) => name === exited.name && !exitedAt)
      : visitOf.get(previousEventId);
    if (!visit) continue;
    visitOf.set(id, visit);
    if (exited) visit.exitedAt = timestamp;
    else takeIn(visit, event, timestamp);
  }
  return visits;
}

/** An event between the entering and the leaving of a task. */
function takeIn(visit: StateVisit, event: HistoryEvent, timestamp: Date): void {
  const { type = '' } = event;
  if (type === 'TaskScheduled') {
    visit.attempts.push({ scheduledAt: timestamp });
    return;
  }
  const attempt = visit.attempts.at(-1);
  if (!attempt) return;
  if (type === 'TaskStarted') attempt.startedAt = timestamp;
  const failed =
    event.taskFailedEventDetails ?? event.taskTimedOutEventDetails ?? event.taskStartFailedEventDetails;
  const succeeded = event.taskSucceededEventDetails;
  if (failed || succeeded) attempt.endedAt = timestamp;
  if (failed) attempt.error = { name: failed.error ?? type, cause: failed.cause };
  if (succeeded?.output !== undefined) visit.output = succeeded.output;
}

/** Of all attempts together, from when each was scheduled until it had its turn, in milliseconds. */
export function toWaitedMs({ attempts }: Pick<StateVisit, 'attempts'>): number {
  return attempts.reduce(
    (sum, { scheduledAt, startedAt }) => sum + (startedAt ? startedAt.getTime() - scheduledAt.getTime() : 0),
    0,
  );
}

/** One for each attempt that failed: the error's name. */
export function toFailures({ attempts }: Pick<StateVisit, 'attempts'>): string[] {
  return attempts.flatMap(({ error }) => error?.name ?? []);
}
