import { DetectModerationLabelsCommand, RekognitionClient } from '@aws-sdk/client-rekognition';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { moderationSlotSchema } from '@image-workflow/record';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { context, readEvent } from '../events.ts';

process.env.AWS_REGION = 'us-east-1';
process.env.RESULTS_BUCKET = 'results';
process.env.MODERATION_THRESHOLD = '60';
const { handler } = await import('../../../../functions/detect-moderation-labels/handler.ts');

const rekognition = mockClient(RekognitionClient);
const s3 = mockClient(S3Client);
const event = readEvent('detect-moderation-labels');
const { image, preview } = event;

/** {@link https://docs.aws.amazon.com/rekognition/latest/APIReference/API_DetectModerationLabels.html} */
const response = {
  ModerationLabels: [
    {
      Name: 'Smoking',
      ParentName: 'Drugs & Tobacco Paraphernalia & Use',
      Confidence: 61.5,
      TaxonomyLevel: 2,
    },
    { Name: 'Alcohol', ParentName: '', Confidence: 99.9876, TaxonomyLevel: 1 },
  ],
  ModerationModelVersion: '7.0',
  ContentTypes: [],
};

beforeEach(() => {
  rekognition.reset();
  s3.reset();
  rekognition.on(DetectModerationLabelsCommand).resolves({ ...response, $metadata: {} });
});

describe('DetectModerationLabels', () => {
  it('answers with the labels, and flags what reaches the threshold', async () => {
    const slot = await handler(event, context);

    expect(rekognition.commandCalls(DetectModerationLabelsCommand)[0]?.args[0].input).toEqual({
      Image: { S3Object: { Bucket: 'results', Name: preview.key } },
      MinConfidence: 50,
    });
    expect(slot).toEqual({
      status: 'SUCCEEDED',
      modelVersion: '7.0',
      flagged: true,
      items: [
        { name: 'Alcohol', confidence: 99.99, taxonomyLevel: 1 },
        {
          name: 'Smoking',
          confidence: 61.5,
          parent: 'Drugs & Tobacco Paraphernalia & Use',
          taxonomyLevel: 2,
        },
      ],
      raw: expect.stringMatching(new RegExp(`^analysis/${image.imageId}/[0-9a-f]{32}/moderation\\.json$`)),
    });
    expect(moderationSlotSchema.parse(slot)).toEqual(slot);
  });

  it('stores the whole response beside it', async () => {
    await handler(event, context);
    const put = s3.commandCalls(PutObjectCommand)[0]?.args[0].input;
    expect(JSON.parse(String(put?.Body))).toEqual(response);
  });

  it('makes no call when moderation is switched off', async () => {
    expect(await handler({ ...event, features: [] }, context)).toMatchObject({ status: 'SKIPPED' });
    expect(rekognition.calls()).toHaveLength(0);
  });
});
