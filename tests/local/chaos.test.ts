// Everything that may happen at once, by a seed, and what becomes of messages that were set aside.

import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ChaosReport, runChaos } from '../../bench/chaos/chaos.ts';
import { toPlan } from '../../bench/chaos/plan.ts';
import { toImageId } from '../../functions/shared/image-object.ts';
import { toObjectCreatedEvent } from '../../functions/shared/object-events.ts';
import { type LocalCloud, startLocalCloud } from '../../local/cloud.ts';
import { redrive } from '../../operate/redrive/redrive.ts';
import { countMessages } from '../../stack/count-messages.ts';
import { readRecords } from '../../stack/records.ts';
import { openTarget } from '../../stack/target.ts';
import { photograph } from './support/pictures.ts';
import { createTestOptions, listExecutionsOf, START_MS, TEST_MS } from './support/test-cloud.ts';

const SEED = 3;
const PHOTOGRAPHS = 24;
/** Two starts and the plan. */
const LONGEST_MS = 2 * START_MS + TEST_MS;

let cloud: LocalCloud;
let report: ChaosReport;
let stateFolder: string;

beforeAll(async () => {
  const options = await createTestOptions();
  ({ stateFolder } = options);
  report = await runChaos({
    plan: toPlan(SEED, PHOTOGRAPHS),
    async start() {
      const parameters = { ReuseAnswers: 'true' };
      cloud = await startLocalCloud({ ...options, parameters, signal: AbortSignal.timeout(START_MS) });
      return cloud;
    },
    stateFolder,
    terminal: options.terminal,
    signal: AbortSignal.timeout(LONGEST_MS),
  });
}, LONGEST_MS);

afterAll(async () => {
  await cloud?.stop();
  await rm(stateFolder, { recursive: true });
}, 60_000);

describe('chaos', () => {
  it('did what its plan says', () => {
    expect(report.did).toMatchObject({
      put: expect.any(Number),
      delete: expect.any(Number),
      'kill emulator': 1,
    });
  });

  it('leaves one true record for every upload, and nothing of what was deleted', () => {
    expect(report.violations).toEqual([]);
  });
});

// The rules that bring events to the queues still rest, so each message here is the test's own.
describe('redrive', () => {
  const EACH = 50;
  const keys = Array.from({ length: EACH }, (_, at) => `redriven/${at}.jpg`);

  async function putBoth(): Promise<void> {
    const { clients, outputs } = cloud;
    const Body = await photograph(24, 24);
    for (const Key of keys) {
      const at = { Bucket: outputs.UploadBucketName, Key };
      const { VersionId, ETag = '' } = await clients.s3.send(new PutObjectCommand({ ...at, Body }));
      const event = toObjectCreatedEvent({
        bucket: at.Bucket,
        key: Key,
        versionId: VersionId,
        eTag: ETag.replaceAll('"', ''),
        sizeBytes: Body.length,
        sequencer: '01',
        uploadedAt: new Date().toISOString(),
      });
      await send(outputs.IntakeDeadLetterQueueUrl, JSON.stringify(event)); // as SQS does after five failures
      await send(outputs.IntakeQueueUrl, `no event but the number ${Key}`); // StartWorkflow sets it aside
    }
    await waitFor(async () => (await countMessages(clients, outputs.IntakeDeadLetterQueueUrl)) === 2 * EACH);
  }

  async function send(QueueUrl: string, MessageBody: string): Promise<void> {
    await cloud.clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  }

  /** @param dies - In its second batch, between the sending and the deleting. */
  async function run({ dies }: { dies: boolean }) {
    const target = await openTarget({ endpoint: cloud.endpoint });
    let deletes = 0;
    target.clients.sqs.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          if (dies && commandName === 'DeleteMessageBatchCommand' && ++deletes === 2) throw new Error('died');
          return next(args);
        },
      { step: 'initialize' },
    );
    const request = { queue: 'Intake', keyText: undefined, errorText: undefined, action: 'send' } as const;
    const { result } = await redrive(request, {
      target,
      terminal: {
        isLive: false,
        print: () => {},
        live: () => () => {},
        step: (_title, work) => work(() => {}),
      },
      signal: new AbortController().signal,
      ask: async () => true,
      workingFolder: '.',
    });
    return result as {
      sent: number;
      stay: number;
      queues: { messages: { because?: string; error?: object }[] }[];
    };
  }

  async function waitFor(what: () => Promise<boolean>): Promise<void> {
    const signal = AbortSignal.timeout(TEST_MS);
    while (!(await what())) await sleep(250, undefined, { signal });
  }

  it(
    'sends 50 good messages on, of which each photograph is processed once, and leaves 50 with their reasons, whatever ends it in the middle',
    async () => {
      const { clients, outputs } = cloud;
      await putBoth();

      await expect(run({ dies: true })).rejects.toThrow('died');
      expect(await countMessages(clients, outputs.IntakeDeadLetterQueueUrl)).toBeGreaterThan(EACH);
      const { stay, queues } = await run({ dies: false });

      expect(stay).toBe(EACH);
      const left = queues.flatMap(({ messages }) => messages).filter(({ because }) => because);
      expect(left).toHaveLength(EACH);
      for (const message of left) {
        expect(message).toMatchObject({
          because: 'it can never be handled',
          error: { name: 'InvalidEventError', message: expect.stringContaining('found no JSON') },
        });
      }
      expect(await countMessages(clients, outputs.IntakeDeadLetterQueueUrl)).toBe(EACH);
      const ids = keys.map((key) => toImageId(outputs.UploadBucketName, key));
      const read = async () => [
        ...(await readRecords(clients.documents, outputs.ImagesTableName, ids)).values(),
      ];
      await waitFor(
        async () => (await read()).filter(({ status }) => status === 'SUCCEEDED').length === EACH,
      );
      for (const imageId of ids) expect(await listExecutionsOf(cloud, imageId)).toHaveLength(1);
    },
    2 * TEST_MS,
  );
});
