// How many executions were at work at once, from their start and end times.

import type { SFNClient } from '@aws-sdk/client-sfn';
import { paginateListExecutions } from '@aws-sdk/client-sfn';

export interface Span {
  startMs: number;
  endMs: number;
}

/** @returns Start and end of every execution of a state machine that has ended, by name. */
export async function readSpans(sfn: SFNClient, stateMachineArn: string): Promise<Map<string, Span>> {
  const spans = new Map<string, Span>();
  for await (const { executions = [] } of paginateListExecutions({ client: sfn }, { stateMachineArn })) {
    for (const { name = '', startDate, stopDate } of executions) {
      if (startDate && stopDate) spans.set(name, { startMs: startDate.getTime(), endMs: stopDate.getTime() });
    }
  }
  return spans;
}

/** An execution that ends in the very moment in which another starts was not at work beside it. */
export function countMostAtOnce(spans: Iterable<Span>): number {
  const changes = [...spans].flatMap(({ startMs, endMs }) => [
    { atMs: startMs, change: 1 },
    { atMs: endMs, change: -1 },
  ]);
  changes.sort((one, other) => one.atMs - other.atMs || one.change - other.change);
  let [now, most] = [0, 0];
  for (const { change } of changes) {
    now += change;
    most = Math.max(most, now);
  }
  return most;
}
