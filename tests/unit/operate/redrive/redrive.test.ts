import { CloudFormationClient, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { BatchGetCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { HANDLERS } from '../../../../functions/shared/dead-letters/dead-letter.ts';
import { toImageId } from '../../../../functions/shared/image-object.ts';
import { HELP, parseArguments } from '../../../../operate/redrive/arguments.ts';
import { redrive } from '../../../../operate/redrive/redrive.ts';
import { createClients } from '../../../../stack/clients.ts';
import { resourcesOf, template } from '../../../template/template.ts';
import { readEvent } from '../../functions/events.ts';
import { Queues } from './queues.ts';

const cloudFormation = mockClient(CloudFormationClient);
const sqs = mockClient(SQSClient);
const lambda = mockClient(LambdaClient);
const documents = mockClient(DynamoDBDocumentClient);
const queueNames = resourcesOf('AWS::SQS::Queue').map(([id]) => id);
const functionNames = resourcesOf('AWS::Serverless::Function').map(([id]) => id);

let queues: Queues;
let stop: AbortController;

function objectCreated(key: string): string {
  const detail = { bucket: { name: 'uploads' }, object: { key, size: 1, etag: 'e', sequencer: '01' } };
  return JSON.stringify({ source: 'aws.s3', 'detail-type': 'Object Created', detail });
}

function text(StringValue: string) {
  return { DataType: 'String', StringValue };
}

/** What the command does; of its result the messages of all queues. */
async function run(...args: string[]) {
  const { request } = parseArguments(args);
  if (!request) throw new Error('Expected a request');
  const terminal = { step: (_: string, work: (report: () => void) => unknown) => work(() => {}) };
  const target = {
    stackName: 'photos',
    clients: createClients({ region: 'us-east-1' }),
    outputs: { ImagesTableName: 'images' },
  };
  const report = await redrive(request, {
    target: target as never,
    terminal: terminal as never,
    signal: stop.signal,
    ask: async () => undefined,
    workingFolder: '.',
  });
  const { queues: found, ...counts } = report.result as {
    queues: { name: string; messages: Record<string, unknown>[] }[];
  } & Record<string, number>;
  return { ...report, counts, messages: found.flatMap(({ messages }) => messages) };
}

beforeEach(() => {
  queues = new Queues();
  stop = new AbortController();
  for (const mock of [cloudFormation, sqs, lambda, documents]) mock.reset();
  const toSummary = (ResourceType: string) => (id: string) => ({
    LogicalResourceId: id,
    PhysicalResourceId: id,
    ResourceType,
    LastUpdatedTimestamp: new Date(0),
    ResourceStatus: 'CREATE_COMPLETE' as const,
  });
  cloudFormation.on(ListStackResourcesCommand).resolves({
    StackResourceSummaries: [
      ...queueNames.map(toSummary('AWS::SQS::Queue')),
      ...functionNames.map(toSummary('AWS::Lambda::Function')),
    ],
  });
  documents.on(BatchGetCommand).resolves({});
  lambda.on(InvokeCommand).resolves({ StatusCode: 202 });
  queues.answer(sqs as never);
});

describe('redrive', () => {
  it('shows what lies in every dead-letter queue, and leaves it there for everybody to see', async () => {
    queues.put('IntakeDeadLetterQueue', objectCreated('a.jpg'), {
      MessageAttributes: { errorName: text('ThrottlingException'), errorMessage: text('Rate exceeded') },
    });

    const { text: shown, counts, isComplete } = await run();

    expect(shown).toMatch(
      /IntakeDeadLetterQueue.* 1 message\n.* d {2}a\.jpg {2}ThrottlingException: Rate exceeded/,
    );
    for (const name of queueNames.filter((queue) => queue.endsWith('DeadLetterQueue')))
      expect(shown).toContain(name);
    expect(counts).toMatchObject({ sendable: 1, sent: 0, stay: 0 });
    expect(isComplete).toBe(true);
    expect(queues.bodies('IntakeDeadLetterQueue')).toHaveLength(1);
    expect(queues.hidden('IntakeDeadLetterQueue')).toBe(0);
    expect(queues.log).toEqual([]);
  });

  it('sends 50 good messages on and leaves 50 that can never be handled, with their reasons', async () => {
    const never = {
      errorName: text('InvalidEventError'),
      errorMessage: text('Expected an event but found 42'),
    };
    for (let at = 0; at < 50; at++) {
      queues.put('IntakeDeadLetterQueue', objectCreated(`${at}.jpg`));
      queues.put('IntakeDeadLetterQueue', '42', { MessageAttributes: never });
    }

    const { counts, messages } = await run('--yes');

    expect(counts).toMatchObject({ sent: 50, stay: 50, notSent: 0 });
    expect(queues.bodies('IntakeQueue').toSorted()).toEqual(
      Array.from({ length: 50 }, (_, at) => objectCreated(`${at}.jpg`)).toSorted(),
    );
    expect(queues.bodies('IntakeDeadLetterQueue')).toEqual(Array(50).fill('42'));
    expect(queues.hidden('IntakeDeadLetterQueue')).toBe(0);
    expect(messages.filter(({ state }) => state === 'stays')[0]).toMatchObject({
      because: 'it can never be handled',
      error: { name: 'InvalidEventError', message: 'Expected an event but found 42' },
    });
  });

  it('sends each batch before it deletes it', async () => {
    for (let at = 0; at < 12; at++) queues.put('ForgetDeadLetterQueue', objectCreated(`${at}.jpg`));

    await run('--queue', 'forget', '--yes');

    expect(queues.log).toEqual([
      'send 10 to IntakeQueue',
      'delete 10 from ForgetDeadLetterQueue',
      'send 2 to IntakeQueue',
      'delete 2 from ForgetDeadLetterQueue',
    ]);
  });

  it('loses nothing when it is stopped between two batches, or a batch is refused', async () => {
    for (let at = 0; at < 25; at++) queues.put('IntakeDeadLetterQueue', objectCreated(`${at}.jpg`));
    sqs.on(SendMessageBatchCommand).callsFakeOnce(({ QueueUrl, Entries }) => {
      stop.abort();
      for (const { MessageBody } of Entries.slice(1)) queues.put(QueueUrl, MessageBody);
      return { Failed: [{ Id: '0', Code: 'InternalError', Message: 'try again' }] };
    });

    const { counts, messages, isComplete } = await run('--yes');

    expect(counts).toMatchObject({ sent: 9, notSent: 1 });
    expect(isComplete).toBe(false);
    expect(messages[0]).toMatchObject({ state: 'not sent', because: 'InternalError: try again' });
    expect(queues.bodies('IntakeDeadLetterQueue')).toHaveLength(16);
    expect(queues.hidden('IntakeDeadLetterQueue')).toBe(0);
  });

  it('goes by the filters', async () => {
    const throttled = { errorName: text('ThrottlingException'), errorMessage: text('Rate exceeded') };
    queues.put('IntakeDeadLetterQueue', objectCreated('2024/a.jpg'), { MessageAttributes: throttled });
    queues.put('IntakeDeadLetterQueue', objectCreated('2025/b.jpg'), { MessageAttributes: throttled });
    queues.put('IntakeDeadLetterQueue', objectCreated('2025/c.jpg'));

    await run('--key', '2025/', '--error', 'Rate', '--yes');

    expect(queues.bodies('IntakeQueue')).toEqual([objectCreated('2025/b.jpg')]);
    expect(queues.bodies('IntakeDeadLetterQueue')).toHaveLength(2);
  });

  it('goes back to the queue that SQS or EventBridge says', async () => {
    const arn = 'arn:aws:sqs:us-east-1:111122223333:FastQueue';
    queues.put('IntakeDeadLetterQueue', objectCreated('a.jpg'), {
      Attributes: { DeadLetterQueueSourceArn: arn },
    });
    queues.put('IntakeRuleDeadLetterQueue', objectCreated('b.jpg'), {
      MessageAttributes: { TARGET_ARN: text(arn), ERROR_CODE: text('NO_PERMISSIONS') },
    });

    const { messages } = await run('--yes');

    expect(messages.map(({ to }) => to)).toEqual(['FastQueue', 'FastQueue']);
    expect(messages[1]).toMatchObject({ error: { name: 'NO_PERMISSIONS' } });
    expect(queues.bodies('FastQueue')).toHaveLength(2);
  });

  it('invokes the function where an event belongs to one, also out of what a failure destination says', async () => {
    const event = readEvent('close-execution');
    queues.put('CloseExecutionDeadLetterQueue', JSON.stringify(event), {
      MessageAttributes: { ErrorCode: text('200'), ErrorMessage: text('Rate exceeded') },
    });
    const responsePayload = { errorType: 'Error', errorMessage: 'Rate exceeded' };
    queues.put('CloseExecutionDeadLetterQueue', JSON.stringify({ requestPayload: event, responsePayload }));

    const { counts, messages } = await run('--yes');

    const calls = lambda.commandCalls(InvokeCommand).map(({ args: [{ input }] }) => input);
    expect(calls).toEqual(
      Array(2).fill({
        FunctionName: 'CloseExecutionFunction',
        InvocationType: 'Event',
        Payload: JSON.stringify(event),
      }),
    );
    expect(counts).toMatchObject({ sent: 2 });
    expect(messages[1]).toMatchObject({ error: { name: 'Error', message: 'Rate exceeded' } });
    expect(messages[0]?.key).toBe(JSON.parse(event.detail.input).image.key);
    expect(queues.bodies('CloseExecutionDeadLetterQueue')).toEqual([]);
  });

  it('leaves a place in a stream, and says that reindex does what it stands for', async () => {
    const batch = {
      requestContext: { condition: 'RetryAttemptsExhausted' },
      DDBStreamBatchInfo: { batchSize: 3 },
    };
    queues.put('IndexImagesDeadLetterQueue', JSON.stringify(batch));

    const { messages, isComplete } = await run('--yes');

    expect(messages).toMatchObject([{ state: 'stays', because: expect.stringContaining('npm run reindex') }]);
    expect(isComplete).toBe(true);
    expect(queues.bodies('IndexImagesDeadLetterQueue')).toHaveLength(1);
  });

  it('deletes with --discard, which wants a queue and --yes', async () => {
    queues.put('IndexImagesDeadLetterQueue', '{}');
    queues.put('IntakeDeadLetterQueue', objectCreated('a.jpg'));

    const { counts } = await run('--queue', 'IndexImagesDeadLetterQueue', '--discard', '--yes');

    expect(counts).toMatchObject({ deleted: 1 });
    expect(queues.bodies('IndexImagesDeadLetterQueue')).toEqual([]);
    expect(queues.bodies('IntakeDeadLetterQueue')).toHaveLength(1);
    expect(() => parseArguments(['--discard', '--yes'])).toThrow('Expected --queue and --yes');
  });

  it('takes from the record why five deliveries failed, which SQS does not say', async () => {
    const error = { name: 'ThrottlingException', message: 'Rate exceeded', state: 'StartWorkflow' };
    const other = { ...error, state: 'ExtractMetadata' };
    const toItem = (key: string) => ({
      imageId: toImageId('uploads', key),
      error: key === 'a.jpg' ? error : other,
    });
    documents.on(BatchGetCommand).resolves({ Responses: { images: ['a.jpg', 'b.jpg'].map(toItem) } });
    queues.put('IntakeDeadLetterQueue', objectCreated('a.jpg'));
    queues.put('IntakeDeadLetterQueue', objectCreated('b.jpg'));

    const { messages } = await run();

    expect(messages[0]).toMatchObject({ error: { name: 'ThrottlingException' } });
    expect(messages[1]).not.toHaveProperty('error.name');
  });

  it('tells of messages that somebody else holds, and calls no such queue empty', async () => {
    queues.put('IntakeDeadLetterQueue', objectCreated('a.jpg'));
    queues.hide('IntakeDeadLetterQueue');

    const { text: shown } = await run('--queue', 'Intake');

    expect(shown).toMatch(/IntakeDeadLetterQueue.* 0 messages\n.*1 more are held by somebody else/);
    expect(shown).not.toContain('Nothing in');
  });

  it('names the queues there are when it does not know one', async () => {
    await expect(run('--queue', 'Intakes')).rejects.toMatchObject({
      name: 'OperatorError',
      message: expect.stringMatching(
        /^Expected one of CloseExecutionDeadLetterQueue, .* but found "Intakes"$/,
      ),
    });
  });

  it('has a help that fits a terminal', () => {
    for (const line of HELP.split('\n')) expect(line.length).toBeLessThanOrEqual(120);
  });
});

describe('the template', () => {
  it('has everything that handles an event under the name that redrive knows', () => {
    for (const name of Object.values(HANDLERS)) expect([...queueNames, ...functionNames]).toContain(name);
  });

  it('calls every queue that takes what failed a dead-letter queue, and no other', () => {
    const targets = JSON.stringify(template.Resources).matchAll(
      /"(?:deadLetterTargetArn|TargetArn|Destination|DeadLetterConfig":\{"Arn)":\{"Fn::GetAtt":"?\[?"(\w+)/g,
    );

    expect([...new Set([...targets].map(([, name]) => name))].toSorted()).toEqual(
      queueNames.filter((name) => name.endsWith('DeadLetterQueue')).toSorted(),
    );
  });
});
