import { HeadObjectCommand, NotFound, S3Client } from '@aws-sdk/client-s3';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { BatchGetCommand, DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { ImageRecord } from '@image-workflow/record';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { toExecutionName } from '../../../../functions/shared/image-object.ts';
import { parseObjectCreated } from '../../../../functions/start-workflow/object-created.ts';
import { toRecord } from '../../../../functions/store-record/to-record.ts';
import { HELP, parseArguments } from '../../../../operate/reprocess/arguments.ts';
import { reprocess } from '../../../../operate/reprocess/reprocess.ts';
import { createClients } from '../../../../stack/clients.ts';
import { readEvent } from '../../functions/events.ts';

const documents = mockClient(DynamoDBDocumentClient);
const s3 = mockClient(S3Client);
const sqs = mockClient(SQSClient);
const record: ImageRecord = toRecord(readEvent('store-record'), '2026-06-21T04:31:12.000Z');

let answer: boolean | undefined;
let asked: string | undefined;

async function run(...args: string[]) {
  const { request } = parseArguments(args);
  if (!request) throw new Error('Expected a request');
  return await reprocess(request, {
    target: {
      clients: createClients({ region: 'us-east-1' }),
      outputs: {
        ImagesTableName: 'images',
        UploadBucketName: record.source.bucket,
        IntakeQueueUrl: 'intake',
      },
      parameters: { Features: 'labels,text,faces,people' },
    } as never,
    terminal: { step: (_: string, work: (report: () => void) => unknown) => work(() => {}) } as never,
    signal: new AbortController().signal,
    ask: async (question) => {
      asked = question;
      return answer;
    },
    workingFolder: '.',
  });
}

const sent = () =>
  sqs
    .commandCalls(SendMessageBatchCommand)
    .flatMap(({ args: [{ input }] }) => input.Entries ?? [])
    .map(({ MessageBody = '' }) => parseObjectCreated(MessageBody));

beforeEach((): void => {
  [answer, asked] = [undefined, undefined];
  documents.reset();
  s3.reset();
  sqs.reset();
  s3.on(HeadObjectCommand).resolves({});
  documents.on(BatchGetCommand).resolves({ Responses: { images: [record] } });
  sqs.on(SendMessageBatchCommand).resolves({});
});

describe('reprocess', () => {
  it('sends a photograph that is named as the next run of the same version, whose record wins', async () => {
    const { result, isComplete } = await run(record.source.key, '--yes');

    const [image, ...others] = sent();
    const before = { imageId: record.imageId, ...record.source };
    expect(others).toEqual([]);
    expect(image).toMatchObject({ ...before, sequencer: expect.any(String) });
    expect((image?.sequencer ?? '') > record.source.sequencer).toBe(true);
    expect(image && toExecutionName(image)).not.toBe(toExecutionName(before));
    expect(result).toMatchObject({ found: 1, sent: 1, unknown: [] });
    expect(isComplete).toBe(true);
  });

  it('says how many and what they cost before it does anything', async () => {
    const { text } = await run(record.imageId);

    // $0.001 for each of labels, text and faces, and OTHER_USD
    expect(text).toMatch(/^1 photograph, about \$0\.004 at list prices .*: --yes runs them again$/);
    expect(sent()).toEqual([]);
  });

  it('asks the person at the terminal, and does what is answered', async () => {
    answer = false;
    expect((await run(record.imageId)).text).toBe('Nothing was run');
    expect(sent()).toEqual([]);

    answer = true;
    expect((await run(record.imageId)).text).toMatch(/^1 photograph run again/);
    expect(asked).toMatch(/^1 photograph, about \$0\.004 at list prices .*\. Run again\?$/);
    expect(sent()).toHaveLength(1);
  });

  it('sends all that are chosen, ten at once, but none whose execution runs', async () => {
    const many = Array.from({ length: 23 }, (_, at) => ({
      ...record,
      source: { ...record.source, key: `${at}.jpg` },
    }));
    documents.on(ScanCommand).resolves({ Items: [...many, { ...record, status: 'PROCESSING' }] });

    const { result } = await run('--since', '3d', '--yes');

    expect(result).toMatchObject({ found: 23, sent: 23, atWork: 1, usd: expect.closeTo(23 * 0.00365) });
    expect(sent().map(({ key }) => key)).toEqual(many.map(({ source }) => source.key));
    expect(sqs.commandCalls(SendMessageBatchCommand)).toHaveLength(3);
  });

  it('asks anew for the feature that failed alone, and reckons with no other', async () => {
    documents.on(ScanCommand).resolves({ Items: [record] });

    const { result } = await run('--feature', 'text', '--yes');
    await run('--feature', 'thumbnails', '--yes');
    await run('--status', 'PARTIAL', '--yes');

    expect(sent().map(({ askAgain }) => askAgain)).toEqual([['text'], [], undefined]);
    expect(result).toMatchObject({ usd: expect.closeTo(0.00165) }); // $0.001 for text, and OTHER_USD
  });

  it('leaves out what a run could not read: what it has would go, and nothing come', async () => {
    const keys = ['gone.jpg', 'erased.jpg', 'archived.jpg', 'cold.jpg', 'restored.jpg', 'there.jpg'];
    const Items = keys.map((key) => ({ ...record, source: { ...record.source, key } }));
    documents.on(ScanCommand).resolves({ Items });
    const { versionId: VersionId } = record.source;
    const gone = new NotFound({ $metadata: {}, message: 'UnknownError' });
    const onHead = (Key: string, version = {}) => s3.on(HeadObjectCommand, { Key, ...version });
    onHead('gone.jpg').rejects(gone);
    onHead('erased.jpg').resolves({ VersionId: 'the one below' });
    onHead('erased.jpg', { VersionId }).rejects(gone);
    onHead('archived.jpg').resolves({ StorageClass: 'GLACIER', Restore: 'ongoing-request="true"' });
    onHead('cold.jpg').resolves({
      StorageClass: 'INTELLIGENT_TIERING',
      ArchiveStatus: 'DEEP_ARCHIVE_ACCESS',
    });
    onHead('restored.jpg').resolves({ StorageClass: 'GLACIER', Restore: 'ongoing-request="false"' });

    const { result, text, isComplete } = await run('--status', 'SUCCEEDED', '--yes');

    expect(sent().map(({ key }) => key)).toEqual(['restored.jpg', 'there.jpg']);
    expect(result).toMatchObject({
      found: 6,
      sent: 2,
      unreadable: {
        gone: ['gone.jpg', 'erased.jpg'],
        'archived as GLACIER': ['archived.jpg'],
        'archived as DEEP_ARCHIVE_ACCESS': ['cold.jpg'],
      },
    });
    expect(text).toMatch(/^Left out: 2 whose original is gone, such as gone\.jpg, erased\.jpg$/m);
    expect(isComplete).toBe(false);
  });

  it('names what has no record, and what the queue did not take', async () => {
    sqs.on(SendMessageBatchCommand).resolves({
      Failed: [{ Id: '0', Code: 'InternalError', SenderFault: false }],
    });

    const { text, isComplete } = await run(record.source.key, 'gone.jpg', '--yes');

    expect(text).toContain('There is no record of gone.jpg');
    expect(text).toContain(`Not sent: ${record.source.key}`);
    expect(isComplete).toBe(false);
  });

  it('wants names or a choice, and never takes everything by mistake', () => {
    expect(() => parseArguments(['--yes'])).toThrow('but found neither');
    expect(() => parseArguments(['a.jpg', '--status', 'FAILED'])).toThrow('but found both');
  });

  it('has a help that fits a terminal', () => {
    for (const line of HELP.split('\n')) expect(line.length).toBeLessThanOrEqual(120);
  });
});
