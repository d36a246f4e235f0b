// A burst on a small account: never more at work than it carries, and nobody who waits stands behind it.

import { PutObjectCommand } from '@aws-sdk/client-s3';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { imageRecordSchema } from '@image-workflow/record';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { countMostAtOnce, readSpans, type Span } from '../../bench/burst/at-work.ts';
import { postForm } from '../../bench/burst/post-form.ts';
import { toImageId } from '../../functions/shared/image-object.ts';
import { STARTERS, toSlots } from '../../functions/start-workflow/pace.ts';
import { countMessages } from '../../stack/count-messages.ts';
import { photograph } from './support/pictures.ts';
import { processFiles, START_MS, startTestCloud, TEST_MS } from './support/test-cloud.ts';

const MAX_PHOTOGRAPHS_IN_FLIGHT = 6;
const BULK = 15;
const MINE = 'uploads/mine.jpg';

let cloud: Awaited<ReturnType<typeof startTestCloud>>;
beforeAll(async () => {
  cloud = await startTestCloud({
    MaxPhotographsInFlight: String(MAX_PHOTOGRAPHS_IN_FLIGHT),
    ReuseAnswers: 'true',
  });
}, START_MS);

afterAll(async () => {
  await cloud?.remove();
}, 60_000);

it(
  'a burst ends whole, within the slots, and a photograph that somebody waits for is done before it',
  async () => {
    const { clients, outputs } = cloud;
    const jpeg = await photograph(96, 96);
    let finished = 0;

    const { records } = await processFiles(
      cloud,
      Object.fromEntries(Array.from({ length: BULK }, (_, at) => [`bulk ${at}.jpg`, jpeg])),
      {
        finished: async () => {
          finished += 1;
          if (finished === BULK / 3) await postForm(clients.s3, outputs.UploadBucketName, MINE, jpeg);
        },
      },
    );
    // Had it come in among the others, it would have been the last.
    await clients.s3.send(
      new PutObjectCommand({ Bucket: outputs.UploadBucketName, Key: 'last.jpg', Body: jpeg }),
    );
    const later = await processFiles(cloud, {});

    const statuses = [...records.values(), ...later.records.values()].map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set(['SUCCEEDED']));
    const spans = await readSpans(clients.sfn, outputs.ProcessImageStateMachineArn);
    const ofKey = (key: string): Span => {
      const imageId = toImageId(outputs.UploadBucketName, key);
      const span = [...spans].find(([name]) => name.startsWith(imageId))?.[1];
      if (!span) throw new Error(`Expected an execution of ${key}`);
      return span;
    };
    const bulk = Array.from({ length: BULK }, (_, at) => ofKey(`bulk ${at}.jpg`));
    // Each starter may be one ahead of what the others have started.
    expect(countMostAtOnce(bulk)).toBeLessThanOrEqual(MAX_PHOTOGRAPHS_IN_FLIGHT + STARTERS);
    expect(countMostAtOnce(spans.values())).toBeLessThanOrEqual(
      toSlots('fast', MAX_PHOTOGRAPHS_IN_FLIGHT) + STARTERS,
    );
    const doneBefore = bulk.filter(({ endMs }) => endMs < ofKey(MINE).endMs);
    expect(doneBefore.length).toBeLessThan((BULK * 2) / 3);
    expect(await countMessages(clients, outputs.IntakeQueueUrl)).toBe(0);
    expect(await countMessages(clients, outputs.IntakeDeadLetterQueueUrl)).toBe(0);
  },
  TEST_MS,
);

it('asked Rekognition once about a picture that came many times', async () => {
  const { clients, outputs } = cloud;
  const { Item } = await clients.documents.send(
    new GetCommand({
      TableName: outputs.ImagesTableName,
      Key: { imageId: toImageId(outputs.UploadBucketName, 'last.jpg') },
    }),
  );
  const { analysis } = imageRecordSchema.parse(Item);

  expect(analysis?.labels).toMatchObject({ status: 'SUCCEEDED', reused: true });
  expect(analysis?.moderation).toMatchObject({ status: 'SUCCEEDED', reused: true });
});
