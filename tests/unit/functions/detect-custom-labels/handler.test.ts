import { DetectCustomLabelsCommand, RekognitionClient } from '@aws-sdk/client-rekognition';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { customLabelsSlotSchema } from '@image-workflow/record';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { context, readEvent } from '../events.ts';

const arn = 'arn:aws:rekognition:us-east-1:123456789012:project/flowers/version/first/1700000000000';
process.env.AWS_REGION = 'us-east-1';
process.env.RESULTS_BUCKET = 'results';
process.env.PROJECT_VERSION_ARN = arn;
const { handler } = await import('../../../../functions/detect-custom-labels/handler.ts');

const rekognition = mockClient(RekognitionClient);
const s3 = mockClient(S3Client);
const event = readEvent('detect-custom-labels');
const { image, preview } = event;

/** {@link https://docs.aws.amazon.com/rekognition/latest/APIReference/API_DetectCustomLabels.html} */
const response = {
  CustomLabels: [
    { Name: 'Rose', Confidence: 71.239 },
    {
      Name: 'Tulip',
      Confidence: 92.5,
      Geometry: { BoundingBox: { Left: 0.25, Top: 0.25, Width: 0.5, Height: 0.5 } },
    },
  ],
};

beforeEach(() => {
  rekognition.reset();
  s3.reset();
  rekognition.on(DetectCustomLabelsCommand).resolves({ ...response, $metadata: {} });
});

describe('DetectCustomLabels', () => {
  it("asks the stack's own model, and answers with what it saw", async () => {
    const slot = await handler(event, context);

    expect(rekognition.commandCalls(DetectCustomLabelsCommand)[0]?.args[0].input).toEqual({
      ProjectVersionArn: arn,
      Image: { S3Object: { Bucket: 'results', Name: preview.key } },
    });
    expect(slot).toEqual({
      status: 'SUCCEEDED',
      projectVersionArn: arn,
      items: [
        {
          name: 'Tulip',
          confidence: 92.5,
          boundingBox: { left: 0.25, top: 0.25, width: 0.5, height: 0.5 },
        },
        { name: 'Rose', confidence: 71.24 },
      ],
      raw: expect.stringMatching(new RegExp(`^analysis/${image.imageId}/[0-9a-f]{32}/customLabels\\.json$`)),
    });
    expect(customLabelsSlotSchema.parse(slot)).toEqual(slot);
    const put = s3.commandCalls(PutObjectCommand)[0]?.args[0].input;
    expect(JSON.parse(String(put?.Body))).toEqual(response);
  });

  it('makes no call when custom labels are switched off', async () => {
    expect(await handler({ ...event, features: ['labels'] }, context)).toMatchObject({ status: 'SKIPPED' });
    expect(rekognition.calls()).toHaveLength(0);
  });

  it('lets the error of a model that does not run pass under its own name', async () => {
    const error = Object.assign(new Error('not running'), { name: 'ResourceNotReadyException' });
    rekognition.on(DetectCustomLabelsCommand).rejects(error);
    await expect(handler(event, context)).rejects.toMatchObject({ name: 'ResourceNotReadyException' });
  });
});
