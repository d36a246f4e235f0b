import { GetObjectCommand, NoSuchKey, S3Client } from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { imageReader, MAX_IMAGE_BYTES, MAX_S3_OBJECT_BYTES } from '../src/image-source.ts';

const s3 = mockClient(S3Client);
const readImage = imageReader(new S3Client({}));
const S3Object = { Bucket: 'uploads', Name: 'a+b é.jpg' };

/** What the SDK's stream offers here: bytes on demand, and an end. */
const bodyOf = (bytes: Uint8Array, destroy = jest.fn()) =>
  ({ transformToByteArray: async () => bytes, destroy }) as never;

describe('imageReader', () => {
  beforeEach(() => {
    s3.reset();
  });

  it('decodes the bytes of a request', async () => {
    await expect(readImage({ Bytes: 'aGVsbG8=' })).resolves.toEqual(Buffer.from('hello'));
  });

  it('reads the version of an object that was asked for, its key as it is', async () => {
    s3.on(GetObjectCommand).resolves({ ContentLength: 2, Body: bodyOf(Uint8Array.of(1, 2)) });

    const bytes = await readImage({ S3Object: { ...S3Object, Version: 'v1' } });

    expect(bytes).toEqual(Uint8Array.of(1, 2));
    expect(s3.call(0).args[0].input).toEqual({ Bucket: 'uploads', Key: 'a+b é.jpg', VersionId: 'v1' });
  });

  it.each([
    ['neither source', {}],
    ['both sources', { Bytes: 'aGVsbG8=', S3Object }],
    ['an object without a name', { S3Object: { Bucket: 'uploads' } }],
  ])('refuses %s with InvalidParameterException', async (_, image) => {
    await expect(readImage(image)).rejects.toMatchObject({ type: 'InvalidParameterException' });
  });

  it('refuses more than 5 MB of bytes with ImageTooLargeException', async () => {
    const atLimit = Buffer.alloc(MAX_IMAGE_BYTES).toString('base64');
    const beyond = Buffer.alloc(MAX_IMAGE_BYTES + 1).toString('base64');

    await expect(readImage({ Bytes: atLimit })).resolves.toHaveLength(5_242_880);
    await expect(readImage({ Bytes: beyond })).rejects.toMatchObject({ type: 'ImageTooLargeException' });
  });

  it('refuses an object of more than 15 MB without reading it', async () => {
    const destroy = jest.fn();
    s3.on(GetObjectCommand).resolves({
      ContentLength: MAX_S3_OBJECT_BYTES + 1,
      Body: bodyOf(new Uint8Array(), destroy),
    });

    await expect(readImage({ S3Object })).rejects.toMatchObject({ type: 'ImageTooLargeException' });
    expect(destroy).toHaveBeenCalled();
  });

  it('answers every error of S3 with InvalidS3ObjectException and keeps its cause', async () => {
    const cause = new NoSuchKey({ message: 'no', $metadata: {} });
    s3.on(GetObjectCommand).rejects(cause);

    await expect(readImage({ S3Object })).rejects.toMatchObject({
      type: 'InvalidS3ObjectException',
      message: 'Unable to get object metadata from S3. Check object key, region and/or access permissions.',
      cause,
    });
  });

  it('says what is missing when there is no S3 at all', async () => {
    await expect(imageReader(undefined)({ S3Object })).rejects.toMatchObject({
      type: 'InvalidS3ObjectException',
      message: expect.stringContaining('--s3-endpoint'),
    });
  });
});
