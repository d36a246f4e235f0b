import { HeadObjectCommand, NotFound, S3Client } from '@aws-sdk/client-s3';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { BatchGetCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { toExecutionName, toImageId } from '../../../../functions/shared/image-object.ts';
import { parseObjectCreated } from '../../../../functions/start-workflow/object-created.ts';
import { context, readEvent } from '../events.ts';

Object.assign(process.env, {
  AWS_REGION: 'us-east-1',
  TABLE_NAME: 'images',
  UPLOAD_BUCKET: 'uploads',
  INTAKE_QUEUE_URL: 'intake',
});
const { handler } = await import('../../../../functions/take-in-objects/handler.ts');

const documents = mockClient(DynamoDBDocumentClient);
const s3 = mockClient(S3Client);
const sqs = mockClient(SQSClient);
const event = readEvent('take-in-objects');
const [known, unknown] = event.Items;
/** Of the table, by image id. */
let items: Record<string, object>;

function recordOf({ object: { Key, Etag } }: typeof known, status = 'SUCCEEDED'): object {
  const source = { key: Key, eTag: JSON.parse(Etag), sequencer: '006857d2abf1a4c08' };
  return { imageId: toImageId('uploads', Key), status, source };
}

function setRecords(...records: object[]): void {
  items = Object.fromEntries(records.map((record) => [(record as { imageId: string }).imageId, record]));
}

const sent = () =>
  sqs
    .commandCalls(SendMessageBatchCommand)
    .flatMap(({ args: [{ input }] }) => input.Entries ?? [])
    .map(({ MessageBody = '' }) => parseObjectCreated(MessageBody));

beforeEach(() => {
  setRecords(recordOf(known));
  for (const mock of [documents, s3, sqs]) mock.reset();
  documents.on(BatchGetCommand).callsFake(({ RequestItems }) => ({
    Responses: {
      images: RequestItems.images.Keys.flatMap(({ imageId }: { imageId: string }) => items[imageId] ?? []),
    },
  }));
  s3.on(HeadObjectCommand).resolves({
    VersionId: 'v7',
    ETag: '"e7"',
    ContentLength: 7,
    LastModified: new Date('2019-06-20T04:31:07Z'),
  });
  sqs.on(SendMessageBatchCommand).resolves({});
});

describe('TakeInObjects', () => {
  it('sends what has no record, as the newest version of it is now', async () => {
    expect(await handler(event, context)).toEqual({ sent: 1, known: 1, refused: {} });

    expect(sent()).toEqual([
      {
        imageId: toImageId('uploads', unknown.object.Key),
        bucket: 'uploads',
        key: unknown.object.Key,
        versionId: 'v7',
        eTag: 'e7',
        sizeBytes: 7,
        sequencer: '0000000000000001',
        uploadedAt: '2019-06-20T04:31:07.000Z',
      },
    ]);
    expect(sqs.commandCalls(SendMessageBatchCommand)[0]?.args[0].input.QueueUrl).toBe('intake');
  });

  it('takes one object by itself too, as ministack hands it over', async () => {
    expect(await handler(unknown, context)).toEqual({ sent: 1, known: 0, refused: {} });
  });

  it('asks for the same executions when it is done twice', async () => {
    await handler(event, context);
    await handler(event, context);

    const [first, second] = sent().map(toExecutionName);
    expect(first).toBe(second);
  });

  it('sends all of a large batch, ten to a request', async () => {
    setRecords();
    const Items = Array.from({ length: 123 }, (_, at) => ({
      ...unknown,
      object: { ...unknown.object, Key: `${at}.jpg` },
    }));

    expect(await handler({ Items }, context)).toMatchObject({ sent: 123 });
    expect(new Set(sent().map(({ key }) => key)).size).toBe(123);
    expect(sqs.commandCalls(SendMessageBatchCommand)).toHaveLength(13);
  });

  it('counts what is left out by its reason', async () => {
    s3.on(HeadObjectCommand).rejects(new NotFound({ $metadata: {}, message: '' }));
    const folder = { ...unknown, object: { ...unknown.object, Key: '2019/', Size: 0 } };

    expect(await handler({ Items: [...event.Items, folder] }, context)).toEqual({
      sent: 0,
      known: 1,
      refused: { 'deleted since it was listed': 1, 'a folder of the S3 console': 1 },
    });
  });

  it('fails where the queue does not take them all, so that the batch is done again', async () => {
    sqs.on(SendMessageBatchCommand).resolves({
      Failed: [{ Id: '0', Code: 'InternalError', SenderFault: false }],
    });

    await expect(handler(event, context)).rejects.toThrow('SQS says InternalError');
  });

  it.each([
    ['no batch', {}],
    ['an empty one', { Items: [] }],
    ['an object without an ETag', { object: { Key: 'a', Size: 1 }, all: false }],
  ])('refuses what is no listing: %s', async (_, wrong) => {
    await expect(handler(wrong, context)).rejects.toMatchObject({ name: 'InvalidEventError' });
  });
});
