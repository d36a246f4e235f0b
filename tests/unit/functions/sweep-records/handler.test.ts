import { DescribeExecutionCommand, ExecutionDoesNotExist, SFNClient } from '@aws-sdk/client-sfn';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { BatchGetCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { ImageRecord } from '@image-workflow/record';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { toExecutionName } from '../../../../functions/shared/image-object.ts';
import { OPEN_CONTENT_HASH } from '../../../../functions/shared/images-table.ts';
import { parseObjectCreated } from '../../../../functions/start-workflow/object-created.ts';
import { openRecord } from '../../../../functions/start-workflow/open-record.ts';
import { resource } from '../../../template/template.ts';
import { context, readEvent } from '../events.ts';
import { fakeImagesTable } from '../fake-images-table.ts';
import { fakeResultsBucket } from '../fake-results-bucket.ts';

process.env.AWS_REGION = 'us-east-1';
process.env.TABLE_NAME = 'images';
process.env.RESULTS_BUCKET = 'results';
process.env.INTAKE_QUEUE_URL = 'intake';
process.env.FORGET_QUEUE_URL = 'forget';
const { handler, OPEN_TOO_LONG_MS } = await import('../../../../functions/sweep-records/handler.ts');

const table = fakeImagesTable();
const bucket = fakeResultsBucket();
const stepFunctions = mockClient(SFNClient);
const sqs = mockClient(SQSClient);
const image = readEvent('extract-metadata');
const arn = `arn:aws:states:us-east-1:111122223333:execution:ProcessImage:${toExecutionName(image)}`;
const longAgo = '2026-06-21T04:31:12.000Z';

/** As StartWorkflow has written it, but long ago. */
async function open(startedAt = longAgo): Promise<ImageRecord> {
  await openRecord({ documents: table.documents as never, tableName: 'images' }, image, arn);
  const record = table.items.get(image.imageId) as ImageRecord;
  const opened = { ...record, execution: { arn, startedAt } };
  table.items.set(image.imageId, opened);
  return opened;
}

const sent = () => sqs.commandCalls(SendMessageCommand).map(({ args: [{ input }] }) => input);
const now = () => table.items.get(image.imageId);

beforeEach(() => {
  table.reset();
  bucket.reset();
  stepFunctions.reset();
  sqs.reset();
  sqs.on(SendMessageCommand).resolves({});
  stepFunctions
    .on(DescribeExecutionCommand)
    .rejects(new ExecutionDoesNotExist({ $metadata: {}, message: '' }));
  table.documents.on(QueryCommand).callsFake(({ ExpressionAttributeValues: { ':open': wanted } }) => ({
    Items: [...table.items.values()].filter(({ contentHash }) => contentHash === wanted),
  }));
  table.documents.on(BatchGetCommand).callsFake(({ RequestItems }) => ({
    Responses: {
      images: RequestItems.images.Keys.map(({ imageId }: { imageId: string }) => table.items.get(imageId)),
    },
  }));
});

describe('SweepRecords', () => {
  it('sends to intake what was never started, as the event that it came by, and waits an hour before it does so again', async () => {
    await open();

    expect(await handler(readEvent('sweep-records'), context)).toEqual({ open: 1, swept: 1 });
    expect(sent()).toHaveLength(1);
    expect(sent()[0]?.QueueUrl).toBe('intake');
    const again = parseObjectCreated(sent()[0]?.MessageBody ?? '');
    expect(toExecutionName(again)).toBe(toExecutionName(image));

    expect(await handler(readEvent('sweep-records'), context)).toEqual({ open: 0, swept: 0 });
    expect(sent()).toHaveLength(1);
  });

  it.each(['FAILED', 'TIMED_OUT', 'ABORTED'] as const)(
    'closes the record of an execution that %s',
    async (status) => {
      const opened = await open();
      const stopDate = new Date('2026-06-21T05:00:00Z');
      stepFunctions
        .on(DescribeExecutionCommand)
        .resolves({ status, stopDate, error: 'Boom', cause: 'no such path' });

      await handler(readEvent('sweep-records'), context);

      const { contentHash, ...rest } = opened;
      expect(contentHash).toBe(OPEN_CONTENT_HASH);
      const closed = {
        ...rest,
        status: 'FAILED',
        error: { name: 'Boom', message: 'no such path' },
        execution: { arn, startedAt: longAgo, finishedAt: '2026-06-21T05:00:00.000Z' },
      };
      expect(now()).toEqual(closed);
      expect(bucket.json(`records/${image.imageId}.json`)).toEqual(closed);
      expect(sent()).toEqual([]);
      expect(await handler(readEvent('sweep-records'), context)).toEqual({ open: 0, swept: 0 });
    },
  );

  it('leaves alone what runs, and what was opened a moment ago', async () => {
    stepFunctions.on(DescribeExecutionCommand).resolves({ status: 'RUNNING' });
    const opened = await open();
    expect(await handler(readEvent('sweep-records'), context)).toEqual({ open: 1, swept: 0 });
    expect(now()).toEqual(opened);

    stepFunctions.reset();
    await open(new Date().toISOString());
    expect(await handler(readEvent('sweep-records'), context)).toEqual({ open: 0, swept: 0 });
    expect(stepFunctions.calls()).toHaveLength(0);
  });

  it('runs a photograph again whose execution succeeded under an earlier record', async () => {
    await open();
    stepFunctions.on(DescribeExecutionCommand).resolves({ status: 'SUCCEEDED' });

    await handler(readEvent('sweep-records'), context);

    const again = parseObjectCreated(sent()[0]?.MessageBody ?? '');
    expect(toExecutionName(again)).not.toBe(toExecutionName(image));
    expect(again.sequencer > image.sequencer).toBe(true);
  });

  it('does nothing where the execution stores its record just now', async () => {
    const { contentHash: _, ...opened } = await open();
    stepFunctions.on(DescribeExecutionCommand).callsFake(() => {
      table.items.set(image.imageId, { ...opened, status: 'SUCCEEDED' });
      return { status: 'SUCCEEDED' };
    });

    expect(await handler(readEvent('sweep-records'), context)).toEqual({ open: 1, swept: 0 });
    expect(sent()).toEqual([]);
  });

  it('goes on with the others where one cannot be swept, and fails', async () => {
    const record = await open();
    const other = { ...record, imageId: 'f'.repeat(32), execution: { arn: `${arn}2`, startedAt: longAgo } };
    table.items.set(other.imageId, other);
    stepFunctions
      .on(DescribeExecutionCommand)
      .rejectsOnce(new Error('Rate exceeded'))
      .rejects(new ExecutionDoesNotExist({ $metadata: {}, message: '' }));

    await expect(handler(readEvent('sweep-records'), context)).rejects.toThrow(
      'sweep 2 records but 1 failed',
    );
    expect(sent()).toHaveLength(1);
  });

  it('waits for longer than all deliveries of a message take', () => {
    const { VisibilityTimeout, RedrivePolicy } = resource('IntakeQueue').Properties;

    expect(OPEN_TOO_LONG_MS / 1_000).toBeGreaterThan(VisibilityTimeout * RedrivePolicy.maxReceiveCount);
    expect(table.documents.commandCalls(UpdateCommand)).toEqual([]);
  });
});
