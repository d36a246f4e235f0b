import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import {
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { BatchGetCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { toImageId } from '../../../../functions/shared/image-object.ts';
import { HELP, parseArguments } from '../../../../operate/backfill/arguments.ts';
import { backfill } from '../../../../operate/backfill/backfill.ts';
import { createClients } from '../../../../stack/clients.ts';

const documents = mockClient(DynamoDBDocumentClient);
const s3 = mockClient(S3Client);
const sfn = mockClient(SFNClient);
const sqs = mockClient(SQSClient);
const executionArn = 'arn:aws:states:us-east-1:111122223333:execution:Backfill:1';
const taken = { sent: 2, known: 1, refused: {} };

let answer: boolean | undefined;
let asked: string[];
let printed: string;
let pace: number;

async function run(args: string[], signal = new AbortController().signal) {
  const { request } = parseArguments(args);
  if (!request) throw new Error('Expected a request');
  return await backfill(request, {
    target: {
      stackName: 'image-workflow',
      clients: createClients({ region: 'us-east-1' }),
      outputs: {
        ImagesTableName: 'images',
        UploadBucketName: 'uploads',
        IntakeQueueUrl: 'intake',
        BackfillStateMachineArn: 'backfill',
      },
      parameters: { Features: 'labels,text,faces,people', MaxPhotographsInFlight: pace },
    } as never,
    terminal: {
      step: (_: string, work: (report: () => void) => unknown) => work(() => {}),
      print: (text: string) => {
        printed += text;
      },
    } as never,
    ask: async (question) => {
      asked.push(question);
      return answer;
    },
    signal,
    workingFolder: '.',
  });
}

const started = () => sfn.commandCalls(StartExecutionCommand).map(({ args }) => args[0].input);

function wait(messages: number): void {
  sqs
    .on(GetQueueAttributesCommand)
    .resolves({ Attributes: { ApproximateNumberOfMessages: String(messages) } });
}

function endWith(output: unknown): void {
  sfn.on(DescribeExecutionCommand).resolves({ status: 'SUCCEEDED', output: JSON.stringify(output) } as never);
}

beforeEach(() => {
  for (const mock of [documents, s3, sfn, sqs]) mock.reset();
  [answer, asked, printed, pace] = [undefined, [], '', 6];
  const objects = ['a.jpg', 'b.jpg', 'c.jpg', 'folder/'].map((Key) => ({
    Key,
    ETag: '"e1"',
    Size: Key.endsWith('/') ? 0 : 10,
  }));
  s3.on(ListObjectsV2Command).resolves({ Contents: objects });
  const source = { key: 'a.jpg', eTag: 'e1', sequencer: '1' };
  const record = { imageId: toImageId('uploads', 'a.jpg'), status: 'SUCCEEDED', source };
  documents.on(BatchGetCommand).resolves({ Responses: { images: [record] } });
  wait(0);
  sfn.on(StartExecutionCommand).resolves({ executionArn });
  sfn.on(ListMapRunsCommand).resolves({ mapRuns: [{ mapRunArn: 'run' }] as never });
  sfn
    .on(DescribeMapRunCommand)
    .resolves({ itemCounts: { succeeded: 4, failed: 0, timedOut: 0, aborted: 0, total: 4 } } as never);
  endWith([
    { ...taken, sent: 1 },
    { sent: 1, known: 0, refused: { 'a folder of the S3 console': 1 } },
  ]);
});

describe('backfill', () => {
  it('says how many have no record and what they cost, and sends nothing where nobody is there to ask', async () => {
    const { text, result } = await run([]);

    expect(text).toContain('Left out: 1 (a folder of the S3 console), such as folder/');
    // $0.001 for each of labels, text and faces, and OTHER_USD, twice; six at work at once, four seconds each
    expect(text).toMatch(
      /4 objects, 1 known: 2 photographs to run, about \$0\.007 .*, and 1 s: --yes sends them to the intake queue$/,
    );
    expect(result).toMatchObject({ objects: 4, toSend: 2, known: 1, usd: expect.closeTo(0.0073) });
    expect(started()).toEqual([]);
  });

  it('sends them where the person at the terminal says so, and not otherwise', async () => {
    answer = false;
    expect((await run([])).text).toBe('Nothing was sent');
    expect(started()).toEqual([]);

    answer = true;
    expect((await run(['--prefix', '2024/'])).text).toContain(
      '2 photographs sent to the intake queue, 1 known',
    );
    expect(started()).toEqual([{ stateMachineArn: 'backfill', input: '{"prefix":"2024/","all":false}' }]);
    expect(asked).toHaveLength(2);
  });

  it('asks nothing where it only looks, or where it may', async () => {
    expect((await run(['--dry-run'])).result).toMatchObject({ toSend: 2 });
    expect(started()).toEqual([]);

    const { result, isComplete } = await run(['--yes', '--all']);
    expect(asked).toEqual([]);
    expect(started()).toEqual([{ stateMachineArn: 'backfill', input: '{"prefix":"","all":true}' }]);
    expect(isComplete).toBe(true);
    expect(result).toMatchObject({ ...taken, refused: { 'a folder of the S3 console': 1 }, failed: 0 });
  });

  it('starts nothing where everything has its record', async () => {
    s3.on(ListObjectsV2Command).resolves({ Contents: [{ Key: 'a.jpg', ETag: '"e1"', Size: 10 }] });

    expect((await run(['--yes'])).text).toContain('1 objects, 1 known: 0 photographs to run');
    expect(started()).toEqual([]);
  });

  it('says what would be run twice, and what the queue could not keep', async () => {
    wait(12);
    expect((await run([])).text).toContain('12 uploads wait in the intake queue and have no record yet');

    pace = 5e-6; // two photographs, each four seconds, in eighteen days
    expect((await run([])).text).toContain('more than the intake queue can keep at this pace');
  });

  it('reads the results where Step Functions has written them', async () => {
    const Bucket = 'results';
    endWith({ MapRunArn: 'run', ResultWriterDetails: { Bucket, Key: 'backfill/1/manifest.json' } });
    const files = { SUCCEEDED: [{ Key: 'backfill/1/SUCCEEDED_0.jsonl', Size: 1 }], FAILED: [], PENDING: [] };
    const toBody = (text: string) => ({ Body: { transformToString: async () => text } as never });
    s3.on(GetObjectCommand, { Bucket, Key: 'backfill/1/manifest.json' }).resolves(
      toBody(JSON.stringify({ DestinationBucket: Bucket, MapRunArn: 'run', ResultFiles: files })),
    );
    s3.on(GetObjectCommand, { Bucket, Key: 'backfill/1/SUCCEEDED_0.jsonl' }).resolves(
      toBody(`${JSON.stringify(taken)}\n${JSON.stringify({ ...taken, sent: 500 })}\n`),
    );

    expect((await run(['--yes'])).result).toMatchObject({ sent: 502, known: 2 });
  });

  it('is not complete where a batch has failed, and fails where too many have', async () => {
    sfn
      .on(DescribeMapRunCommand)
      .resolves({ itemCounts: { succeeded: 3, failed: 1, timedOut: 0, aborted: 0, total: 4 } } as never);
    const { text, isComplete } = await run(['--yes']);
    expect(text).toContain('1 objects could not be looked at: npm run logs -- TakeInObjects says why');
    expect(isComplete).toBe(false);

    sfn.on(DescribeExecutionCommand).resolves({ status: 'FAILED', cause: 'threshold exceeded' } as never);
    sfn.on(ListExecutionsCommand).resolves({ executions: [] });
    await expect(run(['--yes'])).rejects.toThrow('to succeed but it FAILED: threshold exceeded');

    sfn.on(ListExecutionsCommand).resolves({ executions: [{ executionArn: 'batch' }] } as never);
    const cause = '{"errorType":"AccessDenied","errorMessage":"may not send"}';
    sfn
      .on(DescribeExecutionCommand, { executionArn: 'batch' })
      .resolves({ status: 'FAILED', error: 'AccessDenied', cause } as never);
    await expect(run(['--yes'])).rejects.toThrow('to succeed but it FAILED: AccessDenied: may not send');
  });

  it('says when it is interrupted what goes on, and how that is ended', async () => {
    const stop = new AbortController();
    sfn.on(DescribeExecutionCommand).callsFake(() => {
      stop.abort();
      return { status: 'RUNNING' };
    });

    expect((await run(['--yes'], stop.signal)).isComplete).toBe(false);
    expect(printed).toContain(`aws stepfunctions stop-execution --execution-arn ${executionArn}`);
  });

  it('takes no keys, and does not both look alone and send', () => {
    expect(() => parseArguments(['a.jpg'])).toThrow('Expected options only but found "a.jpg"');
    expect(() => parseArguments(['--dry-run', '--yes'])).toThrow('but found both');
  });

  it('has a help that fits a terminal', () => {
    for (const line of HELP.split('\n')) expect(line.length).toBeLessThanOrEqual(120);
  });
});
