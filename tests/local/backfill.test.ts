// What lies in the uploads bucket and has no record gets one, and nothing gets a second.
//
//   BACKFILL_OBJECTS=1000 npm test -- tests/local/backfill.test.ts

import { setTimeout as sleep } from 'node:timers/promises';
import { PutBucketNotificationConfigurationCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { paginateListExecutions } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import pMap from 'p-map';
import { toImageId } from '../../functions/shared/image-object.ts';
import { parseArguments } from '../../operate/backfill/arguments.ts';
import { backfill } from '../../operate/backfill/backfill.ts';
import { countMessages } from '../../stack/count-messages.ts';
import { readRecords } from '../../stack/records.ts';
import { openTarget } from '../../stack/target.ts';
import { createTerminal } from '../../terminal/terminal.mjs';
import { START_MS, startTestCloud, TEST_MS } from './support/test-cloud.ts';

/** No photographs, so that their executions are short: they end UNSUPPORTED. */
const OBJECTS = Number(process.env.BACKFILL_OBJECTS ?? 60);
const LONGEST_MS = TEST_MS + OBJECTS * 2_000;

let cloud: Awaited<ReturnType<typeof startTestCloud>>;

beforeAll(async () => {
  cloud = await startTestCloud({ MaxPhotographsInFlight: '50' });
}, START_MS);

afterAll(async () => {
  await cloud?.remove();
}, 60_000);

/** As before the stack, and as a bucket is in its first five minutes: it tells nobody of what is put into it. */
async function setEvents(isTold: boolean): Promise<void> {
  await cloud.clients.s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket: cloud.outputs.UploadBucketName,
      NotificationConfiguration: isTold ? { EventBridgeConfiguration: {} } : {},
    }),
  );
}

async function upload(Key: string, Body: string): Promise<void> {
  await cloud.clients.s3.send(
    new PutObjectCommand({ Bucket: cloud.outputs.UploadBucketName, Key, Body: Buffer.from(Body) }),
  );
}

async function run(...args: string[]) {
  const { request } = parseArguments(args);
  if (!request) throw new Error('Expected a request');
  return await backfill(request, {
    target: await openTarget({ endpoint: cloud.endpoint }),
    terminal: createTerminal(),
    ask: async () => undefined,
    signal: AbortSignal.timeout(LONGEST_MS),
    workingFolder: process.cwd(),
  });
}

async function countExecutions(): Promise<{ all: number; running: number }> {
  const stateMachineArn = cloud.outputs.ProcessImageStateMachineArn;
  let [all, running] = [0, 0];
  for await (const { executions = [] } of paginateListExecutions(
    { client: cloud.clients.sfn },
    { stateMachineArn },
  )) {
    all += executions.length;
    running += executions.filter(({ status }) => status === 'RUNNING').length;
  }
  return { all, running };
}

/** @returns How many executions there have been, when the queue is empty and none runs. */
async function settle(): Promise<number> {
  const signal = AbortSignal.timeout(LONGEST_MS);
  for (;;) {
    const waiting = await countMessages(cloud.clients, cloud.outputs.IntakeQueueUrl);
    const { all, running } = await countExecutions();
    if (waiting === 0 && running === 0) return all;
    await sleep(500, undefined, { signal });
  }
}

it(
  'gives a record to what has none, and to nothing a second one',
  async () => {
    const keys = Array.from({ length: OBJECTS }, (_, at) => `${at % 2 ? 'later' : 'known'}/${at} é.txt`);
    const half = OBJECTS / 2;
    await setEvents(false);
    await pMap(keys, (key) => upload(key, key), { concurrency: 20 });
    await upload('later/', '');

    expect((await run('--prefix', 'known/', '--yes')).result).toMatchObject({ sent: half, known: 0 });
    expect(await settle()).toBe(half);

    const seen = { objects: OBJECTS + 1, toSend: half, known: half };
    expect((await run('--dry-run')).result).toMatchObject(seen);
    expect(await run('--yes')).toMatchObject({
      isComplete: true,
      result: { sent: half, known: half, failed: 0, refused: { 'a folder of the S3 console': 1 } },
    });
    expect(await settle()).toBe(OBJECTS);

    expect((await run('--yes')).result).toMatchObject({ toSend: 0, known: OBJECTS });
    expect(await settle()).toBe(OBJECTS);

    const { clients, outputs } = cloud;
    const ids = keys.map((key) => toImageId(outputs.UploadBucketName, key));
    const records = await readRecords(clients.documents, outputs.ImagesTableName, ids);
    expect([...records.values()].map(({ status }) => status)).toEqual(Array(OBJECTS).fill('UNSUPPORTED'));
    expect([...records.values()].filter(({ source }) => !source.versionId)).toEqual([]);
  },
  LONGEST_MS,
);

it(
  'sees a version that nobody was told of, and yields to what S3 tells later',
  async () => {
    const [key] = ['known/0 é.txt'];
    const imageId = toImageId(cloud.outputs.UploadBucketName, key);
    const before = await settle();
    await upload(key, 'another version');
    expect((await run('--yes')).result).toMatchObject({ sent: 1 });
    expect(await settle()).toBe(before + 1);

    await setEvents(true);
    await upload(key, 'a third');
    expect(await settleTo(before + 2)).toBe(before + 2);

    const { clients, outputs } = cloud;
    const record = (await readRecords(clients.documents, outputs.ImagesTableName, [imageId])).get(imageId);
    expect(record?.source.sizeBytes).toBe('a third'.length);
  },
  LONGEST_MS,
);

/** An event takes its time to the queue. */
async function settleTo(executions: number): Promise<number> {
  const signal = AbortSignal.timeout(LONGEST_MS);
  while ((await countExecutions()).all < executions) await sleep(250, undefined, { signal });
  return await settle();
}
