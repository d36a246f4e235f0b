// An execution's history, read as the states it went through.

import type { HistoryEvent } from '@aws-sdk/client-sfn';

/** One visit to one state. */
export interface StateVisit {
  name: string;
  /** The ASL's: Task, Choice, Parallel, … */
  type: string;
  enteredAt: Date;
  /** Absent while the state is at work. */
  exitedAt?: Date;
  /** Of all attempts together, from when each was scheduled until it had its turn, in milliseconds. */
  waitedMs: number;
  /** One for each attempt that failed: the error's name. */
  failures: string[];
}

/**
 * @param events - From the first on, in order.
 * @returns The visits in the order of their beginning. Those of parallel branches overlap.
 */
export function toStateVisits(events: readonly HistoryEvent[]): StateVisit[] {
  const visits: StateVisit[] = [];
  /** The visit that an event belongs to: the one of the event before it, along its own branch. */
  const visitOf = new Map<number | undefined, StateVisit>();
  const timeOf = new Map(events.map(({ id, timestamp }) => [id, timestamp?.getTime() ?? 0]));

  for (const event of events) {
    const { id, previousEventId, timestamp = new Date(), type = '' } = event;
    const entered = event.stateEnteredEventDetails;
    if (entered) {
      const visit: StateVisit = {
        name: entered.name ?? '',
        type: type.replace('StateEntered', ''),
        enteredAt: timestamp,
        waitedMs: 0,
        failures: [],
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
    if (type === 'TaskStarted') visit.waitedMs += timestamp.getTime() - (timeOf.get(previousEventId) ?? 0);
    const failed = event.taskFailedEventDetails ?? event.taskTimedOutEventDetails;
    if (failed) visit.failures.push(failed.error ?? type);
  }
  return visits;
}
