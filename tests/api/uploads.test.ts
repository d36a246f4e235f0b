// Uploads on a real storage: what the forms and URLs of POST /api/uploads let in, and what they do not.

import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { FormUpload, MultipartUpload, Upload } from '@image-workflow/record/api/uploads';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { startEmulator } from '../../local/emulator/emulator.ts';
import { findFreePort, HOST } from '../../local/process/port.ts';
import { awsEnvironment, CREDENTIALS, REGION } from '../../stack/local-credentials.ts';
import { call } from '../unit/functions/http-event.ts';

const BUCKET = 'uploads';
const MEBIBYTE = 1024 * 1024;

let stop: () => Promise<void>;
let s3: S3Client;
let handler: Parameters<typeof call>[0];

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'uploads-'));
  const port = await findFreePort();
  const emulator = await startEmulator(folder, port);
  await emulator.ready;
  const endpoint = `http://${HOST}:${port}`;
  s3 = new S3Client({ endpoint, region: REGION, credentials: CREDENTIALS, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  await s3.send(
    new PutBucketVersioningCommand({ Bucket: BUCKET, VersioningConfiguration: { Status: 'Enabled' } }),
  );
  Object.assign(process.env, awsEnvironment(endpoint), {
    UPLOAD_BUCKET: BUCKET,
    SEARCH_TABLE_NAME: 'search', // of a stack that has none: duplicates are not found
    ISOLATION: 'false',
    MAX_OBJECT_BYTES: '200000000',
  });
  ({ handler } = await import('../../functions/api-uploads/handler.ts'));
  stop = async () => {
    s3.destroy();
    await emulator.stop();
    await rm(folder, { recursive: true });
  };
}, 120_000);
afterAll(() => stop());

async function allow<Way extends Upload['way']>(way: Way, file: object, features?: string[]) {
  const { status, body } = await call(handler, {
    method: 'POST',
    path: '/api/uploads',
    body: { files: [{ name: 'été/photo 1.jpg', ...file }], ...(features && { features }) },
  });
  expect([status, body.uploads?.[0].way]).toEqual([201, way]);
  return body.uploads[0] as Extract<Upload, { way: Way }>;
}

/** @param change - Fields that are sent otherwise than they were signed; undefined for one that is not sent. */
async function send(
  { url, fields }: FormUpload,
  bytes: Uint8Array<ArrayBuffer>,
  change: Record<string, string | undefined> = {},
): Promise<number> {
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...fields, ...change })) {
    if (value !== undefined) form.append(name, value);
  }
  form.append('file', new Blob([bytes]));
  return (await fetch(url, { method: 'POST', body: form })).status;
}

async function keys(): Promise<string[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET }));
  return Contents.map(({ Key = '' }) => Key);
}

describe('a form', () => {
  const bytes = new Uint8Array(1_000).fill(7);
  const sizeBytes = bytes.length;

  it('puts the file where it said, with its type, owner and features', async () => {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const upload = await allow('form', { sizeBytes, sha256, type: 'image/jpeg' }, ['labels', 'text']);

    expect(await send(upload, bytes)).toBe(204);
    const { ContentType, ContentLength, Metadata } = await s3.send(
      new GetObjectCommand({ Bucket: BUCKET, Key: upload.key }),
    );
    expect({ ContentType, ContentLength, Metadata }).toEqual({
      ContentType: 'image/jpeg',
      ContentLength: sizeBytes,
      Metadata: { owner: 'shared', features: 'labels,text', sha256 },
    });
  });

  it.each<[string, Record<string, string | undefined>, number]>([
    ['more bytes', {}, sizeBytes + 1],
    ['fewer bytes', {}, sizeBytes - 1],
    ['another key', { key: 'uploads/shared/01J00000000000000000000000/other.jpg' }, sizeBytes],
    ["another's name", { 'x-amz-meta-owner': 'ada' }, sizeBytes],
    ['no owner', { 'x-amz-meta-owner': undefined }, sizeBytes],
    ['other features', { 'x-amz-meta-features': 'celebrities' }, sizeBytes],
    ['metadata that nobody signed', { 'x-amz-meta-more': '1' }, sizeBytes],
    ['another type', { 'Content-Type': 'text/html' }, sizeBytes],
    ['a policy of its own', { Policy: Buffer.from('{"conditions":[]}').toString('base64') }, sizeBytes],
    ['no signature', { 'X-Amz-Signature': undefined }, sizeBytes],
  ])('is refused by the storage with %s, and nothing is stored', async (_what, change, size) => {
    const upload = await allow('form', { sizeBytes, type: 'image/jpeg' }, ['labels']);
    const before = await keys();

    const status = await send(upload, new Uint8Array(size), change);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(await keys()).toEqual(before);
  });

  it('is refused after its time', async () => {
    jest.useFakeTimers({
      now: Date.now() - 16 * 60_000,
      doNotFake: ['nextTick', 'setImmediate', 'setTimeout', 'queueMicrotask'],
    });
    const upload = await allow('form', { sizeBytes }).finally(() => jest.useRealTimers());

    expect(await send(upload, bytes)).toBe(403);
  });
});

describe('parts', () => {
  const sizeBytes = 9 * MEBIBYTE;
  const claims = { sub: 'shared-not' };

  function put({ parts }: Pick<MultipartUpload, 'parts'>, at: number, size: number) {
    return fetch(parts[at]?.url ?? '', { method: 'PUT', body: new Uint8Array(size).fill(at) });
  }

  function ask(step: string, body: object, more = {}) {
    return call(handler, { method: 'POST', path: `/api/uploads/${step}`, body, ...more });
  }

  it('become one object of the size that was stated, once', async () => {
    const upload = await allow('multipart', { sizeBytes, multipart: true });
    const { key, uploadId } = upload;
    const again = await ask('parts', { key, uploadId, sizeBytes, partNumbers: [2] });
    const first = await put(upload, 0, 8 * MEBIBYTE);
    const second = await put(again.body, 0, MEBIBYTE); // by the URL that was asked for anew
    const parts = [first, second].map((answer, at) => ({
      partNumber: at + 1,
      eTag: answer.headers.get('etag'),
    }));

    expect([first.status, second.status]).toEqual([200, 200]);
    expect(await ask('complete', { key, uploadId, parts })).toMatchObject({
      status: 200,
      body: { imageId: upload.imageId },
    });
    const { ContentLength } = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: key }));
    expect(ContentLength).toBe(sizeBytes);
    // S3 may answer a repeated completion as it answered the first; it never makes a second version.
    expect([200, 404, 409]).toContain((await ask('complete', { key, uploadId, parts })).status);
    const { Versions } = await s3.send(new ListObjectVersionsCommand({ Bucket: BUCKET, Prefix: key }));
    expect(Versions).toHaveLength(1);
  });

  it("of another owner's upload do not exist", async () => {
    const { key, uploadId } = await allow('multipart', { sizeBytes, multipart: true });

    expect((await ask('parts', { key, uploadId, sizeBytes, partNumbers: [1] }, { claims })).status).toBe(404);
    expect((await ask('abort', { key, uploadId }, { claims })).status).toBe(404);
  });

  it('are gone once they were thrown away', async () => {
    const { key, uploadId } = await allow('multipart', { sizeBytes, multipart: true });

    expect((await ask('abort', { key, uploadId })).status).toBe(204);
    expect((await ask('abort', { key, uploadId })).status).toBe(204);
    const parts = [{ partNumber: 1, eTag: 'a' }];
    expect((await ask('complete', { key, uploadId, parts })).status).toBe(404);
  });
});
