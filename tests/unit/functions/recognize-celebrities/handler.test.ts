import { RecognizeCelebritiesCommand, RekognitionClient } from '@aws-sdk/client-rekognition';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { celebritiesSlotSchema } from '@image-workflow/record';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { context, readEvent } from '../events.ts';

process.env.AWS_REGION = 'us-east-1';
process.env.RESULTS_BUCKET = 'results';
const { handler } = await import('../../../../functions/recognize-celebrities/handler.ts');

const rekognition = mockClient(RekognitionClient);
const s3 = mockClient(S3Client);
const event = readEvent('recognize-celebrities');
const { image, preview } = event;

/** {@link https://docs.aws.amazon.com/rekognition/latest/APIReference/API_RecognizeCelebrities.html} */
const response = {
  CelebrityFaces: [
    {
      Name: 'Ada Lovelace',
      Id: '3Ir0du6',
      MatchConfidence: 98.004,
      Urls: ['www.wikidata.org/wiki/Q7259'],
      Face: { BoundingBox: { Left: 0.5, Top: 0.25, Width: 0.25, Height: 0.5 }, Confidence: 99.9 },
      KnownGender: { Type: 'Female' as const },
    },
  ],
  UnrecognizedFaces: [{ BoundingBox: { Left: 0, Top: 0, Width: 0.1, Height: 0.1 } }],
};

beforeEach(() => {
  rekognition.reset();
  s3.reset();
  rekognition.on(RecognizeCelebritiesCommand).resolves({ ...response, $metadata: {} });
});

describe('RecognizeCelebrities', () => {
  it('answers with who is known, and how many are not', async () => {
    const slot = await handler(event, context);

    expect(rekognition.commandCalls(RecognizeCelebritiesCommand)[0]?.args[0].input).toEqual({
      Image: { S3Object: { Bucket: 'results', Name: preview.key } },
    });
    expect(slot).toEqual({
      status: 'SUCCEEDED',
      items: [
        {
          name: 'Ada Lovelace',
          id: '3Ir0du6',
          confidence: 98,
          urls: ['www.wikidata.org/wiki/Q7259'],
          boundingBox: { left: 0.5, top: 0.25, width: 0.25, height: 0.5 },
        },
      ],
      unrecognizedFaces: 1,
      raw: expect.stringMatching(new RegExp(`^analysis/${image.imageId}/[0-9a-f]{32}/celebrities\\.json$`)),
    });
    expect(celebritiesSlotSchema.parse(slot)).toEqual(slot);
  });

  it('stores the whole response beside it', async () => {
    await handler(event, context);
    const put = s3.commandCalls(PutObjectCommand)[0]?.args[0].input;
    expect(JSON.parse(String(put?.Body))).toEqual(response);
  });

  it('makes no call when celebrities are switched off', async () => {
    expect(await handler({ ...event, features: ['faces'] }, context)).toMatchObject({ status: 'SKIPPED' });
    expect(rekognition.calls()).toHaveLength(0);
  });
});
