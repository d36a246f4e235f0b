// A photograph that is run again, or whose runs overtake one another: one record, and nothing else is left behind.

import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  DeleteObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { ImageRecord } from '@image-workflow/record';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { toImageId, toRevision } from '../../functions/shared/image-object.ts';
import { toNextRun } from '../../functions/shared/next-run.ts';
import { toObjectCreatedEvent } from '../../functions/shared/object-events.ts';
import { recordKey } from '../../functions/shared/result-keys.ts';
import type { Command } from '../../operate/command-line.ts';
import { parseArguments as parseForget } from '../../operate/forget/arguments.ts';
import { forget } from '../../operate/forget/forget.ts';
import { parseArguments as parseReprocess } from '../../operate/reprocess/arguments.ts';
import { reprocess } from '../../operate/reprocess/reprocess.ts';
import { countMessages } from '../../stack/count-messages.ts';
import { readRecord } from '../../stack/records.ts';
import { openTarget } from '../../stack/target.ts';
import { createTerminal } from '../../terminal/terminal.mjs';
import { photograph } from './support/pictures.ts';
import { listExecutionsOf, processFiles, START_MS, startTestCloud, TEST_MS } from './support/test-cloud.ts';

const REPROCESS = { parse: parseReprocess, run: reprocess };
const FORGET = { parse: parseForget, run: forget };

let cloud: Awaited<ReturnType<typeof startTestCloud>>;

beforeAll(async () => {
  cloud = await startTestCloud();
}, START_MS);

afterAll(async () => {
  await cloud?.remove();
}, 60_000);

const idOf = (key: string) => toImageId(cloud.outputs.UploadBucketName, key);
const read = (key: string) => readRecord(cloud.clients.documents, cloud.outputs.ImagesTableName, idOf(key));

/** Keys of the results bucket about one photograph. */
async function listResults(key: string): Promise<string[]> {
  const { Contents = [] } = await cloud.clients.s3.send(
    new ListObjectsV2Command({ Bucket: cloud.outputs.ResultsBucketName }),
  );
  return Contents.flatMap(({ Key }) => (Key?.includes(idOf(key)) ? Key : []));
}

/** The revisions of which there is a preview, a thumbnail or an answer. */
async function listRevisions(key: string): Promise<string[]> {
  const keys = (await listResults(key)).filter((result) => result !== recordKey(idOf(key)));
  return [...new Set(keys.flatMap((result) => result.split(/[/.]/)[2] ?? []))];
}

async function waitFor<Value>(what: () => Promise<Value | undefined | false>): Promise<Value> {
  const signal = AbortSignal.timeout(TEST_MS);
  for (;;) {
    const value = await what();
    if (value) return value;
    await sleep(250, undefined, { signal });
  }
}

/** Until nothing is at work or waits that could change a record or delete anything. */
async function settle(): Promise<void> {
  const { clients, outputs } = cloud;
  const machine = { stateMachineArn: outputs.ProcessImageStateMachineArn, statusFilter: 'RUNNING' } as const;
  await waitFor(async () => {
    const { executions = [] } = await clients.sfn.send(new ListExecutionsCommand(machine));
    if (executions.length > 0) return false;
    const queues = [outputs.FastQueueUrl, outputs.IntakeQueueUrl, outputs.ForgetQueueUrl];
    const waiting = await Promise.all(queues.map((url) => countMessages(clients, url)));
    return waiting.every((messages) => messages === 0);
  });
}

async function send(version: ImageRecord['source']): Promise<void> {
  const MessageBody = JSON.stringify(toObjectCreatedEvent(version));
  await cloud.clients.sqs.send(
    new SendMessageCommand({ QueueUrl: cloud.outputs.IntakeQueueUrl, MessageBody }),
  );
}

/** Runs a command as it is typed. */
async function type<Request>({ parse, run }: Pick<Command<Request>, 'parse' | 'run'>, ...args: string[]) {
  const { request } = parse(args);
  if (!request) throw new Error('Expected a request');
  return await run(request, {
    target: await openTarget({ endpoint: cloud.endpoint }),
    terminal: createTerminal(),
    ask: async () => undefined,
    signal: new AbortController().signal,
    workingFolder: process.cwd(),
  });
}

describe('a photograph of which a feature had failed', () => {
  it(
    'is whole when it is run again, with one record, and nothing of the run before is left',
    async () => {
      const keys = ['one.jpg', 'two.jpg', 'three.jpg'];
      const faults = `${cloud.rekognitionEndpoint}/faults`;
      const plan = { errors: { DetectLabels: 'InternalServerError' } };
      await fetch(faults, { method: 'PUT', body: JSON.stringify(plan) });
      const jpeg = await photograph(320, 240);
      const { records } = await processFiles(cloud, Object.fromEntries(keys.map((key) => [key, jpeg])));
      expect([...records.values()].map(({ status }) => status)).toEqual(keys.map(() => 'PARTIAL'));
      await fetch(faults, { method: 'DELETE' });

      expect(await type(REPROCESS, '--status', 'PARTIAL', '--yes')).toMatchObject({
        isComplete: true,
        result: { found: keys.length, sent: keys.length },
      });

      for (const key of keys) {
        const record = await waitFor(async () => {
          const now = await read(key);
          return now?.status === 'SUCCEEDED' && now;
        });
        expect(record.source.sequencer > (records.get(key)?.source.sequencer ?? '')).toBe(true);
        await waitFor(async () => (await listRevisions(key)).length === 1);
        expect(await listRevisions(key)).toEqual([toRevision(record.source)]);
        expect(await listResults(key)).toContain(recordKey(idOf(key)));
        expect(await listExecutionsOf(cloud, idOf(key))).toHaveLength(2);
      }
    },
    TEST_MS,
  );
});

describe('runs that overtake one another', () => {
  it(
    'leave what the newest has made, whichever ends last',
    async () => {
      const key = 'three runs.jpg';
      const { records } = await processFiles(cloud, { [key]: await photograph(640, 480) });
      const first = records.get(key)?.source;
      if (!first) throw new Error('Expected a record');
      const second = toNextRun(first);
      const third = toNextRun(second);

      await send(second);
      await waitFor(async () => (await read(key))?.source.sequencer === second.sequencer);
      await send(third); // while the second is at work
      await waitFor(async () => {
        const now = await read(key);
        return now?.status === 'SUCCEEDED' && now.source.sequencer === third.sequencer;
      });

      await waitFor(async () => (await listRevisions(key)).length === 1);
      await settle();
      expect(await listRevisions(key)).toEqual([toRevision(third)]);
    },
    TEST_MS,
  );
});

describe('a photograph that is deleted', () => {
  const toOriginal = (Key: string) => ({ Bucket: cloud.outputs.UploadBucketName, Key });
  const upload = async (key: string, width: number) =>
    await cloud.clients.s3.send(
      new PutObjectCommand({ ...toOriginal(key), Body: await photograph(width, 200) }),
    );
  const waitForWidth = (key: string, width: number) =>
    waitFor(async () => {
      const record = await read(key);
      return record?.status === 'SUCCEEDED' && record.metadata?.width === width && record;
    });

  it(
    'while it is at work leaves nothing behind',
    async () => {
      const key = 'gone at once.jpg';
      await upload(key, 1600);
      await waitFor(() => read(key));

      await cloud.clients.s3.send(new DeleteObjectCommand(toOriginal(key)));

      await waitFor(async () => (await read(key)) === undefined);
      await settle(); // ends with the execution: what it has made is told of
      await waitFor(async () => (await listResults(key)).length === 0);
      expect(await read(key)).toBeUndefined();
    },
    TEST_MS,
  );

  it(
    'and uploaded again is the new one, and nothing of the old one is left, whenever its deletion is heard of',
    async () => {
      const key = 'uploaded again.jpg';
      await upload(key, 300);
      const old = await waitForWidth(key, 300);
      await cloud.clients.s3.send(new DeleteObjectCommand(toOriginal(key)));
      await upload(key, 500);

      const record = await waitForWidth(key, 500);
      await settle();
      await waitFor(async () => (await listRevisions(key)).length === 1);
      expect(await listRevisions(key)).toEqual([toRevision(record.source)]);

      const { Records: [sample] = [] } = JSON.parse(await readFile('events/forget-image.json', 'utf8'));
      const late = JSON.parse(sample.body);
      late.detail.bucket.name = cloud.outputs.UploadBucketName;
      late.detail.object = { key, sequencer: toNextRun(old.source).sequencer }; // after the old one, before the new one
      await cloud.clients.sqs.send(
        new SendMessageCommand({ QueueUrl: cloud.outputs.ForgetQueueUrl, MessageBody: JSON.stringify(late) }),
      );
      await settle();
      expect(await read(key)).toEqual(record);
      expect(await listRevisions(key)).toEqual([toRevision(record.source)]);
    },
    TEST_MS,
  );

  it(
    'by npm run forget is gone when the command says so, and for ever with --permanently',
    async () => {
      const keys = ['forgotten.jpg', 'forgotten for ever.jpg'] as const;
      const jpeg = await photograph(320, 240);
      await processFiles(cloud, Object.fromEntries(keys.map((key) => [key, jpeg])));

      expect(await type(FORGET, keys[0], '--yes')).toMatchObject({ isComplete: true });
      expect(await type(FORGET, keys[1], '--permanently', '--yes')).toMatchObject({ isComplete: true });

      expect([await listResults(keys[0]), await listResults(keys[1])]).toEqual([[], []]);
      expect([await read(keys[0]), await read(keys[1])]).toEqual([undefined, undefined]);
      const { Versions = [], DeleteMarkers = [] } = await cloud.clients.s3.send(
        new ListObjectVersionsCommand({ Bucket: cloud.outputs.UploadBucketName, Prefix: 'forgotten' }),
      );
      expect([...Versions, ...DeleteMarkers].map(({ Key }) => Key)).toEqual([keys[0], keys[0]]);

      expect(await type(FORGET, idOf(keys[1]), '--yes')).toMatchObject({ isComplete: true }); // nothing is left, and it says so
      expect(await type(FORGET, 'never seen.jpg', '--yes')).toMatchObject({ isComplete: false });
    },
    TEST_MS,
  );
});
