import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { ImageObject } from '@image-workflow/record/image-object';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import sharp from 'sharp';

process.env.RESULTS_BUCKET = 'results';
process.env.THUMBNAIL_EDGES = '256, 768, 1536';
const { handler } = await import('../../../../functions/generate-thumbnails/handler.ts');

const s3 = mockClient(S3Client);
const context = { functionName: 'GenerateThumbnails', awsRequestId: '1' } as Context;
const image: ImageObject = {
  imageId: 'a'.repeat(32),
  bucket: 'uploads',
  key: 'photo.heic',
  eTag: 'd41d8cd9',
  sizeBytes: 1,
  sequencer: '1',
  uploadedAt: '2026-05-01T10:20:30Z',
};

async function storedPreview(width: number, height: number) {
  const jpeg = await sharp({ create: { width, height, channels: 3, background: 'teal' } })
    .jpeg()
    .toBuffer();
  s3.on(GetObjectCommand).resolves({
    ContentLength: jpeg.length,
    Body: { transformToByteArray: async () => jpeg } as never,
  });
  s3.on(PutObjectCommand).resolves({});
  return { key: `previews/${image.imageId}/r.jpg`, width, height, sizeBytes: jpeg.length };
}

afterEach(() => {
  s3.reset();
});

describe('GenerateThumbnails', () => {
  it('stores one WebP for each edge and answers with their sizes and a ThumbHash', async () => {
    const preview = await storedPreview(2000, 1000);

    const slot = await handler({ image, preview, features: [] }, context);

    const [get] = s3.commandCalls(GetObjectCommand);
    expect(get?.args[0].input).toEqual({ Bucket: 'results', Key: preview.key });
    const puts = s3.commandCalls(PutObjectCommand).map((call) => call.args[0].input);
    expect(slot).toMatchObject({
      status: 'SUCCEEDED',
      thumbHash: expect.stringMatching(/^[A-Za-z0-9+/]{20,40}={0,2}$/),
      items: [
        { key: puts[0]?.Key, width: 256, height: 128, format: 'webp' },
        { key: puts[1]?.Key, width: 768, height: 384, format: 'webp' },
        { key: puts[2]?.Key, width: 1536, height: 768, format: 'webp' },
      ],
    });
    expect(puts.map(({ Bucket, ContentType }) => [Bucket, ContentType])).toEqual(
      Array(3).fill(['results', 'image/webp']),
    );
    expect(puts[0]?.Key).toMatch(new RegExp(`^thumbnails/${image.imageId}/[0-9a-f]{32}/256\\.webp$`));
  });

  it('never enlarges a small preview', async () => {
    const preview = await storedPreview(300, 200);

    const slot = await handler({ image, preview, features: [] }, context);

    expect(slot).toMatchObject({
      items: [
        { width: 256, height: 171 },
        { width: 300, height: 200 },
      ],
    });
  });

  it('names the wrong field of an event', async () => {
    await expect(handler({ image }, context)).rejects.toMatchObject({
      name: 'InvalidEventError',
      message: expect.stringContaining('`preview`'),
    });
  });
});
