import {
  ExecutionDoesNotExist,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  InvalidToken,
  ListExecutionsCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { BatchGetCommand, DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { executionListSchema, executionSchema } from '@image-workflow/record/api/executions';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { toRecord } from '../../../../functions/store-record/to-record.ts';
import { readEvent } from '../events.ts';
import { call } from '../http-event.ts';

const MACHINE = 'arn:aws:states:eu-central-1:111122223333:stateMachine:ProcessImage-1';

Object.assign(process.env, {
  AWS_REGION: 'eu-central-1',
  TABLE_NAME: 'images-1',
  STATE_MACHINE_ARN: MACHINE,
  ISOLATION: 'true',
});
const documents = mockClient(DynamoDBDocumentClient);
const stepFunctions = mockClient(SFNClient);
const { handler } = await import('../../../../functions/describe-execution/handler.ts');

const record = toRecord(readEvent('store-record'), '2026-06-21T04:31:12.000Z');
const shared = { ...record, source: { ...record.source, key: 'harbour.jpg' } };
const START = Date.UTC(2026, 5, 21, 10);
/** Each test has executions of its own: what a function knows outlives a request. */
let executions = 0;
let name: string;
let events: HistoryEvent[];

const at = (second: number) => new Date(START + second * 1_000);

function add(type: string, second: number, rest: Partial<HistoryEvent> = {}, previous = events.length): void {
  events.push({
    id: events.length + 1,
    previousEventId: previous,
    type: type as never,
    timestamp: at(second),
    ...rest,
  });
}
const enter = (state: string, second: number, type = 'Task', previous = events.length) =>
  add(
    `${type}StateEntered`,
    second,
    { stateEnteredEventDetails: { name: state, input: '{"secret":"of another"}' } },
    previous,
  );
const exit = (state: string, second: number, type = 'Task') =>
  add(`${type}StateExited`, second, { stateExitedEventDetails: { name: state, output: '{"secret":1}' } });
const answer = (second: number, Payload: unknown) =>
  add('TaskSucceeded', second, {
    taskSucceededEventDetails: {
      resource: 'invoke',
      resourceType: 'lambda',
      output: JSON.stringify({ Payload }),
    },
  });
const fail = (second: number, error: string, errorMessage: string) =>
  add('TaskFailed', second, {
    taskFailedEventDetails: {
      resource: 'invoke',
      resourceType: 'lambda',
      error,
      cause: JSON.stringify({ errorMessage, trace: ['at secret.ts'] }),
    },
  });

/** As Step Functions gives pages: the newest first, where it is asked so. */
function answerWithHistory(): void {
  stepFunctions.on(GetExecutionHistoryCommand).callsFake(({ maxResults, nextToken = '0', reverseOrder }) => {
    if (!reverseOrder) throw new Error('Expected to be asked for the newest events first');
    const from = Number(nextToken);
    const page = events.toReversed().slice(from, from + maxResults);
    return { events: page, ...(from + maxResults < events.length && { nextToken: `${from + maxResults}` }) };
  });
}

const readsOf = () =>
  stepFunctions.commandCalls(GetExecutionHistoryCommand).map(({ args: [{ input }] }) => input);

beforeEach(() => {
  jest.useFakeTimers({
    now: START + 3_600_000 * ++executions,
    doNotFake: ['nextTick', 'setImmediate', 'setTimeout'],
  });
  documents.reset();
  stepFunctions.reset();
  const revision = String(executions).padStart(32, '0');
  name = `${record.imageId}-${revision}`;
  events = [];
  add('ExecutionStarted', 0, { executionStartedEventDetails: { input: '{"secret":1}' } }, 0);
  const execution = { ...record.execution, arn: `${MACHINE.replace('stateMachine', 'execution')}:${name}` };
  documents.on(GetCommand).resolves({ Item: { ...shared, execution } });
  answerWithHistory();
});

afterEach(() => {
  jest.useRealTimers();
});

const ask = async (path = `/api/executions/${name}`, claims?: Record<string, string>) => {
  const { status, body } = await call(handler, { path, ...(claims && { claims }) });
  expect([status, JSON.stringify(body)]).toEqual([200, expect.not.stringContaining('secret')]);
  return executionSchema.parse(body);
};
const stateOf = (execution: Awaited<ReturnType<typeof ask>>, state: string) =>
  execution.states.find((one) => one.name === state);

describe('an execution at work', () => {
  it('tells what each state of the machine has come to', async () => {
    enter('ExtractMetadata', 1);
    add('TaskScheduled', 1);
    add('TaskStarted', 2);
    answer(3, { supported: true, metadata: { format: 'heic', width: 4032, height: 3024 } });
    exit('ExtractMetadata', 3);
    enter('NormalizeImage', 3);
    add('TaskScheduled', 3);
    fail(4, 'Lambda.TooManyRequestsException', 'Rate exceeded');
    add('TaskScheduled', 6);

    const execution = await ask(`/api/images/${record.imageId}/execution`);

    expect(execution).toMatchObject({
      name,
      imageId: record.imageId,
      status: 'RUNNING',
      startedAt: at(0).toISOString(),
    });
    expect(execution).not.toHaveProperty('stoppedAt');
    expect(stateOf(execution, 'ExtractMetadata')).toEqual({
      name: 'ExtractMetadata',
      status: 'SUCCEEDED',
      enteredAt: at(1).toISOString(),
      leftAt: at(3).toISOString(),
      waitedMs: 1_000,
      attempts: [{ startedAt: at(2).toISOString(), endedAt: at(3).toISOString() }],
      answer: 'HEIC, 4032 × 3024 pixels',
    });
    expect(stateOf(execution, 'NormalizeImage')).toEqual({
      name: 'NormalizeImage',
      status: 'RUNNING',
      enteredAt: at(3).toISOString(),
      attempts: [
        {
          startedAt: at(3).toISOString(),
          endedAt: at(4).toISOString(),
          error: { name: 'Lambda.TooManyRequestsException', message: 'Rate exceeded' },
        },
        { startedAt: at(6).toISOString() },
      ],
    });
    expect(stateOf(execution, 'DetectLabels')).toEqual({
      name: 'DetectLabels',
      status: 'WAITING',
      attempts: [],
    });
  });

  it('is asked about once a second, however many look at it', async () => {
    enter('ExtractMetadata', 1);
    await Promise.all(Array.from({ length: 20 }, () => ask()));
    await ask();
    expect(readsOf()).toHaveLength(1);

    jest.setSystemTime(Date.now() + 1_000);
    await ask();
    expect(readsOf()).toHaveLength(2);
  });

  it('is told of from its new events alone, of which few are read', async () => {
    enter('ExtractMetadata', 1);
    for (let second = 1; second < 1_200; second++) fail(second, 'ThrottlingException', 'Rate exceeded');
    await ask();
    expect(readsOf().map(({ maxResults }) => maxResults)).toEqual([1_000, 1_000]);

    exit('ExtractMetadata', 1_201);
    enter('NormalizeImage', 1_201);
    jest.setSystemTime(Date.now() + 1_000);
    const execution = await ask();

    expect(readsOf().map(({ maxResults }) => maxResults)).toEqual([1_000, 1_000, 50]);
    expect(stateOf(execution, 'ExtractMetadata')).toMatchObject({ leftAt: at(1_201).toISOString() });
    expect(stateOf(execution, 'NormalizeImage')).toMatchObject({ status: 'RUNNING' });
  });

  it('is told of as it was known last while the account has no call left', async () => {
    enter('ExtractMetadata', 1);
    await ask();
    stepFunctions
      .on(GetExecutionHistoryCommand)
      .rejects(Object.assign(new Error(), { name: 'ThrottlingException' }));
    jest.setSystemTime(Date.now() + 1_000);

    expect(stateOf(await ask(), 'ExtractMetadata')).toMatchObject({ status: 'RUNNING' });
  });

  it('leaves the account its calls when many executions are looked at', async () => {
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        call(handler, {
          path: `/api/executions/${record.imageId}-${String(9_000 + index).padStart(32, '0')}`,
        }),
      ),
    );

    expect(readsOf()).toHaveLength(10);
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(20);
    expect(refused[0]?.headers).toMatchObject({ 'retry-after': '1' });
  });
});

describe('an execution that has ended', () => {
  it('tells what was skipped, and what failed for good and was caught', async () => {
    enter('AnalyzeImage', 1, 'Parallel');
    const fork = events.length;
    enter('DetectText', 1, 'Task', fork);
    add('TaskScheduled', 1);
    answer(2, { status: 'SKIPPED', reason: 'The feature text is switched off' });
    exit('DetectText', 2);
    enter('DetectFaces', 1, 'Task', fork);
    add('TaskScheduled', 1);
    fail(2, 'AccessDeniedException', 'not authorized');
    exit('DetectFaces', 2);
    enter('FacesFailed', 2, 'Pass');
    exit('FacesFailed', 2, 'Pass');
    exit('AnalyzeImage', 3, 'Parallel');
    add('ExecutionSucceeded', 4);

    const execution = await ask();

    expect(execution).toMatchObject({ status: 'SUCCEEDED', stoppedAt: at(4).toISOString() });
    expect(stateOf(execution, 'DetectText')).toMatchObject({
      status: 'SKIPPED',
      answer: 'The feature text is switched off',
    });
    expect(stateOf(execution, 'DetectFaces')).toMatchObject({
      status: 'CAUGHT',
      error: { name: 'AccessDeniedException', message: 'not authorized' },
    });
    expect(stateOf(execution, 'FacesFailed')).toMatchObject({ status: 'SUCCEEDED' });
    expect(stateOf(execution, 'RecordFailure')).toEqual({
      name: 'RecordFailure',
      status: 'SKIPPED',
      attempts: [],
    });
  });

  it.each<[string, string, { error?: string; cause?: string }]>([
    ['ExecutionTimedOut', 'TIMED_OUT', { error: 'States.Timeout' }],
    ['ExecutionAborted', 'ABORTED', { cause: 'Stopped by hand' }],
    ['ExecutionFailed', 'FAILED', { error: 'States.Runtime', cause: 'No such path' }],
  ])('by %s tells in which state, and why', async (type, status, details) => {
    enter('DetectLabels', 1);
    add('TaskScheduled', 1);
    add(type, 5, { [`${type[0]?.toLowerCase()}${type.slice(1)}EventDetails`]: details });

    const execution = await ask();
    const error = {
      name: details.error ?? status,
      message: details.cause ?? `The execution ended as ${status}`,
    };

    expect(execution).toMatchObject({ status, error });
    expect(stateOf(execution, 'DetectLabels')).toMatchObject({
      status: 'FAILED',
      error,
      leftAt: at(5).toISOString(),
    });
  });

  it('is not asked about again', async () => {
    add('ExecutionSucceeded', 4);
    await ask();
    jest.setSystemTime(Date.now() + 30_000);
    await ask();

    expect(readsOf()).toHaveLength(1);
  });
});

describe('whose executions they are', () => {
  it('asks for executions of this stack’s machine alone', async () => {
    documents.on(GetCommand).resolves({
      Item: {
        ...shared,
        execution: { arn: `arn:aws:states:eu-central-1:999999999999:execution:Other:${name}` },
      },
    });
    await ask(`/api/images/${record.imageId}/execution`);

    expect(readsOf()[0]?.executionArn).toBe(
      `arn:aws:states:eu-central-1:111122223333:execution:ProcessImage-1:${name}`,
    );
  });

  it.each([
    ['the photograph has none', () => documents.on(GetCommand).resolves({})],
    [
      'it is gone',
      () =>
        stepFunctions
          .on(GetExecutionHistoryCommand)
          .rejects(new ExecutionDoesNotExist({ message: '', $metadata: {} })),
    ],
  ])('is a 404 where %s', async (_why, arrange) => {
    arrange();

    expect(await call(handler, { path: `/api/images/${record.imageId}/execution` })).toMatchObject({
      status: 404,
    });
  });

  it('with isolation is a 404 for another user, by either way', async () => {
    const key = 'uploads/user-1/01J00000000000000000000000/a.jpg';
    const Item = { ...record, source: { ...record.source, key } };
    documents.on(GetCommand).resolves({ Item });
    documents.on(BatchGetCommand).resolves({ Responses: { 'images-1': [Item] } });
    stepFunctions.on(ListExecutionsCommand).resolves({
      executions: [{ name, status: 'RUNNING', startDate: at(0) } as never],
    });

    for (const path of [`/api/images/${record.imageId}/execution`, `/api/executions/${name}`])
      expect(await call(handler, { path, claims: { sub: 'user-2' } })).toMatchObject({ status: 404 });
    expect(readsOf()).toEqual([]);
    for (const [sub, count] of [
      ['user-1', 1],
      ['user-2', 0],
    ] as const) {
      const { body } = await call(handler, { path: '/api/executions', claims: { sub } });
      expect(executionListSchema.parse(body).items).toHaveLength(count);
    }
  });

  it.each(['x', `${'a'.repeat(32)}-${'b'.repeat(31)}`, 'a'.repeat(500)])(
    'refuses %j, which is no name of an execution',
    async (garbage) => {
      expect(await call(handler, { path: `/api/executions/${garbage}` })).toMatchObject({ status: 400 });
    },
  );
});

describe('GET /api/executions', () => {
  const items = (count: number) =>
    Array.from(
      { length: count },
      () => ({ name, status: 'FAILED', startDate: at(0), stopDate: at(9) }) as never,
    );

  it('is a page of a status, with the cursor of the next one', async () => {
    stepFunctions
      .on(ListExecutionsCommand)
      .resolves({ executions: items(2), nextToken: 'more' })
      .on(ListExecutionsCommand, { nextToken: 'more' })
      .resolves({
        executions: [...items(1), { name: 'by-hand', status: 'FAILED', startDate: at(0) } as never],
      });

    const first = await call(handler, { path: '/api/executions', query: 'status=FAILED&limit=2' });
    const { items: found, cursor } = executionListSchema.parse(first.body);
    expect(found[0]).toEqual({
      name,
      imageId: record.imageId,
      status: 'FAILED',
      startedAt: at(0).toISOString(),
      stoppedAt: at(9).toISOString(),
    });

    const second = await call(handler, {
      path: '/api/executions',
      query: `status=FAILED&limit=2&cursor=${cursor}`,
    });
    expect(executionListSchema.parse(second.body)).toMatchObject({ items: [{ name }] });
    const [listed] = stepFunctions.commandCalls(ListExecutionsCommand);
    expect(listed?.args[0].input).toMatchObject({
      stateMachineArn: MACHINE,
      statusFilter: 'FAILED',
      maxResults: 2,
    });
  });

  it('takes the cursor of its own query alone', async () => {
    stepFunctions.on(ListExecutionsCommand).resolves({ executions: [], nextToken: 'more' });
    const { body } = await call(handler, { path: '/api/executions', query: 'status=RUNNING' });

    for (const query of [`cursor=${body.cursor}`, `status=RUNNING&cursor=x${body.cursor}`, 'cursor=garbage'])
      expect(await call(handler, { path: '/api/executions', query })).toMatchObject({
        status: 400,
        body: { type: 'urn:image-workflow:problem:invalid-cursor' },
      });
  });

  it('says so where Step Functions knows a cursor no more', async () => {
    stepFunctions.on(ListExecutionsCommand).resolves({ executions: [], nextToken: 'old' });
    const { body } = await call(handler, { path: '/api/executions', query: 'limit=7' });
    stepFunctions.on(ListExecutionsCommand).rejects(new InvalidToken({ message: '', $metadata: {} }));

    expect(
      await call(handler, { path: '/api/executions', query: `limit=7&cursor=${body.cursor}` }),
    ).toMatchObject({ status: 400, body: { type: 'urn:image-workflow:problem:invalid-cursor' } });
  });
});
