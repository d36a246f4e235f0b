// The whole way on the local cloud, with the real template: what goes in, and the record that comes out.

import { setTimeout as sleep } from 'node:timers/promises';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { DescribeExecutionCommand } from '@aws-sdk/client-sfn';
import { type ImageRecord, imageRecordSchema } from '@image-workflow/record';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { toImageId } from '../../functions/shared/image-object.ts';
import { recordKey } from '../../functions/shared/result-keys.ts';
import { deliver } from '../../local/intake/resume.ts';
import { countMessages } from '../../stack/count-messages.ts';
import { readRecord } from '../../stack/records.ts';
import { quadrantsOf, UPRIGHT } from '../images/quadrants.ts';
import { hugePng, photograph } from './support/pictures.ts';
import { listExecutionsOf, processFiles, START_MS, startTestCloud, TEST_MS } from './support/test-cloud.ts';

const ODD_KEYS = [
  'a+b %41 é 日本.jpg',
  'deep/er/üñí/photo (1).JPG',
  'e\u0301 decomposed.jpg',
  "it's #1 & 100%?.jpg",
];

let cloud: Awaited<ReturnType<typeof startTestCloud>>;
let records: Map<string, ImageRecord>;

beforeAll(async () => {
  cloud = await startTestCloud();
  const jpeg = await photograph(640, 480);
  ({ records } = await processFiles(cloud, {
    'sideways.jpg': await photograph(1200, 800, 6),
    ...Object.fromEntries(ODD_KEYS.map((key) => [key, jpeg])),
    'text.jpg': Buffer.from('These are words, not pixels.'),
    'empty.jpg': Buffer.alloc(0),
    'half.jpg': jpeg.subarray(0, jpeg.length / 2),
    'jpeg called.png': jpeg,
    'huge.png': await hugePng(30_000),
  }));
}, START_MS + TEST_MS);

afterAll(async () => {
  await cloud?.remove();
}, 60_000);

function recordOf(key: string): ImageRecord {
  const record = records.get(key);
  if (!record)
    throw new Error(`Expected a record of ${key} but found those of ${[...records.keys()].join(', ')}`);
  return record;
}

async function readResult(key: string): Promise<Uint8Array> {
  const { Body } = await cloud.clients.s3.send(
    new GetObjectCommand({ Bucket: cloud.outputs.ResultsBucketName, Key: key }),
  );
  if (!Body) throw new Error(`Expected an object at ${key}`);
  return await Body.transformToByteArray();
}

describe('a photograph', () => {
  it('ends SUCCEEDED with what its camera wrote', () => {
    const record = recordOf('sideways.jpg');

    expect(record.status).toBe('SUCCEEDED');
    expect(record.metadata).toMatchObject({
      format: 'jpeg',
      width: 1200,
      height: 800,
      orientation: 6,
      camera: { make: 'Canon', model: 'PowerShot S95' },
      capturedAt: { local: '2014-09-19T16:08:30', offsetSource: 'none' },
    });
    expect(record.analysis?.labels.status).toBe('SUCCEEDED');
  });

  it('keeps the schema that is published', () => {
    expect(() => imageRecordSchema.parse(recordOf('sideways.jpg'))).not.toThrow();
  });

  it('gets thumbnails that are upright and never larger than itself', async () => {
    const thumbnails = recordOf('sideways.jpg').analysis?.thumbnails;
    if (thumbnails?.status !== 'SUCCEEDED')
      throw new Error(`Expected thumbnails but found ${thumbnails?.status}`);

    expect(thumbnails.items.map(({ width, height }) => [width, height])).toEqual([
      [256, 171],
      [768, 512],
      [1200, 800],
    ]);
    for (const { key } of thumbnails.items) expect(await quadrantsOf(await readResult(key))).toEqual(UPRIGHT);
  });

  it('lies in the results bucket too, as the same record', async () => {
    const record = recordOf('sideways.jpg');

    expect(JSON.parse(Buffer.from(await readResult(recordKey(record.imageId))).toString())).toEqual(record);
  });

  it('names the execution that made the record', async () => {
    const { arn } = recordOf('sideways.jpg').execution;

    expect(await cloud.clients.sfn.send(new DescribeExecutionCommand({ executionArn: arn }))).toMatchObject({
      status: 'SUCCEEDED',
    });
  });
});

describe('the features of a photograph', () => {
  const statusesOf = ({ analysis = {} as never }: ImageRecord) =>
    Object.fromEntries(Object.entries(analysis).map(([name, { status }]) => [name, status]));

  it('are those of the stack', () => {
    expect(statusesOf(recordOf('sideways.jpg'))).toEqual({
      labels: 'SUCCEEDED',
      text: 'SUCCEEDED',
      faces: 'SUCCEEDED',
      people: 'SUCCEEDED',
      celebrities: 'SKIPPED',
      moderation: 'SUCCEEDED',
      customLabels: 'SKIPPED',
      thumbnails: 'SUCCEEDED',
    });
  });

  it(
    'are fewer where its upload says so',
    async () => {
      const { clients, outputs } = cloud;
      const location = { Bucket: outputs.UploadBucketName, Key: 'text alone.jpg' };

      await clients.s3.send(
        new PutObjectCommand({
          ...location,
          Body: await photograph(320, 240),
          Metadata: { features: 'text, celebrities' }, // the stack has no celebrities
        }),
      );
      const record = await waitForEnd(toImageId(location.Bucket, location.Key));

      expect(record.status).toBe('SUCCEEDED');
      expect(statusesOf(record)).toEqual({
        labels: 'SKIPPED',
        text: 'SUCCEEDED',
        faces: 'SKIPPED',
        people: 'SKIPPED',
        celebrities: 'SKIPPED',
        moderation: 'SKIPPED',
        customLabels: 'SKIPPED',
        thumbnails: 'SUCCEEDED',
      });
    },
    TEST_MS,
  );
});

describe('the key of a record', () => {
  it.each(ODD_KEYS)('is the object’s, byte for byte: %s', (key) => {
    expect(recordOf(key)).toMatchObject({ status: 'SUCCEEDED', source: { key } });
  });
});

describe('a file that is not what its name says', () => {
  it.each([
    ['text.jpg', 'UNSUPPORTED', /text|JSON|image/i],
    ['empty.jpg', 'UNSUPPORTED', /empty|0 bytes|no bytes/i],
    ['huge.png', 'UNSUPPORTED', /30000/],
  ])('ends with a reason: %s', (key, status, reason) => {
    expect(recordOf(key)).toMatchObject({ status, reason: expect.stringMatching(reason) });
  });

  it('is taken for what it is: a JPEG called .png', () => {
    expect(recordOf('jpeg called.png')).toMatchObject({ status: 'SUCCEEDED', metadata: { format: 'jpeg' } });
  });

  it('shows as much as is there of half a JPEG, and says so', () => {
    const { status, reason, warnings = [] } = recordOf('half.jpg');

    expect(['SUCCEEDED', 'UNSUPPORTED']).toContain(status);
    expect([reason, ...warnings].filter(Boolean)).not.toEqual([]);
  });

  it('never fails an execution', () => {
    expect([...records.values()].filter(({ status }) => status === 'FAILED')).toEqual([]);
  });
});

describe('delivery', () => {
  it(
    'starts one execution for the same event delivered six times, at once and later',
    async () => {
      const { clients, outputs } = cloud;
      const key = 'delivered again.jpg';
      const imageId = toImageId(outputs.UploadBucketName, key);

      const told = await processFiles(
        cloud,
        { [key]: await photograph(320, 240) },
        {
          round: once(async () => {
            const { source } = await waitForRecord(imageId);
            await Promise.all([1, 2, 3, 4].map(() => deliver(clients, outputs.IntakeQueueUrl, source)));
          }),
        },
      );
      const record = told.records.get(key);
      if (!record) throw new Error('Expected a record');
      await deliver(clients, outputs.IntakeQueueUrl, record.source);
      await waitForEmptyQueue();

      expect(await listExecutionsOf(cloud, imageId)).toHaveLength(1);
      expect(await readRecord(clients.documents, outputs.ImagesTableName, imageId)).toEqual(record);
    },
    TEST_MS,
  );

  it(
    'keeps the newer version’s record when the older version’s event comes last',
    async () => {
      const { clients, outputs } = cloud;
      const key = 'two versions.jpg';
      const older = await clients.s3.send(
        new PutObjectCommand({
          Bucket: outputs.UploadBucketName,
          Key: key,
          Body: await photograph(100, 100),
        }),
      );
      const told = await processFiles(cloud, { [key]: await photograph(200, 100) });
      const newer = told.records.get(key);
      if (!newer || !older.VersionId) throw new Error('Expected two versions');

      await deliver(clients, outputs.IntakeQueueUrl, {
        ...newer.source,
        versionId: older.VersionId,
        eTag: older.ETag?.replaceAll('"', '') ?? '',
        sequencer: '000000000000000001', // of the year 1970
      });
      await waitForEmptyQueue();
      await sleep(1_000); // an execution that should not be would have started by now

      expect(newer).toMatchObject({ status: 'SUCCEEDED', metadata: { width: 200 } });
      expect(await readRecord(clients.documents, outputs.ImagesTableName, newer.imageId)).toEqual(newer);
    },
    TEST_MS,
  );

  it('leaves both queues empty', async () => {
    expect(await countMessages(cloud.clients, cloud.outputs.IntakeQueueUrl)).toBe(0);
    expect(await countMessages(cloud.clients, cloud.outputs.IntakeDeadLetterQueueUrl)).toBe(0);
  });
});

/** Runs `work` at the first call only. */
function once(work: () => Promise<void>): () => void {
  let hasRun = false;
  return () => {
    if (!hasRun) void work();
    hasRun = true;
  };
}

async function waitForRecord(imageId: string): Promise<ImageRecord> {
  for (;;) {
    const record = await readRecord(cloud.clients.documents, cloud.outputs.ImagesTableName, imageId);
    if (record) return record;
    await sleep(20);
  }
}

async function waitForEnd(imageId: string): Promise<ImageRecord> {
  for (;;) {
    const record = await waitForRecord(imageId);
    if (record.status !== 'PROCESSING') return record;
    await sleep(100);
  }
}

async function waitForEmptyQueue(): Promise<void> {
  while ((await countMessages(cloud.clients, cloud.outputs.IntakeQueueUrl)) > 0) await sleep(100);
}

describe('a photograph that is deleted', () => {
  /** Of all versions of it, in the results bucket. */
  async function listDerivatives(imageId: string): Promise<string[]> {
    const { Contents = [] } = await cloud.clients.s3.send(
      new ListObjectsV2Command({ Bucket: cloud.outputs.ResultsBucketName }),
    );
    return Contents.flatMap(({ Key }) => (Key?.includes(imageId) ? Key : []));
  }

  async function waitFor(what: () => Promise<boolean>): Promise<void> {
    const signal = AbortSignal.timeout(TEST_MS);
    while (!(await what())) await sleep(250, undefined, { signal });
  }

  it(
    'takes all that was made of it along, and comes back whole when it is restored',
    async () => {
      const { clients, outputs } = cloud;
      const original = { Bucket: outputs.UploadBucketName, Key: 'sideways.jpg' };
      const { imageId } = recordOf('sideways.jpg');
      const read = () => readRecord(clients.documents, outputs.ImagesTableName, imageId);
      expect(await listDerivatives(imageId)).not.toEqual([]);

      const { VersionId } = await clients.s3.send(new DeleteObjectCommand(original));
      await waitFor(async () => (await read()) === undefined);
      await waitFor(async () => (await listDerivatives(imageId)).length === 0);

      await clients.s3.send(new DeleteObjectCommand({ ...original, VersionId }));
      await waitFor(async () => (await read())?.status === 'SUCCEEDED');
      expect(await read()).toMatchObject({ metadata: { camera: { make: 'Canon' } } });
      expect(await listDerivatives(imageId)).toContain((await read())?.preview?.key);
    },
    TEST_MS,
  );
});
