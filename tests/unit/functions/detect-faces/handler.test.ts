import { DetectFacesCommand, RekognitionClient } from '@aws-sdk/client-rekognition';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { facesSlotSchema } from '@image-workflow/record';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { context, readEvent } from '../events.ts';

process.env.AWS_REGION = 'us-east-1';
process.env.RESULTS_BUCKET = 'results';
const { handler } = await import('../../../../functions/detect-faces/handler.ts');

const rekognition = mockClient(RekognitionClient);
const s3 = mockClient(S3Client);
const event = readEvent('detect-faces');
const { image, preview } = event;

/** {@link https://docs.aws.amazon.com/rekognition/latest/APIReference/API_DetectFaces.html} */
const response = {
  FaceDetails: [
    {
      BoundingBox: { Left: 0.25, Top: 0.125, Width: 0.25, Height: 0.5 },
      Confidence: 99.98796,
      AgeRange: { Low: 22, High: 30 },
      Beard: { Value: false, Confidence: 98.1 },
      Landmarks: [{ Type: 'nose' as const, X: 0.37, Y: 0.4 }],
    },
  ],
};

beforeEach(() => {
  rekognition.reset();
  s3.reset();
  rekognition.on(DetectFacesCommand).resolves({ ...response, $metadata: { requestId: '1' } });
});

describe('DetectFaces', () => {
  it('asks for all attributes of the faces in the preview, and answers with a summary', async () => {
    const slot = await handler(event, context);

    expect(rekognition.commandCalls(DetectFacesCommand)[0]?.args[0].input).toEqual({
      Image: { S3Object: { Bucket: 'results', Name: preview.key } },
      Attributes: ['ALL'],
    });
    expect(slot).toEqual({
      status: 'SUCCEEDED',
      items: [
        {
          boundingBox: { left: 0.25, top: 0.125, width: 0.25, height: 0.5 },
          confidence: 99.99,
          ageRange: { low: 22, high: 30 },
        },
      ],
      raw: expect.stringMatching(new RegExp(`^analysis/${image.imageId}/[0-9a-f]{32}/faces\\.json$`)),
    });
    expect(facesSlotSchema.parse(slot)).toEqual(slot);
  });

  it('stores the whole response beside it, landmarks and all', async () => {
    const slot = await handler(event, context);

    const put = s3.commandCalls(PutObjectCommand)[0]?.args[0].input;
    expect(put).toMatchObject({ Bucket: 'results', Key: slot.status === 'SUCCEEDED' && slot.raw });
    expect(JSON.parse(String(put?.Body))).toEqual(response);
  });

  it.each([
    ['faces are switched off', { features: ['labels'] }, 'switched off'],
    ['Rekognition would refuse the preview', { preview: { ...preview, width: 64, height: 48 } }, '64×48 px'],
  ])('makes no call when %s', async (_, change, reason) => {
    expect(await handler({ ...event, ...change }, context)).toEqual({
      status: 'SKIPPED',
      reason: expect.stringContaining(reason),
    });
    expect(rekognition.calls()).toHaveLength(0);
    expect(s3.calls()).toHaveLength(0);
  });

  it('lets an error of Rekognition pass under its own name', async () => {
    const error = Object.assign(new Error('slow down'), { name: 'ThrottlingException' });
    rekognition.on(DetectFacesCommand).rejects(error);
    await expect(handler(event, context)).rejects.toMatchObject({ name: 'ThrottlingException' });
  });

  it('names the wrong field of an event', async () => {
    await expect(handler({ ...event, features: ['hats'] }, context)).rejects.toMatchObject({
      name: 'InvalidEventError',
      message: expect.stringContaining('`features.0`'),
    });
  });
});
