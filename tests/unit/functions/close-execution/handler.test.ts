import { PutObjectCommand } from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { ImageRecord } from '@image-workflow/record';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { parseMessage } from '../../../../functions/forget-image/message.ts';
import { toRevision } from '../../../../functions/shared/image-object.ts';
import { context, readEvent } from '../events.ts';
import { fakeImagesTable } from '../fake-images-table.ts';
import { fakeResultsBucket } from '../fake-results-bucket.ts';

process.env.AWS_REGION = 'us-east-1';
process.env.TABLE_NAME = 'images';
process.env.RESULTS_BUCKET = 'results';
process.env.FORGET_QUEUE_URL = 'https://sqs.us-east-1.amazonaws.com/111122223333/forget';
const { handler } = await import('../../../../functions/close-execution/handler.ts');

const table = fakeImagesTable();
const bucket = fakeResultsBucket();
const sqs = mockClient(SQSClient);
const event = readEvent('close-execution');
const { imageId, ...source } = readEvent('extract-metadata');
const copyKey = `records/${imageId}.json`;
const opened: ImageRecord = {
  imageId,
  schemaVersion: 1,
  status: 'PROCESSING',
  source,
  execution: { arn: event.detail.executionArn },
};

function eventOf(detail: object) {
  return { ...event, detail: { ...event.detail, ...detail } };
}

beforeEach(() => {
  table.reset();
  bucket.reset();
  sqs.reset();
  sqs.on(SendMessageCommand).resolves({});
  table.items.set(imageId, opened);
});

describe('CloseExecution', () => {
  it('closes the record of the execution of the sample event, which timed out', async () => {
    await handler(event, context);

    const closed = {
      ...opened,
      status: 'FAILED',
      error: { name: 'TIMED_OUT', message: 'The execution ended as TIMED_OUT' },
      execution: { arn: event.detail.executionArn, finishedAt: '2026-06-21T04:46:09.204Z' },
    };
    expect(table.items.get(imageId)).toEqual(closed);
    expect(bucket.json(copyKey)).toEqual(closed);
  });

  it.each([
    [
      'its error and cause',
      { status: 'FAILED', error: 'States.Runtime', cause: 'no such path' },
      'States.Runtime',
      'no such path',
    ],
    [
      'the message of a thrown error',
      {
        status: 'FAILED',
        error: 'AccessDenied',
        cause: '{"errorType":"AccessDenied","errorMessage":"not allowed"}',
      },
      'AccessDenied',
      'not allowed',
    ],
    ['its status', { status: 'ABORTED' }, 'ABORTED', 'The execution ended as ABORTED'],
    [
      'what the person said who stopped it',
      { status: 'ABORTED', cause: 'wrong bucket' },
      'ABORTED',
      'wrong bucket',
    ],
  ])('says %s', async (_, detail, name, message) => {
    await handler(eventOf(detail), context);
    expect(table.items.get(imageId)?.error).toEqual({ name, message });
  });

  it('finds the record by the name of the execution, where the event leaves a long input out', async () => {
    await handler(eventOf({ input: null, inputDetails: { included: false } }), context);
    expect(table.items.get(imageId)?.status).toBe('FAILED');
  });

  it.each(['SUCCEEDED', 'PARTIAL', 'UNSUPPORTED', 'FAILED'] as const)(
    'leaves a record that says %s, and mends its copy',
    async (status) => {
      const finished: ImageRecord = { ...opened, status };
      table.items.set(imageId, finished);

      await handler(event, context);

      expect(table.items.get(imageId)).toEqual(finished);
      expect(bucket.json(copyKey)).toEqual(finished);
    },
  );

  it('leaves the record of a newer version, and its copy, and tells that what the older one made is left over', async () => {
    const newer: ImageRecord = { ...opened, execution: { arn: 'arn:of:the:newer' } };
    table.items.set(imageId, newer);

    await handler(event, context);

    expect(table.items.get(imageId)).toEqual(newer);
    expect(bucket.s3.commandCalls(PutObjectCommand)).toHaveLength(0);
    const told = sqs.commandCalls(SendMessageCommand).map(({ args }) => args[0].input.MessageBody ?? '');
    expect(told.map(parseMessage)).toEqual([{ imageId, lostRevision: toRevision(source) }]);
  });

  it('leaves everything where there is no record, or somebody chose the name', async () => {
    table.items.clear();

    await handler(event, context);
    await handler(eventOf({ name: 'by-hand' }), context);

    expect(table.items.size).toBe(0);
    expect(bucket.objects.size).toBe(0);
    expect(sqs.calls()).toEqual([]);
  });

  it.each([
    ['detail.status', eventOf({ status: 'SUCCEEDED' })],
    ['source', { ...event, source: 'aws.s3' }],
    ['event', null],
  ])('names the wrong field: %s', async (field, wrong) => {
    await expect(handler(wrong, context)).rejects.toMatchObject({
      name: 'InvalidEventError',
      message: expect.stringContaining(`\`${field}\``),
    });
  });
});
