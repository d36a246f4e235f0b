import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { parseImageObject } from '../../../../functions/shared/image-object.ts';
import { ascii, rationals, toExif } from '../../../images/exif.ts';
import { exifSegment, frameSegment, toJpeg } from '../../../images/jpeg.ts';
import { context, readEvent } from '../events.ts';

process.env.MAX_OBJECT_BYTES = '1000000';
process.env.MAX_PIXELS = '1000000';
process.env.FEATURES = 'labels,text,faces';
const { handler } = await import('../../../../functions/extract-metadata/handler.ts');

const s3 = mockClient(S3Client);
const image = parseImageObject(readEvent('extract-metadata'));
const where = `s3://${image.bucket}/${image.key} (version ${image.versionId})`;

/** The head of an object, which is all of it where `sizeBytes` is not given. */
function storedObject(head: Buffer, sizeBytes = head.length, userMetadata: Record<string, string> = {}) {
  s3.on(GetObjectCommand).resolves({
    Metadata: userMetadata,
    ContentRange: `bytes 0-${head.length - 1}/${sizeBytes}`,
    Body: { transformToByteArray: async () => head } as never,
  });
}

afterEach(() => {
  s3.reset();
});

describe('ExtractMetadata', () => {
  it('answers with what the file says, from the head of one version', async () => {
    const exif = toExif({ ifd0: { 271: ascii('Acme') } });
    storedObject(toJpeg(exifSegment(exif), frameSegment(640, 480)));

    const answer = await handler(readEvent('extract-metadata'), context);

    expect(answer).toEqual({
      supported: true,
      metadata: {
        format: 'jpeg',
        mimeType: 'image/jpeg',
        width: 640,
        height: 480,
        bitDepth: 8,
        colorModel: 'Gray',
        hasAlpha: false,
        camera: { make: 'Acme' },
      },
      picture: { width: 640, height: 480, orientation: 1, hasAlpha: false },
      features: ['labels', 'text', 'faces'],
      warnings: [],
    });
    expect(s3.commandCalls(GetObjectCommand).map((call) => call.args[0].input)).toEqual([
      { Bucket: image.bucket, Key: image.key, VersionId: image.versionId, Range: 'bytes=0-65535' },
    ]);
  });

  it.each([
    [
      'the nearest place',
      [33, 51, 25],
      ['S', 'E'],
      { name: 'Sydney', countryCode: 'AU', country: 'Australia' },
    ],
    ['no place in the middle of the sea', [0, 30, 0], ['N', 'W'], undefined],
  ] as const)(
    'names %s where the file has a position',
    async (_, [degrees, minutes, seconds], [south, east], place) => {
      const gps = {
        1: ascii(south),
        2: rationals([degrees, 1], [minutes, 1], [seconds, 1]),
        3: ascii(east),
        4: rationals([151, 1], [12, 1], [18, 1]),
      };
      storedObject(toJpeg(exifSegment(toExif({ gps })), frameSegment(640, 480)));

      const answer = await handler(readEvent('extract-metadata'), context);

      const location = answer.supported ? answer.metadata.location : undefined;
      expect(location?.longitude).toBeDefined();
      expect(location?.place).toEqual(place && expect.objectContaining(place));
    },
  );

  it('narrows the features to those that were noted beside the object', async () => {
    const jpeg = toJpeg(frameSegment(640, 480));
    storedObject(jpeg, jpeg.length, { features: 'text' });

    expect(await handler(image, context)).toMatchObject({
      supported: true,
      features: ['text'],
      warnings: [],
    });
  });

  it.each([
    ['what its upload stated', 'ab'.repeat(32), 'ab'.repeat(32)],
    ['nothing where somebody noted another thing under that name', 'AB12', undefined],
  ])('says of the hash of the file %s', async (_, stated, sha256) => {
    const jpeg = toJpeg(frameSegment(640, 480));
    storedObject(jpeg, jpeg.length, { sha256: stated });

    const answer = await handler(image, context);

    expect(answer.supported && answer.sha256).toBe(sha256);
  });

  it('answers that a text called .jpg is none', async () => {
    storedObject(Buffer.from('Dear diary'));

    expect(await handler(image, context)).toEqual({
      supported: false,
      reason: `Expected an image but found text/plain in ${where}`,
    });
  });

  it('answers that an empty object is none', async () => {
    s3.on(GetObjectCommand).rejects(Object.assign(new Error(), { name: 'InvalidRange' }));

    expect(await handler(image, context)).toEqual({
      supported: false,
      reason: `Expected an image but found an empty file in ${where}`,
    });
  });

  it('answers that an object is larger than it may be, by its true size', async () => {
    storedObject(toJpeg(frameSegment(8, 8)), 1_000_001);

    expect(await handler({ ...image, sizeBytes: 1 }, context)).toEqual({
      supported: false,
      reason: `A file of 1000001 bytes exceeds the limit of 1000000 bytes in ${where}`,
    });
  });

  it('throws what S3 says, so that the state machine decides', async () => {
    s3.on(GetObjectCommand).rejects(Object.assign(new Error('Access Denied'), { name: 'AccessDenied' }));

    await expect(handler(image, context)).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('names the wrong field of an event', async () => {
    await expect(handler({ ...image, key: '' }, context)).rejects.toMatchObject({
      name: 'InvalidEventError',
      message: expect.stringContaining('`key`'),
    });
  });
});
