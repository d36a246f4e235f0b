// Follows the executions of the state machine from outside, by asking: as anybody could with the AWS CLI.

import {
  DescribeExecutionCommand,
  type ExecutionListItem,
  type HistoryEvent,
  ListExecutionsCommand,
  paginateGetExecutionHistory,
} from '@aws-sdk/client-sfn';
import type { ImageRecord } from '@image-workflow/record';
import { type ImageObject, imageObjectSchema } from '@image-workflow/record/image-object';
import * as z from 'zod';
import { type StateVisit, toStateVisits } from '../../functions/shared/execution-history.ts';
import { parseJson } from '../../functions/shared/parse-json.ts';
import type { Clients } from '../../stack/clients.ts';
import { readRecord } from '../../stack/records.ts';
import type { StackOutputs } from '../../stack/stack.ts';

/** Histories read in one round, so that three hundred executions do not become three hundred questions at once. */
const HISTORIES_AT_ONCE = 8;
/** A record may follow the end of a failed execution by a moment: CloseExecution writes it. */
const LONGEST_WAIT_FOR_RECORD_MS = 60_000;

export interface FollowedExecution {
  readonly arn: string;
  readonly image: ImageObject;
  readonly startedAt: Date;
  /** Step Functions' own: RUNNING, SUCCEEDED, FAILED, … */
  status: string;
  stoppedAt?: Date;
  visits: StateVisit[];
}

export interface Finished {
  execution: FollowedExecution;
  /** Absent when the execution ended without a finished record of its own. */
  record?: ImageRecord;
  /** Whether the record is that of a newer version by now, finished or not. Its own execution tells of it. */
  isSuperseded: boolean;
}

/** One that somebody has started by hand with an input of their own, and that did not succeed. */
export interface StrayExecution {
  name: string;
  /** Step Functions' own: FAILED, TIMED_OUT, ABORTED. */
  status: string;
  error?: string;
  cause?: string;
}

/** What one round of questions has found. */
export interface Round {
  /** States that were left since the last round. */
  exited: { execution: FollowedExecution; visit: StateVisit }[];
  finished: Finished[];
  strays: StrayExecution[];
  /** Those at work now. */
  running: FollowedExecution[];
}

/** What StartWorkflow hands to an execution. */
const inputSchema = z.object({ image: imageObjectSchema });

type Following = FollowedExecution & { lastReadAt: number };

/** @returns Asks once each time it is called. Executions that have ended before the first call are not told of. */
export function followExecutions(clients: Clients, outputs: StackOutputs): () => Promise<Round> {
  const followed = new Map<string, Following>();
  /** Those that no upload has started, while they run. */
  const strays = new Set<string>();
  /** Told of, or not to be told of. */
  const done = new Set<string>();
  let isFirstRound = true;

  const updateStatuses = async () => {
    const listed = await listExecutions(clients, outputs);
    for (const item of listed) {
      const arn = item.executionArn ?? '';
      if (done.has(arn)) continue;
      if (isFirstRound && item.status !== 'RUNNING') done.add(arn);
      else if (!followed.has(arn) && !strays.has(arn)) {
        const execution = await startFollowing(clients, arn);
        if (execution) followed.set(arn, execution);
        else strays.add(arn);
      }
      setStatus(followed.get(arn), item);
    }
    isFirstRound = false;

    const arns = new Set(listed.map(({ executionArn }) => executionArn));
    for (const execution of followed.values()) {
      if (arns.has(execution.arn)) continue; // else it is older than what one answer lists
      setStatus(
        execution,
        await clients.sfn.send(new DescribeExecutionCommand({ executionArn: execution.arn })),
      );
    }
  };

  const takeEndedStrays = async (): Promise<StrayExecution[]> => {
    const ended: StrayExecution[] = [];
    for (const arn of strays) {
      const stray = await describeStray(clients, arn);
      if (stray.status === 'RUNNING') continue;
      strays.delete(arn);
      done.add(arn);
      if (stray.status !== 'SUCCEEDED') ended.push(stray);
    }
    return ended;
  };

  return async () => {
    await updateStatuses();
    const round: Round = { exited: [], finished: [], strays: await takeEndedStrays(), running: [] };
    await Promise.all(
      takeDue(followed).map(async (execution) => {
        execution.lastReadAt = Date.now();
        round.exited.push(...(await readVisits(clients, execution)));
        if (execution.status === 'RUNNING') return;

        const finished = await readFinished(clients, outputs, execution);
        if (!finished) return; // asked again in the next round
        followed.delete(execution.arn);
        done.add(execution.arn);
        round.finished.push(finished);
      }),
    );
    round.running = [...followed.values()];
    return round;
  };
}

/** Those that have ended first, then those that were not looked at for longest. */
function takeDue(followed: ReadonlyMap<string, Following>): Following[] {
  const isRunning = ({ status }: Following) => Number(status === 'RUNNING');
  return [...followed.values()]
    .sort((a, b) => isRunning(a) - isRunning(b) || a.lastReadAt - b.lastReadAt)
    .slice(0, HISTORIES_AT_ONCE);
}

/** @returns Undefined for an execution that somebody has started by hand, with an input of another shape. */
async function startFollowing({ sfn }: Clients, arn: string): Promise<Following | undefined> {
  const { input = '{}', startDate = new Date() } = await sfn.send(
    new DescribeExecutionCommand({ executionArn: arn }),
  );
  const parsed = inputSchema.safeParse(parseJson(input));
  if (!parsed.success) return undefined;
  const { image } = parsed.data;
  return { arn, image, startedAt: startDate, status: 'RUNNING', visits: [], lastReadAt: 0 };
}

/** How an execution stands that is no upload's, or that left no record. */
export async function describeStray({ sfn }: Clients, arn: string): Promise<StrayExecution> {
  const {
    name = arn,
    status = '',
    error,
    cause,
  } = await sfn.send(new DescribeExecutionCommand({ executionArn: arn }));
  return { name, status, ...(error && { error }), ...(cause && { cause }) };
}

function setStatus(
  execution: FollowedExecution | undefined,
  { status, stopDate }: Pick<ExecutionListItem, 'status' | 'stopDate'>,
): void {
  if (!execution) return;
  execution.status = status ?? 'RUNNING';
  if (stopDate) execution.stoppedAt = stopDate;
}

/** The newest thousand, oldest first. */
async function listExecutions({ sfn }: Clients, outputs: StackOutputs): Promise<ExecutionListItem[]> {
  const { executions = [] } = await sfn.send(
    new ListExecutionsCommand({ stateMachineArn: outputs.ProcessImageStateMachineArn, maxResults: 1000 }),
  );
  return executions.reverse();
}

/** Brings `visits` up to date. @returns Those that were left since the last time. */
async function readVisits({ sfn }: Clients, execution: FollowedExecution): Promise<Round['exited']> {
  const events: HistoryEvent[] = [];
  const pages = paginateGetExecutionHistory(
    { client: sfn, pageSize: 1000 },
    { executionArn: execution.arn, includeExecutionData: false },
  );
  for await (const page of pages) events.push(...(page.events ?? []));

  const known = new Set(execution.visits.filter(({ exitedAt }) => exitedAt).map(toVisitKey));
  execution.visits = toStateVisits(events);
  return execution.visits
    .filter((visit) => visit.exitedAt && !known.has(toVisitKey(visit)))
    .map((visit) => ({ execution, visit }));
}

function toVisitKey({ name, enteredAt }: StateVisit): string {
  return `${name} ${enteredAt.getTime()}`;
}

/** @returns Undefined while the record may still come. */
async function readFinished(
  { documents }: Clients,
  outputs: StackOutputs,
  execution: FollowedExecution,
): Promise<Finished | undefined> {
  const record = await readRecord(documents, outputs.ImagesTableName, execution.image.imageId);
  if (record && record.execution.arn !== execution.arn) return { execution, isSuperseded: true };
  if (record && record.status !== 'PROCESSING') return { execution, record, isSuperseded: false };
  const waitedMs = Date.now() - (execution.stoppedAt?.getTime() ?? Date.now());
  return waitedMs > LONGEST_WAIT_FOR_RECORD_MS ? { execution, isSuperseded: false } : undefined;
}
