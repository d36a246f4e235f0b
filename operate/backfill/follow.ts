// An execution of Backfill, from its start to its end.

import { setTimeout as sleep } from 'node:timers/promises';
import {
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  DescribeMapRunCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { toRecordError } from '../../functions/shared/records/record-error.ts';
import type { Clients } from '../../stack/clients.ts';

const POLL_MS = 1_000;

/** @returns Its ARN. */
export async function start(
  { sfn }: Clients,
  stateMachineArn: string,
  input: { prefix: string; all: boolean },
): Promise<string> {
  const { executionArn = '' } = await sfn.send(
    new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }),
  );
  return executionArn;
}

/** Objects that the Map has gone through, of those that it has listed. */
export interface Progress {
  done: number;
  failed: number;
  total: number;
}

/** @returns How it ended; undefined where the signal said stop: it goes on by itself. */
export async function follow(
  clients: Clients,
  executionArn: string,
  signal: AbortSignal,
  report: (progress: Progress) => void,
): Promise<DescribeExecutionOutput | undefined> {
  while (!signal.aborted) {
    const execution = await clients.sfn.send(new DescribeExecutionCommand({ executionArn }));
    const progress = await readProgress(clients, executionArn);
    if (progress) report(progress);
    if (execution.status !== 'RUNNING') return execution;
    await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
  }
  return undefined;
}

/** @returns Why the first batch that failed has done so; absent where none has. */
export async function readFailure({ sfn }: Clients, executionArn: string): Promise<string | undefined> {
  const mapRunArn = await findMapRun(sfn, executionArn);
  if (!mapRunArn) return undefined;
  const failed = { mapRunArn, statusFilter: 'FAILED', maxResults: 1 } as const;
  const { executions: [batch] = [] } = await sfn.send(new ListExecutionsCommand(failed));
  if (!batch) return undefined;
  const { error, cause } = await sfn.send(
    new DescribeExecutionCommand({ executionArn: batch.executionArn ?? '' }),
  );
  const { name, message } = toRecordError({ Error: error || 'FAILED', Cause: cause });
  return `${name}: ${message}`;
}

async function findMapRun(sfn: Clients['sfn'], executionArn: string): Promise<string | undefined> {
  const { mapRuns: [run] = [] } = await sfn.send(new ListMapRunsCommand({ executionArn }));
  return run?.mapRunArn;
}

async function readProgress({ sfn }: Clients, executionArn: string): Promise<Progress | undefined> {
  const mapRunArn = await findMapRun(sfn, executionArn);
  if (!mapRunArn) return undefined;
  const { itemCounts } = await sfn.send(new DescribeMapRunCommand({ mapRunArn }));
  if (!itemCounts) return undefined;
  const { succeeded = 0, failed = 0, timedOut = 0, aborted = 0, total = 0 } = itemCounts;
  const lost = failed + timedOut + aborted;
  return { done: succeeded + lost, failed: lost, total };
}
