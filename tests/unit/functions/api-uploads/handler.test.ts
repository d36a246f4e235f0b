import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { createUploads, uploadResponseSchema } from '@image-workflow/record/api/uploads';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { toImageId } from '../../../../functions/shared/image-object.ts';
import { call, type HttpRequest } from '../http-event.ts';

Object.assign(process.env, {
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  UPLOAD_BUCKET: 'uploads-1',
  SEARCH_TABLE_NAME: 'search',
  MAX_OBJECT_BYTES: '200000000',
  ISOLATION: 'true',
});
const s3 = mockClient(S3Client);
const documents = mockClient(DynamoDBDocumentClient);
const { handler } = await import('../../../../functions/api-uploads/handler.ts');
const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'; // SHA-256 of "abc"

beforeEach(() => {
  documents.reset();
  documents.on(QueryCommand).resolves({});
  s3.reset();
  s3.on(CreateMultipartUploadCommand).resolves({ UploadId: 'upload-1' });
});

function ask(body: unknown, more: Partial<HttpRequest> = {}) {
  return call(handler, { method: 'POST', path: createUploads.path, body, ...more });
}

async function uploadsOf(body: unknown, more: Partial<HttpRequest> = {}) {
  const answer = await ask(body, more);
  expect(answer.status).toBe(201);
  return uploadResponseSchema.parse(answer.body).uploads;
}

function policyOf(fields: Record<string, string>): { expiration: string; conditions: unknown[] } {
  return JSON.parse(Buffer.from(fields.Policy ?? '', 'base64').toString());
}

describe('POST /api/uploads', () => {
  it('gives each file a key of its own, under its owner, and the imageId before a byte is sent', async () => {
    const files = [
      { name: 'a.jpg', sizeBytes: 1 },
      { name: 'a.jpg', sizeBytes: 1 },
    ];
    const uploads = await uploadsOf({ files }, { claims: { sub: 'user-1' } });

    expect(uploads.map(({ name }) => name)).toEqual(['a.jpg', 'a.jpg']);
    expect(new Set(uploads.map(({ key }) => key)).size).toBe(2);
    for (const { key, imageId } of uploads) {
      expect(key).toMatch(/^uploads\/user-1\/[0-9A-HJKMNP-TV-Z]{26}\/a\.jpg$/);
      expect(imageId).toBe(toImageId('uploads-1', key));
    }
  });

  it('names a photograph of the same owner that has the same bytes, and still allows them to be sent', async () => {
    const there = 'b'.repeat(32);
    documents
      .on(QueryCommand, { ExpressionAttributeValues: { ':partition': `user-1#sha256#${abc}` } })
      .resolves({ Items: [{ pk: 'pk', sk: 'sk', card: JSON.stringify({ imageId: there }) }] });
    const files = [
      { name: 'a.jpg', sizeBytes: 3, sha256: abc },
      { name: 'b.jpg', sizeBytes: 3, sha256: 'f'.repeat(64) },
      { name: 'c.jpg', sizeBytes: 3 },
    ];

    const own = await uploadsOf({ files }, { claims: { sub: 'user-1' } });
    expect(own.map(({ duplicateOf }) => duplicateOf)).toEqual([there, undefined, undefined]);
    expect(own[0]).toMatchObject({ way: 'form', fields: { key: own[0]?.key } });
    expect(documents.commandCalls(QueryCommand)).toHaveLength(2);

    const others = await uploadsOf({ files }, { claims: { sub: 'user-2' } });
    expect(others.map(({ duplicateOf }) => duplicateOf)).toEqual([undefined, undefined, undefined]);
  });

  it('allows a file to be sent also where nobody can tell whether it is there', async () => {
    documents.on(QueryCommand).rejects(Object.assign(new Error(), { name: 'ThrottlingException' }));

    const [upload] = await uploadsOf({ files: [{ name: 'a.jpg', sizeBytes: 3, sha256: abc }] });

    expect(upload?.duplicateOf).toBeUndefined();
  });

  it('fixes key, size, checksum, type, owner and features by the signature', async () => {
    const file = { name: 'a.jpg', sizeBytes: 3, type: 'image/jpeg', sha256: abc };
    const [upload] = await uploadsOf({ files: [file], features: ['labels', 'text'] });
    if (upload?.way !== 'form') throw new Error('Expected a form');

    const fixed = {
      key: upload.key,
      'Content-Type': 'image/jpeg',
      'x-amz-checksum-algorithm': 'SHA256',
      'x-amz-checksum-sha256': 'ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=', // the same in base64
      'x-amz-meta-features': 'labels,text',
      'x-amz-meta-owner': 'shared',
      'x-amz-meta-sha256': abc,
    };
    const { conditions } = policyOf(upload.fields);
    expect(upload.fields).toMatchObject(fixed);
    expect(conditions).toContainEqual(['content-length-range', 3, 3]);
    for (const [name, value] of Object.entries(fixed)) expect(conditions).toContainEqual({ [name]: value });
  });

  it('holds for fifteen minutes', async () => {
    const [upload] = await uploadsOf({ files: [{ name: 'a.jpg', sizeBytes: 1 }] });
    if (upload?.way !== 'form') throw new Error('Expected a form');

    const minutes = (Date.parse(policyOf(upload.fields).expiration) - Date.now()) / 60_000;
    expect(minutes).toBeGreaterThan(14);
    expect(minutes).toBeLessThanOrEqual(15);
    expect(
      Math.abs(Date.parse(upload.expiresAt) - Date.parse(policyOf(upload.fields).expiration)),
    ).toBeLessThan(2_000);
  });

  it.each([
    ['été/à Nice+1 (2).jpg', 'été/à Nice+1 (2).jpg'],
    ['50% & “more” – #1 [x]?.jpg', '50% & “more” – #1 [x]?.jpg'],
    ['👩‍🚀.jpg', '👩‍🚀.jpg'],
    ['a\\b"c\u0024{filename}<d>\u202egpj.exe', 'a_b_c__filename__d__gpj.exe'], // S3 would put a name in
    ['e\u0301te\u0301.jpg', 'été.jpg'], // composed
    ['写真.heic', '写真.heic'],
  ])('keeps of a name what a key can hold: %s', async (name, safe) => {
    const [upload] = await uploadsOf({ files: [{ name, sizeBytes: 1 }] });

    expect(upload?.key.split('/').slice(3).join('/')).toBe(safe);
    expect(upload?.name).toBe(name);
  });

  it('sends large files, and those that ask for it, in parts of an exact size', async () => {
    const mebibyte = 1024 * 1024;
    const uploads = await uploadsOf({
      files: [
        { name: 'large.tif', sizeBytes: 100 * mebibyte },
        { name: 'slow.jpg', sizeBytes: 9 * mebibyte, multipart: true, type: 'image/jpeg', sha256: abc },
        { name: 'usual.jpg', sizeBytes: 9 * mebibyte },
      ],
    });
    const [large, slow, usual] = uploads;
    if (large?.way !== 'multipart' || slow?.way !== 'multipart') throw new Error('Expected parts');

    expect(usual?.way).toBe('form');
    expect(large.parts).toHaveLength(13);
    expect(slow.parts.map(({ partNumber, sizeBytes }) => [partNumber, sizeBytes])).toEqual([
      [1, 8 * mebibyte],
      [2, mebibyte],
    ]);
    for (const { url } of slow.parts) {
      const { searchParams } = new URL(url);
      expect(searchParams.get('X-Amz-SignedHeaders')).toBe('content-length;host');
      expect(searchParams.get('X-Amz-Expires')).toBe('900');
      expect(url).not.toMatch(/checksum/i);
    }
    expect(s3.commandCalls(CreateMultipartUploadCommand)[1]?.args[0].input).toEqual({
      Bucket: 'uploads-1',
      Key: slow.key,
      ContentType: 'image/jpeg',
      Metadata: { owner: 'shared' }, // no sha256, to which nothing would hold the bytes
    });
  });

  it.each([
    ['files', { files: [] }],
    ['files', { files: Array.from({ length: 101 }, () => ({ name: 'a', sizeBytes: 1 })) }],
    ['files.0.sizeBytes', { files: [{ name: 'a', sizeBytes: 200_000_001 }] }],
    ['files.0.name', { files: [{ name: '../a', sizeBytes: 1 }] }],
    ['features.0', { files: [{ name: 'a', sizeBytes: 1 }], features: ['colour'] }],
    ['key', { files: [{ name: 'a', sizeBytes: 1 }], key: 'mine' }],
  ])('names what it does not take: %s', async (name, body) => {
    const answer = await ask(body);

    expect(answer.status).toBe(400);
    expect(answer.body.errors[0].name).toBe(name);
  });
});

describe('the multipart way', () => {
  const key = 'uploads/user-1/01J00000000000000000000000/a.jpg';
  const claims = { sub: 'user-1' };
  const known = { key, uploadId: 'upload-1' };

  it('gives new URLs for parts whose own have expired', async () => {
    const body = { ...known, sizeBytes: 9 * 1024 * 1024, partNumbers: [2] };
    const answer = await ask(body, { path: '/api/uploads/parts', claims });

    expect(answer.body.parts).toEqual([
      { partNumber: 2, sizeBytes: 1024 * 1024, url: expect.stringContaining('partNumber=2') },
    ]);
  });

  it('has no part beyond the end of the file', async () => {
    const body = { ...known, sizeBytes: 9 * 1024 * 1024, partNumbers: [3] };

    expect(await ask(body, { path: '/api/uploads/parts', claims })).toMatchObject({ status: 404 });
  });

  it('makes one object of the parts, in their order, and never over another', async () => {
    const parts = [
      { partNumber: 2, eTag: 'bb' },
      { partNumber: 1, eTag: '"aa"' },
    ];
    const answer = await ask({ ...known, parts }, { path: '/api/uploads/complete', claims });

    expect(answer).toMatchObject({ status: 200, body: { key, imageId: toImageId('uploads-1', key) } });
    expect(s3.commandCalls(CompleteMultipartUploadCommand)[0]?.args[0].input).toEqual({
      Bucket: 'uploads-1',
      Key: key,
      UploadId: 'upload-1',
      IfNoneMatch: '*',
      MultipartUpload: {
        Parts: [
          { PartNumber: 1, ETag: '"aa"' },
          { PartNumber: 2, ETag: '"bb"' },
        ],
      },
    });
  });

  it.each([
    ['NoSuchUpload', 404],
    ['PreconditionFailed', 409],
    ['InvalidPart', 400],
    ['SlowDown', 503],
    ['AccessDenied', 500],
  ])('says what the storage says: %s is %d', async (name, status) => {
    s3.on(CompleteMultipartUploadCommand).rejects(Object.assign(new Error('No'), { name }));
    const body = { ...known, parts: [{ partNumber: 1, eTag: 'aa' }] };

    expect(await ask(body, { path: '/api/uploads/complete', claims })).toMatchObject({ status });
  });

  it('throws away once what is thrown away twice', async () => {
    s3.on(AbortMultipartUploadCommand).rejects(Object.assign(new Error('No'), { name: 'NoSuchUpload' }));

    expect(await ask(known, { path: '/api/uploads/abort', claims })).toMatchObject({ status: 204 });
  });

  it.each([
    ['parts', { sizeBytes: 1, partNumbers: [1] }],
    ['complete', { parts: [{ partNumber: 1, eTag: 'aa' }] }],
    ['abort', {}],
  ])("does not know another owner's upload: %s", async (step, more) => {
    const answer = await ask(
      { ...known, ...more },
      { path: `/api/uploads/${step}`, claims: { sub: 'user' } },
    );

    expect(answer.status).toBe(404);
    expect(s3.calls()).toHaveLength(0);
  });
});
