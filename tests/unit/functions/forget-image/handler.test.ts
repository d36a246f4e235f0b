import {
  DeleteObjectsCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  NotFound,
  S3Client,
} from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { ImageRecord } from '@image-workflow/record';
import { type Tombstone, tombstoneSchema } from '@image-workflow/record/tombstone';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { SQSEvent } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { parseMessage } from '../../../../functions/forget-image/message.ts';
import { toRevision } from '../../../../functions/shared/image-object.ts';
import { tellOfLeftovers } from '../../../../functions/shared/leftovers.ts';
import { toNextRun } from '../../../../functions/shared/next-run.ts';
import { writeRecordCopy } from '../../../../functions/shared/records/record-copy.ts';
import { recordInputSchema } from '../../../../functions/shared/workflow.ts';
import { parseObjectCreated } from '../../../../functions/start-workflow/object-created.ts';
import { toRecord } from '../../../../functions/store-record/to-record.ts';
import { context, readEvent } from '../events.ts';
import { fakeImagesTable } from '../fake-images-table.ts';
import { fakeResultsBucket } from '../fake-results-bucket.ts';

process.env.AWS_REGION = 'us-east-1';
process.env.TABLE_NAME = 'images';
process.env.RESULTS_BUCKET = 'results';
process.env.INTAKE_QUEUE_URL = 'https://sqs.us-east-1.amazonaws.com/111122223333/intake';
process.env.FORGET_QUEUE_URL = 'https://sqs.us-east-1.amazonaws.com/111122223333/forget';
const { handler } = await import('../../../../functions/forget-image/handler.ts');

const event: SQSEvent = readEvent('forget-image');
/** Of the sample event, which deletes the photograph of all sample events. */
const DELETED_AT = '2026-06-22T09:15:20Z';
const DELETION_SEQUENCER = '006857f0c8b3d1e55';
const record = toRecord(recordInputSchema.parse(readEvent('store-record')), '2026-06-21T04:31:12.000Z');
const { imageId } = record;
const revision = toRevision(record.source);

const table = fakeImagesTable();
const bucket = fakeResultsBucket();
const sqs = mockClient(SQSClient);
/** Keys of the results bucket, without the record as JSON. */
let stored: Set<string>;
const copyKey = `records/${imageId}.json`;

function storeDerivativesOf(...revisions: string[]): void {
  for (const one of revisions) {
    stored.add(`previews/${imageId}/${one}.jpg`);
    stored.add(`thumbnails/${imageId}/${one}/256.webp`);
    stored.add(`analysis/${imageId}/${one}/labels.json`);
  }
}

/** What a HEAD of the original finds. */
function originalIs(version: { versionId: string; uploadedAt: string } | 'gone'): void {
  if (version === 'gone') {
    bucket.s3.on(HeadObjectCommand).rejects(new NotFound({ $metadata: {}, message: 'UnknownError' }));
    return;
  }
  bucket.s3.on(HeadObjectCommand).resolves({
    VersionId: version.versionId,
    ETag: '"b1946ac92492d2347c6235b4d2611184"',
    ContentLength: 7,
    LastModified: new Date(version.uploadedAt),
  });
}

const V1 = {
  VersionId: 'v1',
  ETag: '"b1946ac92492d2347c6235b4d2611184"',
  ContentLength: 7,
  LastModified: new Date('2026-06-20T00:00:00Z'),
};

function toTombstone(sequencer: string): Tombstone {
  const source = { bucket: record.source.bucket, key: record.source.key, sequencer };
  return { imageId, schemaVersion: 1, status: 'DELETED', source, deletedAt: DELETED_AT };
}

function setRecord(item: ImageRecord): void {
  table.items.set(imageId, item);
}

beforeEach(() => {
  table.reset();
  bucket.reset();
  sqs.reset();
  sqs.on(SendMessageCommand).resolves({});
  stored = new Set(['previews/another/one.jpg']);
  bucket.s3.on(ListObjectsV2Command).callsFake(async ({ Prefix, ContinuationToken }) => {
    // A page each, so that the listing has to go on.
    const keys = [...stored].filter((key) => key.startsWith(Prefix)).sort();
    const at = Number(ContinuationToken ?? 0);
    return {
      Contents: keys.slice(at, at + 1).map((Key) => ({ Key })),
      ...(at + 1 < keys.length && { NextContinuationToken: String(at + 1) }),
    };
  });
  bucket.s3.on(ListObjectVersionsCommand).resolves({ Versions: [{ Key: record.source.key }] });
  bucket.s3.on(DeleteObjectsCommand).callsFake(async ({ Delete }) => {
    for (const { Key } of Delete.Objects) stored.delete(Key);
    return {};
  });
});

describe('ForgetImage, of a photograph that is gone', () => {
  beforeEach(() => originalIs('gone'));

  it('leaves a tombstone, and nothing that was made of any version', async () => {
    setRecord(record);
    await writeRecordCopy(new S3Client({}), 'results', record);
    storeDerivativesOf(revision, 'an-older-revision');

    expect(await handler(event, context)).toEqual({ batchItemFailures: [] });

    expect([...stored]).toEqual(['previews/another/one.jpg']);
    expect(bucket.objects.size).toBe(0);
    expect(tombstoneSchema.parse(table.items.get(imageId))).toEqual({
      imageId,
      schemaVersion: 1,
      status: 'DELETED',
      source: { bucket: record.source.bucket, key: record.source.key, sequencer: DELETION_SEQUENCER },
      thumbHash: expect.stringMatching(/^[\w+/]{20,}=*$/), // what it looked like, as long as it can come back
      deletedAt: DELETED_AT,
    });
  });

  it('keeps not even the name of what no version is left of', async () => {
    setRecord(record);
    bucket.s3.on(ListObjectVersionsCommand).resolves({ Versions: [{ Key: `${record.source.key}.xmp` }] });

    await handler(event, context);

    expect(JSON.stringify(table.items.get(imageId))).not.toContain(record.source.key);
    expect(table.items.get(imageId)).not.toHaveProperty('thumbHash');
  });

  it('knows also after a second deletion what it looked like', async () => {
    setRecord(record);
    await handler(event, context);
    const first = tombstoneSchema.parse(table.items.get(imageId));
    table.items.set(imageId, { ...first, source: { ...first.source, sequencer: '00' } } as never);

    await handler(event, context);

    expect(table.items.get(imageId)).toEqual(first);
  });

  it('looks again in a quarter of an hour where it was at work, and only there', async () => {
    const again = () =>
      sqs
        .commandCalls(SendMessageCommand)
        .map(({ args: [{ input }] }) => [input.DelaySeconds, parseMessage(input.MessageBody ?? '')]);
    setRecord(record);
    await handler(event, context);
    expect(again()).toEqual([]);

    setRecord({ ...record, status: 'PROCESSING' });
    await handler(event, context);
    expect(again()).toEqual([[900, { imageId }]]);
  });

  it('changes nothing when the event is delivered again', async () => {
    setRecord(record);
    await handler(event, context);
    const tombstone = table.items.get(imageId);

    expect(await handler(event, context)).toEqual({ batchItemFailures: [] });

    expect(table.items.get(imageId)).toEqual(tombstone);
  });

  it('deletes what an execution has made after the first look', async () => {
    await handler(event, context);
    storeDerivativesOf(revision);

    await handler(event, context);

    expect([...stored]).toEqual(['previews/another/one.jpg']);
  });

  it('leaves a later upload its record and what is made of it, where that is already under way', async () => {
    const later = { ...record, source: { ...record.source, versionId: 'v3', sequencer: '00f' } };
    setRecord(later);
    await writeRecordCopy(new S3Client({}), 'results', later);
    storeDerivativesOf(revision, toRevision(later.source));

    await handler(event, context);

    expect(table.items.get(imageId)).toEqual(later);
    expect([...stored].filter((key) => key.includes(revision))).toEqual([]);
    expect([...stored].filter((key) => key.includes(toRevision(later.source)))).toHaveLength(3);
    expect(bucket.json(copyKey)).toEqual(later);
  });

  it('hands a message back that it could not finish', async () => {
    storeDerivativesOf(revision);
    bucket.s3
      .on(DeleteObjectsCommand)
      .resolves({ Errors: [{ Key: 'a', Code: 'AccessDenied', Message: 'Access Denied' }] });

    expect(await handler(event, context)).toEqual({
      batchItemFailures: [{ itemIdentifier: event.Records[0]?.messageId }],
    });
  });
});

describe('ForgetImage, of a photograph that is there', () => {
  it('leaves the record alone that is of the current version: only an older one was deleted', async () => {
    setRecord(record);
    originalIs({ versionId: record.source.versionId ?? '', uploadedAt: '2026-06-21T04:31:07Z' });

    await handler(event, context);

    expect(table.items.get(imageId)).toEqual(record);
    expect(sqs.calls()).toHaveLength(0);
  });

  it('leaves an upload after the deletion to its own event', async () => {
    setRecord(record);
    originalIs({ versionId: 'v3', uploadedAt: '2026-06-22T09:20:00Z' });

    await handler(event, context);

    expect(sqs.calls()).toHaveLength(0);
  });

  it.each([
    ['restored from under a delete marker', toTombstone('006857f0c8b3d1e54') as never],
    ['the version below the one that was deleted', record],
  ])('brings back what is %s, through intake and in its turn', async (_, item) => {
    setRecord(item);
    originalIs({ versionId: 'v1', uploadedAt: '2026-06-20T00:00:00Z' });

    await handler(event, context);

    const [message] = sqs.commandCalls(SendMessageCommand);
    expect(message?.args[0].input.QueueUrl).toBe(process.env.INTAKE_QUEUE_URL);
    expect(parseObjectCreated(message?.args[0].input.MessageBody ?? '')).toMatchObject({
      imageId,
      versionId: 'v1',
      eTag: 'b1946ac92492d2347c6235b4d2611184',
      sequencer: DELETION_SEQUENCER,
    });
  });
});

describe('ForgetImage, of a photograph that is restored while its deletion is at work', () => {
  it.each([
    [
      'after the first look, which the event of the restoring has found changed nothing',
      () => {
        setRecord(record);
        originalIs('gone');
        bucket.s3
          .on(HeadObjectCommand)
          .rejectsOnce(new NotFound({ $metadata: {}, message: 'UnknownError' }))
          .resolves(V1);
      },
    ],
    [
      'and the deletion is delivered again, because its function was killed',
      () => {
        setRecord(toTombstone(DELETION_SEQUENCER) as never);
        bucket.s3.on(HeadObjectCommand).resolves(V1);
      },
    ],
  ])('brings it back above the tombstone: %s', async (_, happen) => {
    happen();

    await handler(event, context);

    const [message] = sqs.commandCalls(SendMessageCommand);
    const image = parseObjectCreated(message?.args[0].input.MessageBody ?? '');
    expect(image).toMatchObject({ imageId, versionId: 'v1' });
    expect(image.sequencer > DELETION_SEQUENCER).toBe(true); // else no record could be opened
    expect(table.items.get(imageId)?.source.sequencer).toBe(DELETION_SEQUENCER);
  });
});

describe('what runs have left over', () => {
  const newer = { ...record, source: toNextRun(record.source) };
  const newerRevision = toRevision(newer.source);

  /** As StoreRecord tells of it. */
  async function tell(lostRevision?: string) {
    await tellOfLeftovers({ sqs: new SQSClient({}), forgetQueueUrl: 'forget' }, { imageId, lostRevision });
    const body = sqs.commandCalls(SendMessageCommand).at(-1)?.args[0].input.MessageBody;
    const Records = [{ ...event.Records[0], body }] as SQSEvent['Records'];
    expect(await handler({ Records }, context)).toEqual({ batchItemFailures: [] });
  }

  const revisionsThere = () => [...new Set([...stored].map((key) => key.split(/[/.]/)[2]))].sort();

  it('is all that the finished record’s own run has not made', async () => {
    setRecord(newer);
    storeDerivativesOf(revision, newerRevision, 'an-older-revision');

    await tell();

    expect(revisionsThere()).toEqual([newerRevision, 'one'].sort());
    expect(stored.size).toBe(4);
  });

  it('is nothing of the finished run before one that is at work', async () => {
    setRecord({ ...newer, status: 'PROCESSING' });
    storeDerivativesOf(revision, newerRevision);

    await tell();

    expect(revisionsThere()).toEqual([revision, newerRevision, 'one'].sort());
  });

  it('is what a run has made that a run at work has overtaken', async () => {
    setRecord({ ...newer, status: 'PROCESSING' });
    storeDerivativesOf(revision, newerRevision, 'overtaken');

    await tell('overtaken');

    expect(revisionsThere()).toEqual([revision, newerRevision, 'one'].sort());
  });

  it('is never what the run of the record has made, whoever says so', async () => {
    setRecord(newer);
    storeDerivativesOf(newerRevision);

    await tell(newerRevision);

    expect(revisionsThere()).toEqual([newerRevision, 'one'].sort());
  });

  it('is not what a run makes that begins after the look at the bucket', async () => {
    setRecord(record);
    storeDerivativesOf(revision, 'an-older-revision');
    const list = bucket.s3.on(ListObjectsV2Command);
    let isFirst = true;
    list.callsFake(async ({ Prefix }) => {
      const Contents = [...stored].filter((key) => key.startsWith(Prefix)).map((Key) => ({ Key }));
      if (isFirst) queueMicrotask(() => storeDerivativesOf(newerRevision)); // its record was opened before
      isFirst = false;
      return { Contents };
    });

    await tell();

    expect(revisionsThere()).toEqual([revision, newerRevision, 'one'].sort());
  });

  it('is everything, where the photograph was deleted while it was at work', async () => {
    originalIs('gone');
    await handler(event, context);
    storeDerivativesOf(revision);
    await writeRecordCopy(new S3Client({}), 'results', record);

    await tell(revision);

    expect(revisionsThere()).toEqual(['one']);
    expect(bucket.objects.size).toBe(0);
  });

  it('is what a lost run has made, and no more, where somebody has deleted the record by hand', async () => {
    storeDerivativesOf(revision, 'lost');

    await tell('lost');

    expect(revisionsThere()).toEqual([revision, 'one'].sort());
  });
});

it('a message that is no deletion is handed back, for the dead-letter queue to keep', async () => {
  const [sample] = event.Records;
  const Records = [{ ...sample, body: '{"Event":"s3:TestEvent"}' }] as SQSEvent['Records'];

  expect(await handler({ Records }, context)).toEqual({
    batchItemFailures: [{ itemIdentifier: sample?.messageId }],
  });
});
