import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  NotFound,
  S3Client,
} from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { ImageRecord } from '@image-workflow/record';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { parseMessage } from '../../../../functions/forget-image/message.ts';
import type { Deletion } from '../../../../functions/shared/object-events.ts';
import { toRecord } from '../../../../functions/store-record/to-record.ts';
import { HELP, parseArguments } from '../../../../operate/forget/arguments.ts';
import { forget } from '../../../../operate/forget/forget.ts';
import { createClients } from '../../../../stack/clients.ts';
import { readEvent } from '../../functions/events.ts';

const documents = mockClient(DynamoDBDocumentClient);
const s3 = mockClient(S3Client);
const sqs = mockClient(SQSClient);
const record: ImageRecord = toRecord(readEvent('store-record'), '2026-06-21T04:31:12.000Z');
const { imageId } = record;
const { bucket, key } = record.source;

/** What there is; ForgetImage's part is done at once, unless it hangs. */
let item: object | undefined;
let derivatives: string[];
let versions: string[];
let isHanging: boolean;
let answer: boolean | undefined;
let asked: string | undefined;

function toTombstone(tombstoneKey?: string): object {
  const source = { bucket, ...(tombstoneKey && { key: tombstoneKey }), sequencer: 'f' };
  return { imageId, schemaVersion: 1, status: 'DELETED', source, deletedAt: '2026-06-22T09:15:20Z' };
}

function forgetImage(tombstoneKey?: string): void {
  if (isHanging) return;
  item = toTombstone(tombstoneKey);
  derivatives = [];
}

async function run(args: string[], signal = new AbortController().signal) {
  const { request } = parseArguments(args);
  if (!request) throw new Error('Expected a request');
  return await forget(request, {
    target: {
      clients: createClients({ region: 'us-east-1' }),
      outputs: {
        ImagesTableName: 'images',
        UploadBucketName: bucket,
        ResultsBucketName: 'results',
        ForgetQueueUrl: 'forget',
      },
    } as never,
    terminal: {
      step: (_: string, work: (report: () => void) => unknown) => work(() => {}),
      print: () => {},
    } as never,
    ask: async (question) => {
      asked = question;
      return answer;
    },
    signal,
    workingFolder: '.',
  });
}

beforeEach(() => {
  for (const mock of [documents, s3, sqs]) mock.reset();
  [item, isHanging, answer, asked] = [record, false, undefined, undefined];
  derivatives = [`previews/${imageId}/1.jpg`, `thumbnails/${imageId}/1/256.webp`];
  versions = ['v1', 'v2'];
  documents.on(GetCommand).callsFake(({ Key }) => ({ Item: Key.imageId === imageId ? item : undefined }));
  s3.on(ListObjectsV2Command).callsFake(({ Prefix }) => ({
    Contents: derivatives.filter((one) => one.startsWith(Prefix)).map((Key) => ({ Key })),
  }));
  s3.on(HeadObjectCommand).callsFake(({ Key }) => {
    if (Key === `records/${imageId}.json` && derivatives.length > 0) return {};
    throw new NotFound({ $metadata: {}, message: '' });
  });
  s3.on(ListObjectVersionsCommand).callsFake(({ Prefix }) => ({
    Versions: Prefix === key ? versions.map((VersionId) => ({ Key: key, VersionId })) : [],
  }));
  s3.on(DeleteObjectCommand).resolves({});
  s3.on(DeleteObjectsCommand).callsFake(() => {
    versions = [];
    return {};
  });
  sqs.on(SendMessageCommand).callsFake(() => forgetImage(versions.length > 0 ? key : undefined));
});

describe('forget', () => {
  it('says what there is of a photograph, and deletes nothing where nobody is there to ask', async () => {
    const { text } = await run([key]);

    expect(text).toBe(
      `${key}: 2 versions of the original, 3 objects made of it, its record (SUCCEEDED), which can be restored: --yes deletes`,
    );
    expect(s3.commandCalls(DeleteObjectCommand)).toEqual([]);
  });

  it('asks, and takes no for an answer', async () => {
    answer = false;

    expect((await run([key])).text).toBe('Nothing was deleted');
    expect(asked).toMatch(/its record \(SUCCEEDED\), which can be restored\nDelete\?$/);
    expect(item).toBe(record);
  });

  it('hides the original under a delete marker, and waits until nothing is left', async () => {
    answer = true;

    const report = await run([key]);

    expect(s3.commandCalls(DeleteObjectCommand).map(({ args }) => args[0].input)).toEqual([
      { Bucket: bucket, Key: key },
    ]);
    expect(report).toMatchObject({ isComplete: true, result: { gone: [key], unknown: [], left: [] } });
    const [message, ...others] = sqs.commandCalls(SendMessageCommand).map(({ args }) => args[0].input);
    const deletion = parseMessage(message?.MessageBody ?? '') as Deletion;
    expect(others).toEqual([]);
    expect(deletion).toMatchObject({ bucket, key });
    expect(deletion.sequencer > record.source.sequencer).toBe(true); // else the record would stay
    expect(report.text).toBe('1 photograph gone, with all that was made of it');
  });

  it('deletes every version where it is to be for ever, also of what was hidden before', async () => {
    item = toTombstone(key);
    derivatives = [];

    expect(await run([imageId, '--permanently', '--yes'])).toMatchObject({ isComplete: true });

    expect(s3.commandCalls(DeleteObjectsCommand)[0]?.args[0].input.Delete?.Objects).toEqual([
      { Key: key, VersionId: 'v1' },
      { Key: key, VersionId: 'v2' },
    ]);
  });

  it('looks for what is left of what was deleted before', async () => {
    item = toTombstone();
    versions = [];

    const { text, isComplete } = await run([imageId, '--yes']);

    const messages = sqs.commandCalls(SendMessageCommand).map(({ args }) => args[0].input);
    expect(messages.map(({ QueueUrl }) => QueueUrl)).toEqual(['forget']);
    expect(parseMessage(messages[0]?.MessageBody ?? '')).toEqual({ imageId });
    expect([text, isComplete]).toEqual(['1 photograph gone, with all that was made of it', true]);
  });

  it('takes the name from the tombstone of what has no version any more, whose end nobody has told of', async () => {
    item = toTombstone(key);
    [versions, derivatives] = [[], []];
    sqs.on(SendMessageCommand).callsFake(() => forgetImage());

    expect(await run([key, '--permanently', '--yes'])).toMatchObject({ isComplete: true });

    const [message] = sqs.commandCalls(SendMessageCommand).map(({ args }) => args[0].input);
    expect(parseMessage(message?.MessageBody ?? '')).toMatchObject({ bucket, key });
  });

  it('names what there is not, and deletes the others', async () => {
    const { text, result, isComplete } = await run(['nobody.jpg', key, '--yes']);

    expect(text).toContain('1 photograph gone');
    expect(result).toEqual({ gone: [key], unknown: ['nobody.jpg'], left: [] });
    expect(isComplete).toBe(false);

    expect((await run(['nobody.jpg', '--yes'])).text).toBe('There is no photograph nobody.jpg');
  });

  it('deletes an original that no record tells of', async () => {
    item = undefined;
    derivatives = [];

    expect(await run([key, '--yes'])).toMatchObject({ isComplete: true });
    expect(item).toEqual(toTombstone(key));
  });

  it('says what goes on without it when it is interrupted', async () => {
    isHanging = true;

    const { text, isComplete } = await run([key, '--yes'], AbortSignal.abort());

    expect(text).toContain(`${key} is deleted; what was made of it goes without this command`);
    expect(isComplete).toBe(false);
  });

  it('wants to be told which', () => {
    expect(() => parseArguments(['--yes'])).toThrow('but found none');
    expect(parseArguments([key, key]).request?.named).toEqual([key]);
  });

  it('has a help that fits a terminal', () => {
    for (const line of HELP.split('\n')) expect(line.length).toBeLessThanOrEqual(120);
  });
});
