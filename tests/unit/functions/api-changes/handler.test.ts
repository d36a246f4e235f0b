import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  NotFound,
  S3Client,
} from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { deleteImage, reprocessImage, restoreImage } from '@image-workflow/record/api/changes';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { parseObjectCreated } from '../../../../functions/start-workflow/object-created.ts';
import { call, type HttpRequest } from '../http-event.ts';

Object.assign(process.env, {
  AWS_REGION: 'eu-central-1',
  TABLE_NAME: 'images',
  FEATURES: 'labels,text',
  FAST_QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/111122223333/fast',
  ISOLATION: 'true',
});
const { handler } = await import('../../../../functions/api-changes/handler.ts');
const s3 = mockClient(S3Client);
const sqs = mockClient(SQSClient);
const documents = mockClient(DynamoDBDocumentClient);

const imageId = 'a'.repeat(32);
const key = 'uploads/user-1/01ARZ3NDEKTSV4RRFFQ69G5FAV/dog.jpg';
const source = {
  bucket: 'uploads-1',
  key,
  versionId: 'v1',
  eTag: 'e1',
  sizeBytes: 7,
  sequencer: '0055aed6dcd90281e5',
  uploadedAt: '2026-11-26T07:00:00.000Z',
};
const record = { imageId, schemaVersion: 1, status: 'SUCCEEDED', source, execution: { arn: 'arn' } };
const tombstone = {
  imageId,
  schemaVersion: 1,
  status: 'DELETED',
  source: { bucket: 'uploads-1', key, sequencer: '0055aed6dcd90281e6' },
  deletedAt: '2026-11-26T07:30:00Z',
};

type Route = typeof deleteImage | typeof restoreImage | typeof reprocessImage;

function ask({ method, path }: Route, more: Partial<HttpRequest> = {}) {
  return call(handler, {
    method,
    path: path.replace('{imageId}', imageId),
    claims: { sub: 'user-1' },
    ...(path === reprocessImage.path && { body: {} }),
    ...more,
  });
}

function itemIs(Item: object | undefined): void {
  documents.on(GetCommand).resolves(Item ? { Item } : {});
}

/** Newest first, as S3 lists them; `marker` is a delete marker. */
function versionsAre(...versions: [id: string, at: string, kind?: 'marker'][]): void {
  const toEntry = ([VersionId, at]: (typeof versions)[number]) => ({
    Key: key,
    VersionId,
    LastModified: new Date(at),
  });
  s3.on(ListObjectVersionsCommand).resolves({
    Versions: [...versions.filter(([, , kind]) => !kind).map(toEntry), { Key: `${key}.xmp`, VersionId: 'x' }],
    DeleteMarkers: versions.filter(([, , kind]) => kind).map(toEntry),
  });
}

const onHead = () => s3.on(HeadObjectCommand, { Bucket: source.bucket, Key: key });

function deletedVersions(): unknown {
  return s3
    .commandCalls(DeleteObjectsCommand)
    .flatMap(({ args: [{ input }] }) => input.Delete?.Objects?.map(({ VersionId }) => VersionId));
}

beforeEach(() => {
  s3.reset();
  s3.on(HeadObjectCommand).resolves({});
  s3.on(DeleteObjectCommand).resolves({});
  s3.on(DeleteObjectsCommand).resolves({});
  sqs.reset();
  sqs.on(SendMessageCommand).resolves({});
  documents.reset();
  itemIs(record);
});

describe('DELETE /api/images/{imageId}', () => {
  it('hides the original under a delete marker, and says where to follow', async () => {
    const answer = await ask(deleteImage);

    expect(answer).toMatchObject({
      status: 202,
      headers: { location: `/api/images/${imageId}` },
      body: { imageId, change: 'delete', follow: `/api/images/${imageId}` },
    });
    expect(s3.commandCalls(DeleteObjectCommand)[0]?.args[0].input).toEqual({ Bucket: 'uploads-1', Key: key });
  });

  it('removes every version and every marker of this key alone, for ever, also of what is deleted already', async () => {
    itemIs(tombstone);
    versionsAre(
      ['m1', '2026-11-26T07:30:00Z', 'marker'],
      ['v2', '2026-11-26T07:00:00Z'],
      ['v1', '2026-11-25T00:00:00Z'],
    );

    expect(await ask(deleteImage, { query: 'permanently=true' })).toMatchObject({
      status: 202,
      body: { change: 'delete-permanently' },
    });
    expect(deletedVersions()).toEqual(['v2', 'v1', 'm1']);
  });

  it.each([
    ['what is deleted already', tombstone, 'user-1'],
    ['what there never was', undefined, 'user-1'],
    ['another user’s photograph', record, 'user-2'],
  ])('does not find %s', async (_, item, sub) => {
    itemIs(item);

    expect(await ask(deleteImage, { claims: { sub } })).toMatchObject({ status: 404 });
    expect(s3.commandCalls(DeleteObjectCommand)).toHaveLength(0);
  });
});

describe('POST /api/images/{imageId}/restore', () => {
  it('takes away the markers that lie above the newest version', async () => {
    itemIs(tombstone);
    versionsAre(
      ['m2', '2026-11-26T07:30:00Z', 'marker'],
      ['v2', '2026-11-26T07:00:00Z'],
      ['m1', '2026-11-25T12:00:00Z', 'marker'],
      ['v1', '2026-11-25T00:00:00Z'],
    );

    expect(await ask(restoreImage)).toMatchObject({ status: 202, body: { change: 'restore' } });
    expect(deletedVersions()).toEqual(['m2']);
  });

  it('takes a deletion back at once, before the workflow has heard of it', async () => {
    versionsAre(['m1', '2026-11-26T07:30:00Z', 'marker'], ['v1', '2026-11-26T07:00:00Z']);

    expect(await ask(restoreImage)).toMatchObject({ status: 202 });
    expect(deletedVersions()).toEqual(['m1']);
  });

  it('refuses what is not deleted, and does not find what was deleted for ever', async () => {
    versionsAre(['v1', '2026-11-26T07:00:00Z']);
    expect(await ask(restoreImage)).toMatchObject({ status: 409 });

    const { key: _, ...nameless } = tombstone.source;
    itemIs({ ...tombstone, source: nameless });
    expect(await ask(restoreImage)).toMatchObject({ status: 404 });
  });
});

describe('POST /api/images/{imageId}/reprocess', () => {
  it('sends the same version through intake as a further run, in the queue of those who wait', async () => {
    expect(await ask(reprocessImage)).toMatchObject({ status: 202, body: { change: 'reprocess' } });

    const input = sqs.commandCalls(SendMessageCommand)[0]?.args[0].input;
    expect(input?.QueueUrl).toBe(process.env.FAST_QUEUE_URL);
    expect(parseObjectCreated(input?.MessageBody ?? '')).toMatchObject({
      key,
      versionId: 'v1',
      eTag: 'e1',
      sequencer: '0055aed6dcd90281e50000000001',
    });
  });

  it.each([
    ['is at work', { ...record, status: 'PROCESSING' }, 409],
    ['is deleted', tombstone, 409],
    ['is not there', undefined, 404],
  ])('runs nothing again that %s', async (_, item, status) => {
    itemIs(item);

    expect(await ask(reprocessImage)).toMatchObject({ status });
    expect(sqs.calls()).toHaveLength(0);
  });

  it.each([
    ['gone', (head) => head.rejects(new NotFound({ $metadata: {}, message: 'UnknownError' }))],
    ['archived as GLACIER', (head) => head.resolves({ StorageClass: 'GLACIER' })],
  ] satisfies [string, (head: ReturnType<typeof onHead>) => unknown][])(
    'runs nothing again whose original is %s: what it has would go, and nothing come',
    async (what, prepare) => {
      prepare(onHead());

      expect(await ask(reprocessImage)).toMatchObject({
        status: 409,
        body: { detail: `Expected an original that can be read but it is ${what}` },
      });
      expect(sqs.calls()).toHaveLength(0);
    },
  );

  it('asks anew for the features that are named alone, and in the next run for everything again', async () => {
    expect(await ask(reprocessImage, { body: { features: ['text'] } })).toMatchObject({ status: 202 });
    itemIs({ ...record, source: { ...source, askAgain: ['text'] } });
    await ask(reprocessImage);

    const [once, again] = sqs
      .commandCalls(SendMessageCommand)
      .map(({ args: [{ input }] }) => parseObjectCreated(input.MessageBody ?? ''));
    expect(once?.askAgain).toEqual(['text']);
    expect(again).not.toHaveProperty('askAgain', expect.anything());
  });

  it('refuses a feature that the stack has switched off, by name', async () => {
    expect(await ask(reprocessImage, { body: { features: ['text', 'celebrities'] } })).toMatchObject({
      status: 409,
      body: { detail: 'Expected some of labels, text, which the stack has on, but found celebrities' },
    });
    expect(sqs.calls()).toHaveLength(0);
  });
});
