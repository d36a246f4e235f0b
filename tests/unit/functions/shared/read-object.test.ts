import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { openObject, readObject } from '../../../../functions/shared/read-object.ts';

const s3 = mockClient(S3Client);
const client = new S3Client({});
const image = { bucket: 'uploads', key: 'a+b %41 é 日本.jpg', versionId: 'v1' };
const content = Buffer.from(Array.from({ length: 10_000 }, (_, at) => at % 251));

/** S3 as far as ranges go. */
function serve(bytes: Buffer) {
  s3.on(GetObjectCommand).callsFake(({ Range }) => {
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(Range ?? `bytes=0-${bytes.length}`) ?? [];
    if (Range !== undefined && Number(from) >= bytes.length) {
      throw Object.assign(new Error('The requested range is not satisfiable'), { name: 'InvalidRange' });
    }
    const part = bytes.subarray(Number(from), Number(to) + 1);
    return {
      ContentLength: part.length,
      ...(Range && { ContentRange: `bytes ${from}-${Number(from) + part.length - 1}/${bytes.length}` }),
      Body: { transformToByteArray: async () => part },
      Metadata: { features: 'text' },
    };
  });
}

const inputs = () => s3.commandCalls(GetObjectCommand).map((call) => call.args[0].input);

afterEach(() => {
  s3.reset();
});

describe('readObject', () => {
  it('reads one version whole', async () => {
    serve(content);

    expect(await readObject(client, image, { maxBytes: content.length })).toEqual(content);
    expect(inputs()).toEqual([{ Bucket: 'uploads', Key: image.key, VersionId: 'v1' }]);
  });

  it('asks for no version where the bucket has none', async () => {
    serve(content);

    await readObject(client, { bucket: 'uploads', key: 'photo.jpg' }, { maxBytes: 1_000_000 });

    expect(inputs()).toEqual([{ Bucket: 'uploads', Key: 'photo.jpg' }]);
  });

  it('refuses a larger object with both numbers, and lets go of its body', async () => {
    const destroy = jest.fn();
    s3.on(GetObjectCommand).resolves({ ContentLength: 2_000, Body: { destroy } as never });

    await expect(readObject(client, image, { maxBytes: 1_999 })).rejects.toThrow(
      'The object of 2000 bytes exceeds 1999 bytes: s3://uploads/a+b %41 é 日本.jpg (version v1)',
    );
    expect(destroy).toHaveBeenCalledTimes(1);
  });
});

describe('openObject', () => {
  const options = { headBytes: 2_048, maxFetchedBytes: 1_000_000 };

  it('fetches the head, and then what is asked for, of one version', async () => {
    serve(content);

    const source = await openObject(client, image, options);
    const far = await source.read(9_000, 100);

    expect(source.sizeBytes).toBe(content.length);
    expect(far).toEqual(content.subarray(9_000, 9_100));
    const version = { Bucket: 'uploads', Key: image.key, VersionId: 'v1' };
    expect(inputs()).toEqual([
      { ...version, Range: 'bytes=0-2047' },
      { ...version, Range: 'bytes=8192-9215' },
    ]);
  });

  it('tells what was noted beside the object', async () => {
    serve(content);

    expect((await openObject(client, image, options)).userMetadata).toEqual({ features: 'text' });
  });

  it('takes an object that is shorter than the head', async () => {
    serve(content.subarray(0, 7));

    const source = await openObject(client, image, options);

    expect(source.sizeBytes).toBe(7);
    expect(await source.read(0, 100)).toEqual(content.subarray(0, 7));
    expect(inputs()).toHaveLength(1);
  });

  it('takes an empty object, to which S3 answers with an error', async () => {
    serve(Buffer.alloc(0));

    const source = await openObject(client, image, options);

    expect(source.sizeBytes).toBe(0);
    expect(await source.read(0, 100)).toHaveLength(0);
  });

  it('lets other errors through as they are', async () => {
    s3.on(GetObjectCommand).rejects(Object.assign(new Error('Access Denied'), { name: 'AccessDenied' }));

    await expect(openObject(client, image, options)).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});
