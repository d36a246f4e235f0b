import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { imageRecordSchema } from '@image-workflow/record';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { parseMessage } from '../../../../functions/forget-image/message.ts';
import { toNextRun } from '../../../../functions/shared/next-run.ts';
import { context, readEvent } from '../events.ts';
import { fakeImagesTable } from '../fake-images-table.ts';
import { fakeResultsBucket } from '../fake-results-bucket.ts';

process.env.AWS_REGION = 'us-east-1';
process.env.TABLE_NAME = 'images';
process.env.RESULTS_BUCKET = 'results';
process.env.FORGET_QUEUE_URL = 'https://sqs.us-east-1.amazonaws.com/111122223333/forget';
const { handler } = await import('../../../../functions/record-failure/handler.ts');

const table = fakeImagesTable();
const bucket = fakeResultsBucket();
const sqs = mockClient(SQSClient);
const event = readEvent('record-failure');
const { image, extraction, error } = event.state;
const { normalization, analysis } = readEvent('store-record').state;
const unsupported = { Payload: { supported: false, reason: 'Expected an image but found text/plain' } };

async function recordOf(state: object) {
  await handler({ ...event, state: { image, error, ...state } }, context);
  return table.items.get(image.imageId);
}

beforeEach(() => {
  table.reset();
  bucket.reset();
  sqs.reset();
  sqs.on(SendMessageCommand).resolves({});
});

describe('RecordFailure', () => {
  it('stores why the execution of the sample event failed, and what was known before', async () => {
    expect(await handler(event, context)).toEqual({ stored: true });

    const record = imageRecordSchema.parse(table.items.get(image.imageId));
    expect(record).toMatchObject({
      status: 'FAILED',
      error: {
        name: 'AccessDenied',
        message: expect.stringContaining('is not authorized to perform: s3:PutObject'),
        state: 'NormalizeImage',
      },
      metadata: extraction.Payload.metadata,
      execution: { ...event.execution, finishedAt: expect.any(String) },
    });
    expect(bucket.json(`records/${image.imageId}.json`)).toEqual(record);
  });

  it.each([
    ['ExtractMetadata', {}],
    ['NormalizeImage', { extraction }],
    ['AnalyzeImage', { extraction, normalization }],
    ['StoreRecord', { extraction, normalization, analysis }],
    ['StoreRecord', { extraction: unsupported }],
    ['StoreRecord', { extraction, normalization: unsupported }],
  ])('tells from how far the data got that %s failed', async (name, state) => {
    expect(await recordOf(state)).toMatchObject({ status: 'FAILED', error: { state: name } });
  });

  it('keeps the preview and the analysis of an execution that failed at its end', async () => {
    const record = await recordOf({ extraction, normalization, analysis });
    expect(record).toMatchObject({ preview: normalization.Payload.preview, analysis });
  });

  it('records the failure even where the answer of a state does not fit', async () => {
    expect(await recordOf({ extraction: { Payload: { supported: 'yes' } } })).toMatchObject({
      status: 'FAILED',
      error: { name: 'AccessDenied' },
    });
  });

  // Found by bench:chaos: the record stayed that of a version which nobody can read, with another one below it.
  it.each(['NoSuchVersion', 'NoSuchKey'])(
    'has somebody look what is there where the original is gone: %s',
    async (name) => {
      await handler({ ...event, state: { ...event.state, error: { Error: name } } }, context);

      const [message] = sqs.commandCalls(SendMessageCommand).map(({ args: [{ input }] }) => input);
      expect(message?.QueueUrl).toBe(process.env.FORGET_QUEUE_URL);
      expect(parseMessage(message?.MessageBody ?? '')).toEqual({
        bucket: image.bucket,
        key: image.key,
        sequencer: toNextRun(image).sequencer, // above this version's, below all that comes after it
        deletedAt: table.items.get(image.imageId)?.execution.finishedAt,
      });
    },
  );

  it('has nobody look where anything else is wrong', async () => {
    await handler(event, context);

    expect(sqs.commandCalls(SendMessageCommand)).toEqual([]);
  });

  it('leaves the record of a newer version', async () => {
    await handler({ ...event, state: { ...event.state, image: { ...image, sequencer: 'f' } } }, context);
    expect(await handler(event, context)).toEqual({ stored: false });
  });

  it('names the wrong field of an event', async () => {
    await expect(handler({ ...event, state: { image } }, context)).rejects.toMatchObject({
      name: 'InvalidEventError',
      message: expect.stringContaining('`state.error`'),
    });
  });
});
