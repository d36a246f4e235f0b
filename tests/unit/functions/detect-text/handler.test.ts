import { DetectTextCommand, RekognitionClient } from '@aws-sdk/client-rekognition';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { textSlotSchema } from '@image-workflow/record';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { context, readEvent } from '../events.ts';

process.env.AWS_REGION = 'us-east-1';
process.env.RESULTS_BUCKET = 'results';
const { handler } = await import('../../../../functions/detect-text/handler.ts');

const rekognition = mockClient(RekognitionClient);
const s3 = mockClient(S3Client);
const event = readEvent('detect-text');
const { image, preview } = event;

/** {@link https://docs.aws.amazon.com/rekognition/latest/APIReference/API_DetectText.html} */
const response = {
  TextDetections: [
    {
      DetectedText: 'MONDAY',
      Type: 'LINE' as const,
      Id: 0,
      Confidence: 92.76634979248047,
      Geometry: {
        BoundingBox: { Left: 0.55, Top: 0.35, Width: 0.4, Height: 0.125 },
        Polygon: [
          { X: 0.55, Y: 0.35 },
          { X: 0.95, Y: 0.35 },
        ],
      },
    },
  ],
  TextModelVersion: '3.0',
};

beforeEach(() => {
  rekognition.reset();
  s3.reset();
  rekognition.on(DetectTextCommand).resolves({ ...response, $metadata: { requestId: '1' } });
});

describe('DetectText', () => {
  it('lets Rekognition read the preview, and answers with a summary of what it read', async () => {
    const slot = await handler(event, context);

    expect(rekognition.commandCalls(DetectTextCommand)[0]?.args[0].input).toEqual({
      Image: { S3Object: { Bucket: 'results', Name: preview.key } },
    });
    expect(slot).toEqual({
      status: 'SUCCEEDED',
      modelVersion: '3.0',
      items: [
        {
          text: 'MONDAY',
          type: 'LINE',
          confidence: 92.77,
          boundingBox: { left: 0.55, top: 0.35, width: 0.4, height: 0.125 },
        },
      ],
      raw: expect.stringMatching(new RegExp(`^analysis/${image.imageId}/[0-9a-f]{32}/text\\.json$`)),
    });
    expect(textSlotSchema.parse(slot)).toEqual(slot);
  });

  it('stores the whole response beside it, unrounded', async () => {
    const slot = await handler(event, context);

    const put = s3.commandCalls(PutObjectCommand)[0]?.args[0].input;
    expect(put).toMatchObject({ Bucket: 'results', Key: slot.status === 'SUCCEEDED' && slot.raw });
    expect(JSON.parse(String(put?.Body))).toEqual(response);
  });

  it('costs no call where it is switched off', async () => {
    expect(await handler({ ...event, features: ['labels'] }, context)).toEqual({
      status: 'SKIPPED',
      reason: 'The feature text is switched off',
    });
    expect(rekognition.calls()).toHaveLength(0);
    expect(s3.calls()).toHaveLength(0);
  });

  it('skips a preview that Rekognition would refuse, without asking', async () => {
    expect(await handler({ ...event, preview: { ...preview, width: 64, height: 48 } }, context)).toEqual({
      status: 'SKIPPED',
      reason: expect.stringContaining('64×48 px'),
    });
    expect(rekognition.calls()).toHaveLength(0);
  });

  it.each(['ThrottlingException', 'InvalidS3ObjectException', 'AccessDeniedException'])(
    'lets %s pass under its own name, so that the state machine can tell them apart',
    async (name) => {
      rekognition.on(DetectTextCommand).rejects(Object.assign(new Error('refused'), { name }));
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
