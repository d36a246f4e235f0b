import { HeadObjectCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { DescribeExecutionCommand, ExecutionDoesNotExist, SFNClient } from '@aws-sdk/client-sfn';
import { GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { BatchGetCommand, DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { parseMessage } from '../../../../functions/forget-image/message.ts';
import { toImageId } from '../../../../functions/shared/image-object.ts';
import { parseObjectCreated } from '../../../../functions/start-workflow/object-created.ts';
import { resumeUnfinished } from '../../../../local/intake/resume.ts';
import { createClients, toLocalConnection } from '../../../../stack/clients.ts';

const outputs = {
  UploadBucketName: 'uploads',
  ResultsBucketName: 'results',
  ImagesTableName: 'Images',
  SearchTableName: 'search',
  PeopleTableName: 'people',
  PeopleCollectionId: 'people',
  ProcessImageStateMachineArn: 'machine',
  BackfillStateMachineArn: 'backfill',
  FastQueueUrl: 'http://127.0.0.1:4566/000000000000/fast',
  IntakeQueueUrl: 'http://127.0.0.1:4566/000000000000/intake',
  IntakeDeadLetterQueueUrl: 'http://127.0.0.1:4566/000000000000/dead',
  ForgetQueueUrl: 'http://127.0.0.1:4566/000000000000/forget',
};
const clients = createClients(toLocalConnection('http://127.0.0.1:4566'));
const s3 = mockClient(S3Client);
const sfn = mockClient(SFNClient);
const sqs = mockClient(SQSClient);
const documents = mockClient(DynamoDBDocumentClient);

const source = {
  bucket: 'uploads',
  key: 'a+b %41 é.jpg',
  versionId: 'v1',
  eTag: 'b1946ac9',
  sizeBytes: 3,
  sequencer: '000000062d5c3f0e1b',
  uploadedAt: '2026-06-21T10:00:00.000Z',
};

function recordWith(status: string) {
  return { imageId: toImageId('uploads', source.key), status, source, execution: { arn: 'execution' } };
}

beforeEach(() => {
  for (const client of [s3, sfn, sqs, documents]) client.reset();
  sqs.on(GetQueueAttributesCommand).resolves({ Attributes: { ApproximateNumberOfMessages: '0' } });
  s3.on(ListObjectVersionsCommand).resolves({
    Versions: [{ Key: source.key, VersionId: 'v1', IsLatest: true }],
  });
  documents.on(BatchGetCommand).resolves({ Responses: { Images: [] } });
  documents.on(ScanCommand).resolves({});
});

async function resume() {
  const keys = await resumeUnfinished(clients, outputs, new AbortController().signal);
  const messages = sqs.commandCalls(SendMessageCommand).map(({ args: [{ input }] }) => input);
  const bodiesIn = (url: string) =>
    messages.flatMap(({ QueueUrl, MessageBody = '' }) => (QueueUrl === url ? MessageBody : []));
  return {
    keys,
    images: bodiesIn(outputs.IntakeQueueUrl).map(parseObjectCreated),
    deletions: bodiesIn(outputs.ForgetQueueUrl).map(parseMessage),
  };
}

describe('resumeUnfinished', () => {
  it('delivers the same event again where the execution is forgotten', async () => {
    documents.on(BatchGetCommand).resolves({ Responses: { Images: [recordWith('PROCESSING')] } });
    sfn.on(DescribeExecutionCommand).rejects(new ExecutionDoesNotExist({ message: '', $metadata: {} }));

    const { keys, images } = await resume();

    expect(keys).toEqual([source.key]);
    expect(images).toEqual([
      { imageId: toImageId('uploads', source.key), ...source, sequencer: '000000062d5c3f0e1b' },
    ]);
  });

  it('leaves an execution alone that is at work', async () => {
    documents.on(BatchGetCommand).resolves({ Responses: { Images: [recordWith('PROCESSING')] } });
    sfn.on(DescribeExecutionCommand).resolves({ status: 'RUNNING' });

    expect((await resume()).keys).toEqual([]);
  });

  it.each(['SUCCEEDED', 'PARTIAL', 'UNSUPPORTED', 'FAILED'])(
    'leaves a finished record alone: %s',
    async (status) => {
      documents.on(BatchGetCommand).resolves({ Responses: { Images: [recordWith(status)] } });

      expect((await resume()).keys).toEqual([]);
    },
  );

  it('makes an event for an upload whose own was lost', async () => {
    s3.on(HeadObjectCommand).resolves({
      VersionId: 'v1',
      ETag: '"b1946ac9"',
      ContentLength: 3,
      LastModified: new Date('2026-06-21T10:00:00.000Z'),
    });

    const { images } = await resume();

    // 2026-06-21T10:00:00Z is 1,782,036,000 s after 1970; in microseconds and hexadecimal, padded as ministack does (by Python).
    expect(images).toMatchObject([{ ...source, sequencer: '00000654c096c1c8' }]);
  });

  it.each([
    ['an older version', recordWith('SUCCEEDED')],
    [
      'a photograph that was deleted',
      { ...recordWith('DELETED'), source: { bucket: 'uploads', sequencer: source.sequencer } },
    ],
  ])('makes an event above what stands in the table: %s', async (_, item) => {
    documents.on(BatchGetCommand).resolves({ Responses: { Images: [item] } });
    s3.on(ListObjectVersionsCommand).resolves({
      Versions: [
        { Key: source.key, VersionId: 'v1', IsLatest: false },
        { Key: source.key, VersionId: 'v2', IsLatest: true },
      ],
    });
    // S3 says when in whole seconds, so that it may seem to have come before what stands there.
    const LastModified = new Date('1970-01-01T00:00:01.000Z');
    s3.on(HeadObjectCommand).resolves({
      VersionId: 'v2',
      ETag: '"5d41402a"',
      ContentLength: 5,
      LastModified,
    });

    const { keys, images } = await resume();

    expect(keys).toEqual([source.key]);
    expect(images).toMatchObject([{ versionId: 'v2', eTag: '5d41402a', sizeBytes: 5 }]);
    expect(images[0] && images[0].sequencer > source.sequencer).toBe(true);
  });

  it.each([
    ['is under a delete marker', { DeleteMarkers: [{ Key: source.key, VersionId: 'm', IsLatest: true }] }],
    ['was erased', {}],
  ])('forgets whose original %s', async (_, listing) => {
    documents.on(BatchGetCommand).resolves({ Responses: { Images: [recordWith('SUCCEEDED')] } });
    documents.on(ScanCommand).resolves({ Items: [recordWith('SUCCEEDED')] });
    s3.on(ListObjectVersionsCommand).resolves(listing);

    const { keys, images, deletions } = await resume();

    expect(keys).toEqual([]);
    expect(images).toEqual([]);
    expect(deletions).toMatchObject([{ bucket: 'uploads', key: source.key }]);
  });

  it('takes what the S3 console calls a folder for no photograph', async () => {
    s3.on(ListObjectVersionsCommand).resolves({
      Versions: [{ Key: 'folder/', VersionId: 'v1', IsLatest: true }],
    });

    expect((await resume()).keys).toEqual([]);
  });
});
