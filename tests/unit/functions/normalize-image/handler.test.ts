import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import sharp from 'sharp';

process.env.RESULTS_BUCKET = 'results';
process.env.MAX_OBJECT_BYTES = '1000000';
process.env.MAX_PIXELS = '1000000';
process.env.PREVIEW_EDGE = '400';
const { handler } = await import('../../../../functions/normalize-image/handler.ts');

const s3 = mockClient(S3Client);
const context = { functionName: 'NormalizeImage', awsRequestId: '1' } as Context;
const image = {
  imageId: 'a'.repeat(32),
  bucket: 'uploads',
  key: 'notes.png',
  versionId: 'v1',
  eTag: 'd41d8cd9',
  sizeBytes: 1,
  sequencer: '1',
  uploadedAt: '2026-05-01T10:20:30Z',
};
const metadata = { format: 'png', mimeType: 'image/png', width: 800, height: 600 };

function storedObject(bytes: Buffer) {
  s3.on(GetObjectCommand).resolves({
    ContentLength: bytes.length,
    Body: { transformToByteArray: async () => bytes } as never,
  });
  s3.on(PutObjectCommand).resolves({});
}

afterEach(() => {
  s3.reset();
});

describe('NormalizeImage', () => {
  it('stores a JPEG preview of one version and answers with its size', async () => {
    storedObject(
      await sharp({ create: { width: 800, height: 600, channels: 3, background: 'teal' } })
        .png()
        .toBuffer(),
    );

    const answer = await handler({ image, metadata }, context);

    const [get] = s3.commandCalls(GetObjectCommand);
    expect(get?.args[0].input).toEqual({ Bucket: 'uploads', Key: 'notes.png', VersionId: 'v1' });
    const put = s3.commandCalls(PutObjectCommand)[0]?.args[0].input;
    const jpeg = put?.Body as Buffer;
    expect(put).toMatchObject({
      Bucket: 'results',
      ContentType: 'image/jpeg',
      CacheControl: expect.stringMatching(/max-age=31536000, immutable/),
    });
    expect(put?.Key).toMatch(new RegExp(`^previews/${image.imageId}/[0-9a-f]{32}\\.jpg$`));
    expect(answer).toEqual({
      supported: true,
      preview: { key: put?.Key, width: 400, height: 300, sizeBytes: jpeg.length },
      warnings: [],
    });
    expect(await sharp(jpeg).metadata()).toMatchObject({ format: 'jpeg', width: 400, height: 300 });
  });

  it('answers that bytes which are no image are not supported, and stores nothing', async () => {
    storedObject(Buffer.from('Dear diary'));

    const answer = await handler({ image, metadata }, context);

    expect(answer).toMatchObject({
      supported: false,
      reason: expect.stringContaining('found a file of another kind'),
    });
    expect(s3.commandCalls(PutObjectCommand)).toHaveLength(0);
  });

  it('names the wrong field of an event', async () => {
    await expect(handler({ image }, context)).rejects.toMatchObject({
      name: 'InvalidEventError',
      message: expect.stringContaining('`metadata`'),
    });
  });
});
