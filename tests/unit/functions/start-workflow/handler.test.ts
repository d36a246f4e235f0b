import {
  ExecutionAlreadyExists,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { ImageObject } from '@image-workflow/record/image-object';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { SQSRecord } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { OPEN_CONTENT_HASH } from '../../../../functions/shared/images-table.ts';
import { context, readEvent } from '../events.ts';
import { fakeImagesTable } from '../fake-images-table.ts';

const STATE_MACHINE_ARN =
  'arn:aws:states:us-east-1:111122223333:stateMachine:ProcessImageStateMachine-Ab1Cd2Ef3Gh4';
process.env.AWS_REGION = 'us-east-1';
process.env.TABLE_NAME = 'images';
process.env.STATE_MACHINE_ARN = STATE_MACHINE_ARN;
process.env.DEAD_LETTER_QUEUE_URL = 'https://sqs/dead-letters';
process.env.FAST_QUEUE_URL =
  'https://sqs.us-east-1.amazonaws.com/111122223333/image-workflow-FastQueue-6F5E4D3C2B1A';
process.env.INTAKE_QUEUE_URL =
  'https://sqs.us-east-1.amazonaws.com/111122223333/image-workflow-IntakeQueue-1A2B3C4D5E6F';
process.env.MAX_RECEIVE_COUNT = '5';
process.env.MAX_PHOTOGRAPHS_IN_FLIGHT = '800'; // so that nothing waits where a test is not about waiting
const { handler } = await import('../../../../functions/start-workflow/handler.ts');

const table = fakeImagesTable();
const stepFunctions = mockClient(SFNClient);
const sqs = mockClient(SQSClient);

const message: SQSRecord = readEvent('start-workflow').Records[0];
const objectCreated = JSON.parse(message.body);
const image: ImageObject = readEvent('extract-metadata');

/** The sample message with another object or receive count. */
function messageOf(object: object = {}, receiveCount = 1): SQSRecord {
  const detail = { ...objectCreated.detail, object: { ...objectCreated.detail.object, ...object } };
  return {
    ...message,
    messageId: `${JSON.stringify(object)}-${receiveCount}`,
    body: JSON.stringify({ ...objectCreated, detail }),
    attributes: { ...message.attributes, ApproximateReceiveCount: String(receiveCount) },
  };
}

const started = () => stepFunctions.commandCalls(StartExecutionCommand).map((call) => call.args[0].input);
let nowMs = Date.now();
const sentAnew = () => sqs.commandCalls(SendMessageBatchCommand).map((call) => call.args[0].input);
const deliver = (...Records: SQSRecord[]) => handler({ Records }, context);

/** Delivers in an invocation that has no time to wait, while so many executions run. */
async function deliverWhere(running: number, ...Records: SQSRecord[]) {
  stepFunctions.on(ListExecutionsCommand).resolves({
    executions: Array.from({ length: running }, (_, at) => ({ name: `running ${at}` }) as never),
  });
  jest.advanceTimersByTime(10_000); // the next delivery looks anew
  return handler({ Records }, { ...context, getRemainingTimeInMillis: () => 30_000 });
}

beforeEach(() => {
  nowMs += 60_000; // the function's memory outlives a test
  jest.useFakeTimers({ advanceTimers: true, now: nowMs });
  table.reset();
  stepFunctions.reset();
  sqs.reset();
  sqs.on(SendMessageBatchCommand).resolves({});
  stepFunctions.on(ListExecutionsCommand).resolves({});
  const names = new Set<string>();
  stepFunctions.on(StartExecutionCommand).callsFake(async ({ name }) => {
    if (names.has(name))
      throw new ExecutionAlreadyExists({ $metadata: {}, message: 'Execution Already Exists' });
    names.add(name);
  });
});

afterEach(() => {
  jest.useRealTimers();
});

describe('StartWorkflow', () => {
  it('opens the record and starts the execution that will finish it', async () => {
    expect(await handler(readEvent('start-workflow'), context)).toEqual({ batchItemFailures: [] });

    const { executionArn } = readEvent('close-execution').detail;
    const { imageId, ...source } = image;
    expect(table.items.get(imageId)).toEqual({
      imageId,
      schemaVersion: 1,
      status: 'PROCESSING',
      source,
      execution: { arn: executionArn, startedAt: expect.any(String) },
      contentHash: OPEN_CONTENT_HASH, // by which SweepRecords finds it
    });
    expect(started()).toEqual([
      {
        stateMachineArn: STATE_MACHINE_ARN,
        name: executionArn.split(':').at(-1),
        input: JSON.stringify({ image }),
      },
    ]);
  });

  it('makes one record and one execution of an event delivered five times at once, and again later', async () => {
    await Promise.all([1, 2, 3, 4, 5].map((count) => deliver(messageOf({}, count))));
    await deliver(messageOf({}, 2));

    const executions = new Set(started().map(({ name, input }) => `${name} ${input}`));
    expect(executions.size).toBe(1);
    expect(table.items.size).toBe(1);
  });

  it('starts on the next delivery what it could only open on the first', async () => {
    stepFunctions.on(StartExecutionCommand).rejectsOnce(new Error('Rate exceeded')).resolves({});
    await deliver(messageOf());

    expect(await deliver(messageOf({}, 2))).toEqual({ batchItemFailures: [] });

    const [first, second] = started();
    expect(second).toEqual(first);
  });

  it('counts an execution that exists already as started', async () => {
    await deliver(messageOf());
    expect(await deliver(messageOf({}, 2))).toEqual({ batchItemFailures: [] });
  });

  it('does not open a finished record again', async () => {
    await deliver(messageOf());
    const record = table.items.get(image.imageId);
    table.items.set(image.imageId, { ...record, status: 'SUCCEEDED' } as never);

    await deliver(messageOf({}, 2));

    expect(table.items.get(image.imageId)?.status).toBe('SUCCEEDED');
  });

  it('processes nothing of an older version that arrives late', async () => {
    const newer = messageOf({ 'version-id': 'newer', sequencer: '0068F7D2ABF1A4C080' });

    await deliver(newer);
    expect(await deliver(messageOf())).toEqual({ batchItemFailures: [] });

    expect(table.items.get(image.imageId)?.source.versionId).toBe('newer');
    expect(started()).toHaveLength(1);
  });

  it('gives the record to a newer version while the older is at work', async () => {
    await deliver(messageOf());
    await deliver(messageOf({ 'version-id': 'newer', sequencer: '0068F7D2ABF1A4C080' }));

    expect(table.items.get(image.imageId)?.source.versionId).toBe('newer');
    expect(new Set(started().map(({ name }) => name)).size).toBe(2);
  });

  it('asks SQS to deliver only those messages of a batch again that failed', async () => {
    const keys = ['one.jpg', 'two.jpg', 'three.jpg'];
    const batch = keys.map((key) => messageOf({ key }));
    stepFunctions.on(StartExecutionCommand).callsFake(async ({ input }) => {
      if (JSON.parse(input).image.key === 'two.jpg') throw new Error('Rate exceeded');
    });

    expect(await deliver(...batch)).toEqual({ batchItemFailures: [{ itemIdentifier: batch[1]?.messageId }] });
    expect(table.items.size).toBe(3);
  });

  it('leaves the record PROCESSING while SQS will deliver again', async () => {
    stepFunctions.on(StartExecutionCommand).rejects(new Error('Rate exceeded'));
    const last = messageOf({}, 4);

    expect(await deliver(last)).toEqual({ batchItemFailures: [{ itemIdentifier: last.messageId }] });
    expect(table.items.get(image.imageId)?.status).toBe('PROCESSING');
  });

  it('closes the record on the last delivery with what kept it from starting', async () => {
    stepFunctions.on(StartExecutionCommand).rejects(
      Object.assign(new Error('not authorized to perform: states:StartExecution'), {
        name: 'AccessDeniedException',
      }),
    );
    const last = messageOf({}, 5);

    expect(await deliver(last)).toEqual({ batchItemFailures: [{ itemIdentifier: last.messageId }] });
    expect(table.items.get(image.imageId)).toMatchObject({
      status: 'FAILED',
      error: {
        name: 'AccessDeniedException',
        message: 'not authorized to perform: states:StartExecution',
        state: 'StartWorkflow',
      },
      execution: { finishedAt: expect.stringMatching(/^\d{4}-.*Z$/) },
    });
  });

  it('never closes the record of a newer version', async () => {
    await deliver(messageOf({ 'version-id': 'newer', sequencer: '0068F7D2ABF1A4C080' }));
    table.documents.on(PutCommand).rejects(new Error('The table is away'));

    await deliver(messageOf({}, 5));

    expect(table.items.get(image.imageId)).toMatchObject({
      status: 'PROCESSING',
      source: { versionId: 'newer' },
    });
  });

  it('sets a message aside that can never be handled, with the reason beside it', async () => {
    const deleted = {
      ...message,
      body: JSON.stringify({ ...objectCreated, 'detail-type': 'Object Deleted' }),
    };

    expect(await deliver(deleted, messageOf())).toEqual({ batchItemFailures: [] });

    expect(sqs.commandCalls(SendMessageCommand).map((call) => call.args[0].input)).toEqual([
      {
        QueueUrl: 'https://sqs/dead-letters',
        MessageBody: deleted.body,
        MessageAttributes: {
          errorName: { DataType: 'String', StringValue: 'InvalidEventError' },
          errorMessage: {
            DataType: 'String',
            StringValue:
              'Expected an S3 "Object Created" event from EventBridge but found "Object Deleted" from aws.s3',
          },
        },
      },
    ]);
    expect(started()).toHaveLength(1);
  });

  it('keeps a message that it could not set aside', async () => {
    sqs.on(SendMessageCommand).rejects(new Error('The queue is away'));
    const foreign = { ...message, body: 'no JSON' };
    expect(await deliver(foreign)).toEqual({ batchItemFailures: [{ itemIdentifier: message.messageId }] });
  });
});

describe('an upload that meets a full house', () => {
  const FULL = 800;

  it('goes to the end of its queue as a new message, of which no delivery counts', async () => {
    const waits = {
      ...messageOf({}, 4),
      messageAttributes: { note: { dataType: 'String', stringValue: 'again' } },
    } as SQSRecord;

    expect(await deliverWhere(FULL, waits)).toEqual({ batchItemFailures: [] });

    expect(sentAnew()).toEqual([
      {
        QueueUrl: process.env.INTAKE_QUEUE_URL,
        Entries: [
          {
            Id: '0',
            MessageBody: waits.body,
            MessageAttributes: { note: { DataType: 'String', StringValue: 'again' } },
          },
        ],
      },
    ]);
    expect(started()).toEqual([]);
    expect(table.items.size).toBe(0);
  });

  it('asks for those that run only, and no more of them than there are slots', async () => {
    await deliverWhere(FULL, messageOf());
    expect(stepFunctions.commandCalls(ListExecutionsCommand).map((call) => call.args[0].input)).toEqual([
      { stateMachineArn: STATE_MACHINE_ARN, statusFilter: 'RUNNING', maxResults: 1_000 },
    ]);
  });

  it('finds a slot all the same where a person waits for it', async () => {
    const eventSourceARN = message.eventSourceARN.replace(
      /image-workflow-.*$/,
      'image-workflow-FastQueue-6F5E4D3C2B1A',
    );

    await deliverWhere(FULL, { ...messageOf(), eventSourceARN });
    await deliverWhere(1_000, { ...messageOf({ key: 'second.jpg' }), eventSourceARN });

    expect(started()).toHaveLength(1);
    expect(sentAnew().map(({ QueueUrl }) => QueueUrl)).toEqual([process.env.FAST_QUEUE_URL]);
  });

  it('is delivered again where it cannot be sent anew', async () => {
    const [one, two] = [messageOf({ key: 'one.jpg' }), messageOf({ key: 'two.jpg' })];
    sqs
      .on(SendMessageBatchCommand)
      .resolves({ Failed: [{ Id: '1', Code: 'InternalError', SenderFault: false }] });
    expect(await deliverWhere(FULL, one, two)).toEqual({
      batchItemFailures: [{ itemIdentifier: two.messageId }],
    });

    sqs.on(SendMessageBatchCommand).rejects(new Error('The queue is away'));
    expect((await deliverWhere(FULL, one, two)).batchItemFailures).toHaveLength(2);
  });

  it('waits where Step Functions is asked too often, and fails where it may not ask', async () => {
    const throttled = Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' });
    stepFunctions.on(ListExecutionsCommand).rejects(throttled);
    jest.advanceTimersByTime(10_000);
    const hurry = { ...context, getRemainingTimeInMillis: () => 30_000 };
    expect(await handler({ Records: [messageOf()] }, hurry)).toEqual({ batchItemFailures: [] });
    expect(sentAnew()).toHaveLength(1);

    const denied = Object.assign(new Error('not authorized'), { name: 'AccessDeniedException' });
    stepFunctions.on(ListExecutionsCommand).rejects(denied);
    jest.advanceTimersByTime(10_000);
    expect((await handler({ Records: [messageOf()] }, hurry)).batchItemFailures).toHaveLength(1);
    expect(started()).toEqual([]);
  });
});
