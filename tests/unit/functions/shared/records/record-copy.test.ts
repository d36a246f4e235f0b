import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { ImageRecord } from '@image-workflow/record';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { deleteRecordCopy } from '../../../../../functions/forget-image/delete-record-copy.ts';
import { replaceRecordCopy, writeRecordCopy } from '../../../../../functions/shared/records/record-copy.ts';
import { fakeResultsBucket, refusal } from '../../fake-results-bucket.ts';

const bucket = fakeResultsBucket();
const s3 = new S3Client({ region: 'us-east-1' });
const key = 'records/abc.json';

function recordOf(sequencer: string, status: ImageRecord['status'] = 'SUCCEEDED'): ImageRecord {
  return {
    imageId: 'abc',
    schemaVersion: 1,
    status,
    source: {
      bucket: 'uploads',
      key: 'été à Nice+1.jpg',
      eTag: 'd41d8cd9',
      sizeBytes: 1,
      sequencer,
      uploadedAt: '2026-05-01T10:20:30Z',
    },
    execution: { arn: 'arn' },
  };
}

const write = (record: ImageRecord) => writeRecordCopy(s3, 'results', record);

beforeEach(() => {
  bucket.reset();
});

describe('writeRecordCopy', () => {
  it('writes the first record of a photograph with one request, and says that it was the first', async () => {
    expect(await write(recordOf('1'))).toBe(true);

    expect(bucket.json(key)).toEqual(recordOf('1'));
    expect(bucket.s3.calls()).toHaveLength(1);
    expect(bucket.s3.commandCalls(PutObjectCommand)[0]?.args[0].input).toMatchObject({
      Bucket: 'results',
      Key: key,
      ContentType: 'application/json',
      IfNoneMatch: '*',
    });
  });

  it('replaces the record of an older version', async () => {
    await write(recordOf('1'));
    expect(await write(recordOf('2'))).toBe(false);
    expect(bucket.json(key).source.sequencer).toBe('2');
  });

  it('replaces an earlier record of the same version', async () => {
    await write(recordOf('1', 'FAILED'));
    await write(recordOf('1', 'SUCCEEDED'));
    expect(bucket.json(key).status).toBe('SUCCEEDED');
  });

  it('leaves the record of a newer version', async () => {
    await write(recordOf('2'));
    await write(recordOf('1f'));
    expect(bucket.json(key).source.sequencer).toBe('2');
  });

  it.each(['no JSON', '[]', '{"source":{}}'])('replaces what is no record: %s', async (body) => {
    bucket.objects.set(key, { body, eTag: '"x"' });
    await write(recordOf('1'));
    expect(bucket.json(key)).toEqual(recordOf('1'));
  });

  it('keeps the newest of many that are written at once', async () => {
    await Promise.all(['1', '4', '2', '3'].map((sequencer) => write(recordOf(sequencer))));
    expect(bucket.json(key).source.sequencer).toBe('4');
  });

  it.each(['PreconditionFailed', 'ConditionalRequestConflict', 'NoSuchKey'])(
    'tries again where another write came between: %s',
    async (name) => {
      await write(recordOf('1'));
      const IfMatch = String(bucket.objects.get(key)?.eTag);
      bucket.s3.on(PutObjectCommand, { IfMatch }).rejectsOnce(refusal(name)).callsFake(bucket.put);

      await write(recordOf('2'));

      expect(bucket.json(key).source.sequencer).toBe('2');
    },
  );

  /** {@link https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html} 403 for what is gone, without s3:ListBucket */
  it.each(['NoSuchKey', 'AccessDenied'])(
    'is the first again where the copy was deleted after it was seen: %s',
    async (name) => {
      bucket.s3
        .on(PutObjectCommand)
        .rejectsOnce(refusal('PreconditionFailed'))
        .callsFake(bucket.put)
        .on(GetObjectCommand)
        .rejectsOnce(refusal(name));

      expect(await write(recordOf('1'))).toBe(true);
    },
  );

  it('says so when others are always faster', async () => {
    bucket.s3.on(PutObjectCommand).rejects(refusal('PreconditionFailed'));
    bucket.s3.on(GetObjectCommand).resolves({ ETag: '"x"' });
    await expect(write(recordOf('2'))).rejects.toThrow('Expected to replace s3://results/records/abc.json');
  });

  it('lets every other error pass under its own name', async () => {
    bucket.s3.on(PutObjectCommand).rejects(refusal('AccessDenied'));
    await expect(write(recordOf('2'))).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});

describe('replaceRecordCopy', () => {
  it('replaces a copy as writeRecordCopy does', async () => {
    await write(recordOf('1'));
    await replaceRecordCopy(s3, 'results', recordOf('1', 'PARTIAL'));
    expect(bucket.json(key).status).toBe('PARTIAL');

    await write(recordOf('2'));
    await replaceRecordCopy(s3, 'results', recordOf('1'));
    expect(bucket.json(key).source.sequencer).toBe('2');
  });

  it('writes none where the photograph was deleted, also in the last moment', async () => {
    await replaceRecordCopy(s3, 'results', recordOf('1'));
    expect(bucket.objects.size).toBe(0);

    await write(recordOf('1'));
    bucket.s3.on(PutObjectCommand).callsFake((input) => {
      bucket.objects.delete(key);
      return bucket.put(input);
    });
    await replaceRecordCopy(s3, 'results', recordOf('1', 'PARTIAL'));
    expect(bucket.objects.size).toBe(0);
  });
});

describe('deleteRecordCopy', () => {
  const remove = (sequencer: string) => deleteRecordCopy({ s3, resultsBucket: 'results' }, 'abc', sequencer);

  it('deletes the copy of what came before, or is no record', async () => {
    await write(recordOf('1'));
    await remove('2');
    expect(bucket.objects.size).toBe(0);

    bucket.objects.set(key, { body: 'no JSON', eTag: '"x"' });
    await remove('2');
    expect(bucket.objects.size).toBe(0);
  });

  it('leaves the copy of what came after, also where it comes in the last moment', async () => {
    await write(recordOf('3'));
    await remove('2');
    expect(bucket.json(key).source.sequencer).toBe('3');

    bucket.objects.clear();
    await write(recordOf('1'));
    bucket.s3.on(GetObjectCommand).callsFake(async () => {
      const { body = '', eTag } = bucket.objects.get(key) ?? {};
      bucket.objects.set(key, { body: JSON.stringify(recordOf('3')), eTag: '"another"' });
      return { ETag: eTag, Body: { transformToString: async () => body } };
    });
    await remove('2');
    expect(bucket.json(key).source.sequencer).toBe('3');
  });

  it('is content where there is none', async () => {
    await expect(remove('2')).resolves.toBeUndefined();
  });
});
