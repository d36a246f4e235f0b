// Lambda entry of the routes that tell what the workflow does, or did, with a photograph.

import { type HistoryEvent, SFNClient } from '@aws-sdk/client-sfn';
import type { ImageRecord } from '@image-workflow/record';
import {
  type Execution,
  type ExecutionSummary,
  getExecution,
  getImageExecution,
  listExecutions,
} from '@image-workflow/record/api/executions';
import { createApi } from '../shared/api/api.ts';
import type { Caller } from '../shared/api/caller.ts';
import { maySee } from '../shared/api/may-see.ts';
import { ApiProblem } from '../shared/api/problem.ts';
import { batchGet } from '../shared/batch-get.ts';
import { toClientOptions } from '../shared/client-options.ts';
import { flagFromEnv, stringFromEnv } from '../shared/env.ts';
import { toExecutionArn, toNameOfExecution } from '../shared/execution-arn.ts';
import { imagesTableFromEnv } from '../shared/images-table.ts';
import { readLiveRecord } from '../shared/records/read-live-record.ts';
import { type ExecutionPage, readExecutionPage, toListInput } from './list-executions.ts';
import { readHistory } from './read-history.ts';
import { SharedAnswers } from './shared-answers.ts';
import { toExecution, toImageIdOf } from './to-execution.ts';

const table = imagesTableFromEnv();
const stepFunctions = new SFNClient(toClientOptions());
const stateMachineArn = stringFromEnv('STATE_MACHINE_ARN');
const isolation = flagFromEnv('ISOLATION');

interface Known {
  /** Empty once the execution has ended: then there is nothing to add. */
  events: HistoryEvent[];
  /** Absent where there is none (yet). */
  execution?: Execution;
}

/**
 * The account has 20 GetExecutionHistory a second, for everything in it, and 5 ListExecutions, which StartWorkflow needs.
 * {@link https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html}
 */
const executions = new SharedAnswers<Known>({
  freshMs: ({ execution }) => (execution && execution.status !== 'RUNNING' ? 60_000 : 900), // one that failed may be redriven
  maxReadsPerSecond: 5,
  maxKept: 200,
});
const pages = new SharedAnswers<ExecutionPage>({ freshMs: () => 2_000, maxReadsPerSecond: 2, maxKept: 50 });

const api = createApi()
  .on(getImageExecution, async ({ params: { imageId }, caller }) => {
    const record = await readLiveRecord(table, imageId);
    const execution =
      record?.execution && maySee(caller, record.source.key, isolation)
        ? await readExecution(toNameOfExecution(record.execution.arn))
        : undefined;
    return { body: execution ?? refuse(`of the photograph with the imageId ${imageId}`) };
  })
  .on(getExecution, async ({ params: { name }, caller }) => {
    const execution = (await isOpenTo(caller, toImageIdOf(name))) ? await readExecution(name) : undefined;
    return { body: execution ?? refuse(`with the name ${name}`) };
  })
  .on(listExecutions, async ({ query, caller }) => {
    const input = toListInput(stateMachineArn, query);
    const page = await pages.get(JSON.stringify(input), () => readExecutionPage(stepFunctions, input));
    return { body: { ...page, items: await keepVisible(page.items, caller) } };
  });

export const { handler } = api;

/** @returns Undefined where this stack's machine has no such execution, or has forgotten it after 90 days. */
async function readExecution(name: string): Promise<Execution | undefined> {
  const executionArn = toExecutionArn(stateMachineArn, name);
  const { execution } = await executions.get(name, async (known) => {
    const events = await readHistory(stepFunctions, executionArn, known?.events);
    if (!events) return { events: [] };
    const execution = toExecution(name, events);
    return { execution, events: execution.status === 'RUNNING' ? events : [] };
  });
  return execution;
}

async function isOpenTo(caller: Caller, imageId: string): Promise<boolean> {
  if (!isolation || caller.isAdmin) return true;
  const record = await readLiveRecord(table, imageId);
  return record !== undefined && maySee(caller, record.source.key, isolation);
}

async function keepVisible(items: ExecutionSummary[], caller: Caller): Promise<ExecutionSummary[]> {
  if (!isolation || caller.isAdmin) return items;
  const imageIds = [...new Set(items.map(({ imageId }) => imageId))];
  const visible = new Set<string>();
  const records = batchGet(
    table.documents,
    table.tableName,
    imageIds.map((imageId) => ({ imageId })),
  );
  for await (const record of records) {
    const { imageId, source } = record as unknown as ImageRecord;
    if (maySee(caller, source.key, isolation)) visible.add(imageId);
  }
  return items.filter(({ imageId }) => visible.has(imageId));
}

function refuse(which: string): never {
  throw new ApiProblem('not-found', `Expected an execution ${which} but there is none`);
}
