import { DetectLabelsCommand, RekognitionClient } from '@aws-sdk/client-rekognition';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { labelsSlotSchema } from '@image-workflow/record';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { context, readEvent } from '../events.ts';

process.env.AWS_REGION = 'us-east-1';
process.env.RESULTS_BUCKET = 'results';
process.env.MIN_CONFIDENCE = '55';
process.env.MAX_LABELS = '50';
const { handler } = await import('../../../../functions/detect-labels/handler.ts');

const rekognition = mockClient(RekognitionClient);
const s3 = mockClient(S3Client);
const event = readEvent('detect-labels');
const { image, preview, features } = event;

/** {@link https://docs.aws.amazon.com/rekognition/latest/APIReference/API_DetectLabels.html} */
const response = {
  Labels: [
    {
      Name: 'Bicycle',
      Confidence: 99.94,
      Instances: [{ BoundingBox: { Left: -0.02, Top: 0.25, Width: 0.52, Height: 0.5 }, Confidence: 99.94 }],
      Parents: [{ Name: 'Vehicle' }],
      Aliases: [{ Name: 'Bike' }],
      Categories: [{ Name: 'Vehicles and Automotive' }],
    },
  ],
  LabelModelVersion: '3.0',
};

beforeEach(() => {
  rekognition.reset();
  s3.reset();
  rekognition.on(DetectLabelsCommand).resolves({ ...response, $metadata: { requestId: '1' } });
});

describe('DetectLabels', () => {
  it('lets Rekognition read the preview, and answers with a summary of what it saw', async () => {
    const slot = await handler(event, context);

    expect(rekognition.commandCalls(DetectLabelsCommand)[0]?.args[0].input).toEqual({
      Image: { S3Object: { Bucket: 'results', Name: preview.key } },
      MinConfidence: 55,
      MaxLabels: 50,
    });
    expect(slot).toEqual({
      status: 'SUCCEEDED',
      modelVersion: '3.0',
      items: [
        {
          name: 'Bicycle',
          confidence: 99.94,
          parents: ['Vehicle'],
          categories: ['Vehicles and Automotive'],
          instances: [{ boundingBox: { left: 0, top: 0.25, width: 0.5, height: 0.5 }, confidence: 99.94 }],
        },
      ],
      raw: expect.stringMatching(new RegExp(`^analysis/${image.imageId}/[0-9a-f]{32}/labels\\.json$`)),
    });
    expect(labelsSlotSchema.parse(slot)).toEqual(slot);
  });

  it('stores the whole response beside it, unrounded', async () => {
    const slot = await handler(event, context);

    const put = s3.commandCalls(PutObjectCommand)[0]?.args[0].input;
    expect(put).toMatchObject({ Bucket: 'results', Key: slot.status === 'SUCCEEDED' && slot.raw });
    expect(JSON.parse(String(put?.Body))).toEqual(response);
  });

  it('skips a preview that Rekognition would refuse, without asking', async () => {
    const small = { ...preview, width: 64, height: 48 };

    expect(await handler({ image, features, preview: small }, context)).toEqual({
      status: 'SKIPPED',
      reason: expect.stringContaining('64×48 px'),
    });
    expect(rekognition.calls()).toHaveLength(0);
    expect(s3.calls()).toHaveLength(0);
  });

  it('costs no call where it is switched off', async () => {
    expect(await handler({ ...event, features: ['text', 'imageProperties'] }, context)).toEqual({
      status: 'SKIPPED',
      reason: 'The feature labels is switched off',
    });
    expect(rekognition.calls()).toHaveLength(0);
  });

  it('asks for colours and quality in the same call where they are wanted', async () => {
    rekognition.on(DetectLabelsCommand).resolves({
      ...response,
      ImageProperties: {
        DominantColors: [
          { HexCode: '#2f4f4f', CSSColor: 'darkslategrey', SimplifiedColor: 'grey', PixelPercent: 41.257 },
        ],
        Quality: { Brightness: 71.5, Sharpness: 88.125, Contrast: 64 },
      },
    });

    const slot = await handler({ ...event, features: ['labels', 'imageProperties'] }, context);

    expect(rekognition.commandCalls(DetectLabelsCommand)[0]?.args[0].input).toMatchObject({
      Features: ['GENERAL_LABELS', 'IMAGE_PROPERTIES'],
      Settings: { ImageProperties: { MaxDominantColors: 12 } },
    });
    expect(slot).toMatchObject({
      imageProperties: {
        dominantColors: [
          { hexCode: '#2f4f4f', cssColor: 'darkslategrey', simplifiedColor: 'grey', pixelPercent: 41.26 },
        ],
        quality: { brightness: 71.5, sharpness: 88.13, contrast: 64 },
      },
    });
    expect(labelsSlotSchema.parse(slot)).toEqual(slot);
  });

  it.each(['ThrottlingException', 'InvalidS3ObjectException', 'AccessDeniedException'])(
    'lets %s pass under its own name, so that the state machine can tell them apart',
    async (name) => {
      rekognition.on(DetectLabelsCommand).rejects(Object.assign(new Error('refused'), { name }));
      await expect(handler(event, context)).rejects.toMatchObject({ name });
    },
  );

  it('names the wrong field of an event', async () => {
    await expect(handler({ ...event, preview: { ...preview, key: '' } }, context)).rejects.toMatchObject({
      name: 'InvalidEventError',
      message: expect.stringContaining('`preview.key`'),
    });
  });
});
