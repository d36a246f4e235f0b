// What goes wrong while photographs are at work, and what their records say in the end.

import { rm } from 'node:fs/promises';
import {
  GetTemplateCommand,
  UpdateStackCommand,
  waitUntilStackUpdateComplete,
} from '@aws-sdk/client-cloudformation';
import { ListEventSourceMappingsCommand, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { toFailures } from '../../functions/shared/execution-history.ts';
import { toImageId } from '../../functions/shared/image-object.ts';
import { type LocalCloud, type LocalCloudOptions, startLocalCloud } from '../../local/cloud.ts';
import type { Round } from '../../local/follow/executions.ts';
import { findFreePort } from '../../local/process/port.ts';
import { readRecord } from '../../stack/records.ts';
import { LOCAL_STACK_NAME } from '../../stack/stack.ts';
import { noisyPhotograph, photograph } from './support/pictures.ts';
import { listProcesses } from './support/processes.ts';
import {
  createTestOptions,
  listExecutionsOf,
  processFiles,
  START_MS,
  TEST_MS,
} from './support/test-cloud.ts';

let options: LocalCloudOptions;
let cloud: LocalCloud;

beforeAll(async () => {
  options = await createTestOptions();
  cloud = await startLocalCloud(options);
}, START_MS);

afterAll(async () => {
  await cloud?.stop();
  await rm(options.stateFolder, { recursive: true });
}, 60_000);

describe('Rekognition', () => {
  afterEach(async () => {
    await fetch(`${cloud.rekognitionEndpoint}/faults`, { method: 'DELETE' });
  });

  async function setFaults(plan: object): Promise<void> {
    await fetch(`${cloud.rekognitionEndpoint}/faults`, { method: 'PUT', body: JSON.stringify(plan) });
  }

  it(
    'may throttle 30 % of the calls: every photograph still succeeds',
    async () => {
      await setFaults({ throttle: 0.3 });
      const jpeg = await photograph(320, 240);

      const { records } = await processFiles(
        cloud,
        Object.fromEntries(Array.from({ length: 6 }, (_, index) => [`throttled ${index}.jpg`, jpeg])),
      );

      expect([...records.values()].map(({ status }) => status)).toEqual(Array(6).fill('SUCCEEDED'));
    },
    TEST_MS,
  );

  it(
    'may fail for ever: the record is PARTIAL, with the thumbnails and the error in its place',
    async () => {
      await setFaults({ errors: { DetectLabels: 'InternalServerError' } });

      const { records } = await processFiles(cloud, { 'no labels.jpg': await photograph(320, 240) });

      expect(records.get('no labels.jpg')).toMatchObject({
        status: 'PARTIAL',
        metadata: { width: 320 },
        analysis: {
          labels: { status: 'FAILED', error: { name: 'InternalServerError' } },
          thumbnails: { status: 'SUCCEEDED' },
        },
      });
    },
    TEST_MS,
  );
});

describe('a function', () => {
  it(
    'whose process is killed half-way is tried again',
    async () => {
      const key = 'killed.jpg';
      const isNormalizeImage = ({ name }: { name: string }) => name === 'NormalizeImage';

      const { records, finished } = await processFiles(
        cloud,
        { [key]: await noisyPhotograph(5_000) },
        {
          // Until one has hit: the process may have been idle, its task still waiting for its turn.
          round: async ({ running }: Round) => {
            const execution = running.find(({ image }) => image.key === key);
            const visit = execution?.visits.find(isNormalizeImage);
            if (!visit || visit.exitedAt || toFailures(visit).length > 0) return;
            for (const { pid, command } of await listProcesses()) {
              if (command.includes(options.stateFolder) && command.includes('NormalizeImageFunction'))
                process.kill(pid, 'SIGKILL');
            }
          },
        },
      );

      const visit = finished.get(key)?.execution.visits.find(isNormalizeImage);
      expect(visit && toFailures(visit)).toEqual(['Runtime.ExitError']);
      expect(records.get(key)?.status).toBe('SUCCEEDED');
    },
    TEST_MS,
  );

  it(
    'that loses a permission fails in that step alone, and the record says so',
    async () => {
      const template = await readTemplate();
      await updateStack(withoutThumbnailPermission(template));

      const { records } = await processFiles(cloud, { 'forbidden.jpg': await photograph(320, 240) });
      await updateStack(template);

      expect(records.get('forbidden.jpg')).toMatchObject({
        status: 'PARTIAL',
        analysis: {
          labels: { status: 'SUCCEEDED' },
          thumbnails: {
            status: 'FAILED',
            error: { name: 'AccessDenied', message: expect.stringMatching(/s3:PutObject/) },
          },
        },
      });
    },
    TEST_MS,
  );
});

describe('the consumer of the intake queue', () => {
  it(
    'that somebody has disabled is named, with the command that enables it',
    async () => {
      const { lambda } = cloud.clients;
      const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({}));
      const { UUID = '' } =
        EventSourceMappings.find(({ EventSourceArn }) => EventSourceArn?.includes('IntakeQueue')) ?? {};
      await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }));
      let said: readonly string[] | undefined;

      const { records } = await processFiles(
        cloud,
        { 'waits.jpg': await photograph(320, 240) },
        {
          async stoodStill(_, reasons) {
            said ??= reasons; // a busy machine stands still again later, for another reason
            await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: true }));
          },
        },
        { quietMs: 2_000 },
      );

      expect(said).toEqual([
        `1 upload waits in the intake queue, whose consumer is Disabled: aws --endpoint-url ${cloud.endpoint} ` +
          `lambda update-event-source-mapping --uuid ${UUID} --enabled`,
      ]);
      expect(records.get('waits.jpg')?.status).toBe('SUCCEEDED');
    },
    TEST_MS,
  );
});

describe('the local cloud', () => {
  it(
    'works on another port with all that it had',
    async () => {
      const { records: before } = await processFiles(cloud, { 'first port.jpg': await photograph(320, 240) });
      await cloud.stop();
      const [port, rekognitionPort] = await Promise.all([findFreePort(), findFreePort()]);
      options = { ...options, port, rekognitionPort };

      cloud = await startLocalCloud({ ...options, signal: AbortSignal.timeout(START_MS) });
      const { records } = await processFiles(cloud, { 'second port.jpg': await photograph(320, 240) });

      const { clients, outputs } = cloud;
      expect(outputs.IntakeQueueUrl).toContain(`:${port}/`);
      expect(records.get('second port.jpg')?.status).toBe('SUCCEEDED');
      const imageId = toImageId(outputs.UploadBucketName, 'first port.jpg');
      expect(await readRecord(clients.documents, outputs.ImagesTableName, imageId)).toEqual(
        before.get('first port.jpg'),
      );
    },
    START_MS + TEST_MS,
  );

  const keys = Array.from({ length: 10 }, (_, index) => `unfinished ${index}.jpg`);

  it.each([
    ['stopped in order', () => cloud.stop()],
    ['killed', () => killCloud()],
  ])(
    'finishes after the next start what was at work when it was %s',
    async (_, end) => {
      const jpeg = await noisyPhotograph(800);
      const stopped = new AbortController();
      const before = await processFiles(
        cloud,
        Object.fromEntries(keys.map((key) => [key, jpeg])),
        { finished: () => stopped.abort() },
        { signal: stopped.signal },
      );
      await end();

      cloud = await startLocalCloud({ ...options, signal: AbortSignal.timeout(START_MS) });
      await processFiles(cloud, {});

      const { clients, outputs } = cloud;
      expect(before.records.size).toBeLessThan(keys.length); // else nothing was cut short
      for (const key of keys) {
        const imageId = toImageId(outputs.UploadBucketName, key);
        const record = await readRecord(clients.documents, outputs.ImagesTableName, imageId);
        expect(record).toMatchObject({ status: 'SUCCEEDED', source: { key } });
        expect(await listExecutionsOf(cloud, imageId)).toContain(record?.execution.arn.split(':').at(-1));
      }
    },
    START_MS + TEST_MS,
  );

  /** As `kill -9` of everything would: nothing is saved, nothing is released. */
  async function killCloud(): Promise<void> {
    cloud.kill();
    await cloud.failed;
    await cloud.stop(); // nothing runs any more; this process has to give the folder back
  }
});

async function readTemplate(): Promise<string> {
  const { TemplateBody } = await cloud.clients.cloudFormation.send(
    new GetTemplateCommand({ StackName: LOCAL_STACK_NAME, TemplateStage: 'Original' }),
  );
  if (!TemplateBody) throw new Error('Expected the template of the stack');
  return TemplateBody;
}

async function updateStack(templateBody: string): Promise<void> {
  const { cloudFormation, s3 } = cloud.clients;
  // By its address: the request itself may hold 51,200 bytes of it only.
  const place = { Bucket: cloud.outputs.ResultsBucketName, Key: 'template' };
  await s3.send(new PutObjectCommand({ ...place, Body: templateBody }));
  await cloudFormation.send(
    new UpdateStackCommand({
      StackName: LOCAL_STACK_NAME,
      TemplateURL: `${cloud.endpoint}/${place.Bucket}/${place.Key}`,
      Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_AUTO_EXPAND'],
      Parameters: ['Architecture', 'RekognitionEndpoint', 'MaxPhotographsInFlight'].map((ParameterKey) => ({
        ParameterKey,
        UsePreviousValue: true,
      })),
    }),
  );
  await waitUntilStackUpdateComplete(
    { client: cloudFormation, maxWaitTime: 120, minDelay: 1, maxDelay: 1 },
    { StackName: LOCAL_STACK_NAME },
  );
}

function withoutThumbnailPermission(templateBody: string): string {
  const template = parse(templateBody);
  const [policy] = template.Resources.GenerateThumbnailsFunction.Properties.Policies;
  const others = policy.Statement.filter(
    ({ Action }: { Action: string | string[] }) => !Action.includes('s3:PutObject'),
  );
  expect(others).toHaveLength(policy.Statement.length - 1);
  policy.Statement = others;
  return JSON.stringify(template);
}
