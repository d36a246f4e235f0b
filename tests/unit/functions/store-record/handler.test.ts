import { PutObjectCommand } from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { ImageRecord } from '@image-workflow/record';
import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { parseMessage } from '../../../../functions/forget-image/message.ts';
import { toRevision } from '../../../../functions/shared/image-object.ts';
import { logger } from '../../../../functions/shared/logger.ts';
import { context, readEvent } from '../events.ts';
import { fakeImagesTable } from '../fake-images-table.ts';
import { fakeResultsBucket, refusal } from '../fake-results-bucket.ts';

process.env.AWS_REGION = 'us-east-1';
process.env.TABLE_NAME = 'images';
process.env.RESULTS_BUCKET = 'results';
process.env.FORGET_QUEUE_URL = 'https://sqs.us-east-1.amazonaws.com/111122223333/forget';
const { handler } = await import('../../../../functions/store-record/handler.ts');

const table = fakeImagesTable();
const bucket = fakeResultsBucket();
const sqs = mockClient(SQSClient);
const event = readEvent('store-record');
const { image } = event.state;
const copyKey = `records/${image.imageId}.json`;

/** The sample event for another version of the same object. */
function eventOf(versionId: string, sequencer: string) {
  return { ...event, state: { ...event.state, image: { ...image, versionId, sequencer } } };
}

/** What was sent to ForgetQueue, as its function reads it. */
function told() {
  return sqs.commandCalls(SendMessageCommand).map(({ args: [{ input }] }) => {
    expect(input.QueueUrl).toBe(process.env.FORGET_QUEUE_URL);
    return parseMessage(input.MessageBody ?? '');
  });
}

beforeEach(() => {
  table.reset();
  bucket.reset();
  sqs.reset();
  sqs.on(SendMessageCommand).resolves({});
});

describe('StoreRecord', () => {
  it('stores the record of the sample event in the table and as JSON, and answers where', async () => {
    expect(await handler(event, context)).toEqual({
      imageId: image.imageId,
      status: 'SUCCEEDED',
      stored: true,
      record: { bucket: 'results', key: copyKey },
    });
    const item = table.items.get(image.imageId);
    expect(item).toMatchObject({ status: 'SUCCEEDED', source: { key: image.key } });
    expect(bucket.json(copyKey)).toEqual(item);
  });

  it('answers with the reason of what is not supported', async () => {
    const reason = 'Expected an image but found text/plain';
    const state = { image, extraction: { Payload: { supported: false, reason } } };
    expect(await handler({ ...event, state }, context)).toMatchObject({
      status: 'UNSUPPORTED',
      reason,
      stored: true,
    });
  });

  it('tells of nothing left over where it is the first run', async () => {
    await handler(event, context);

    expect(told()).toEqual([]);
  });

  it.each([
    ['was deleted while the photograph was at work', 'DELETED'],
    ['a newer run has the record of, at work or not', 'PROCESSING'],
  ])('tells that what it has made is left over, which %s', async (_, status) => {
    const item = { imageId: image.imageId, status, source: { sequencer: 'f' } };
    table.items.set(image.imageId, item as unknown as ImageRecord);

    expect(await handler(event, context)).toMatchObject({ stored: false });

    expect(told()).toEqual([{ imageId: image.imageId, lostRevision: toRevision(image) }]);
    expect(bucket.objects.size).toBe(0);
  });

  it('tells that what an earlier run has made is left over, once it has stored its own', async () => {
    await handler(eventOf('older', '1'), context);
    expect(told()).toEqual([]);

    await handler(eventOf('newer', '2'), context);

    expect(told()).toEqual([{ imageId: image.imageId }]);
  });

  it('tells of its copy, which came after the deletion', async () => {
    bucket.s3.on(PutObjectCommand).callsFake(async (input) => {
      const item = { imageId: image.imageId, status: 'DELETED', source: { sequencer: 'f' } };
      table.items.set(image.imageId, item as unknown as ImageRecord);
      return await bucket.put(input);
    });

    await handler(event, context);

    expect(told()).toEqual([{ imageId: image.imageId }]);
  });

  it('changes nothing when it runs twice', async () => {
    await handler(event, context);
    const { execution, ...first } = bucket.json(copyKey);

    expect(await handler(event, context)).toMatchObject({ stored: true });

    const { execution: again, ...second } = bucket.json(copyKey);
    expect(second).toEqual(first);
    expect(again.arn).toBe(execution.arn);
  });

  it.each([
    ['older first', ['older', '1'], ['newer', '2']],
    ['newer first', ['newer', '2'], ['older', '1']],
  ] as const)('keeps the record of the newer version: %s', async (_, first, second) => {
    await handler(eventOf(first[0], first[1]), context);
    const answer = await handler(eventOf(second[0], second[1]), context);

    expect(answer.stored).toBe(second[0] === 'newer');
    expect(table.items.get(image.imageId)?.source.versionId).toBe('newer');
    expect(bucket.json(copyKey).source.versionId).toBe('newer');
  });

  it('writes no JSON for a record that the table did not take', async () => {
    await handler(eventOf('newer', '2'), context);
    const puts = bucket.s3.commandCalls(PutObjectCommand).length;

    await handler(eventOf('older', '1'), context);

    expect(bucket.s3.commandCalls(PutObjectCommand)).toHaveLength(puts);
  });

  it('lets errors of AWS pass under their own names, so that the state machine can tell them apart', async () => {
    bucket.s3.on(PutObjectCommand).rejects(refusal('AccessDenied'));
    await expect(handler(event, context)).rejects.toMatchObject({ name: 'AccessDenied' });

    table.documents
      .on(PutCommand)
      .rejects(Object.assign(new Error('slow down'), { name: 'ProvisionedThroughputExceededException' }));
    await expect(handler(event, context)).rejects.toMatchObject({
      name: 'ProvisionedThroughputExceededException',
    });
  });

  it.each([
    ['execution', { state: event.state }],
    ['state.image', { ...event, state: {} }],
    [
      'state.extraction.Payload.reason',
      { ...event, state: { image, extraction: { Payload: { supported: false } } } },
    ],
    ['event', 'text'],
  ])('names the wrong field: %s', async (field, wrong) => {
    await expect(handler(wrong, context)).rejects.toMatchObject({
      name: 'InvalidEventError',
      message: expect.stringContaining(`\`${field}\``),
    });
  });

  it('logs which photograph it was, but not where it was taken', async () => {
    const info = jest.spyOn(logger, 'info');

    await handler(event, context);

    const logged = JSON.stringify(info.mock.calls);
    expect(logged).toContain(image.imageId);
    expect(logged).not.toContain(String(event.state.extraction.Payload.metadata.location.latitude));
    info.mockRestore();
  });
});
