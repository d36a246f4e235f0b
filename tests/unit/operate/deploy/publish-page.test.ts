import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteObjectsCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { sendPage } from '../../../../operate/deploy/publish-page.ts';

const NOW = Date.parse('2026-11-26T00:00:00Z');
const s3 = mockClient(S3Client);
let folder: string;

beforeEach(async () => {
  s3.reset();
  s3.on(PutObjectCommand).resolves({});
  s3.on(ListObjectsV2Command).resolves({});
  s3.on(DeleteObjectsCommand).resolves({});
  folder = await mkdtemp(join(tmpdir(), 'page-'));
  await mkdir(join(folder, 'assets'));
  await mkdir(join(folder, '.vite'));
  await writeFile(join(folder, 'index.html'), '<!doctype html>');
  await writeFile(join(folder, 'icon.svg'), '<svg/>');
  await writeFile(join(folder, 'assets/app-12345678.js'), 'export {}');
  await writeFile(join(folder, '.vite/manifest.json'), '{}');
  await writeFile(join(folder, 'built-from'), 'abc');
});

afterEach(() => rm(folder, { recursive: true }));

describe('sendPage', () => {
  it('sends what the page is made of before the page, each with its type and how long it may be kept', async () => {
    await sendPage(new S3Client({}), { bucket: 'page', folder, now: NOW });

    const sent = s3.commandCalls(PutObjectCommand).map(({ args: [{ input }] }) => input);
    expect(sent.at(-1)).toMatchObject({
      Bucket: 'page',
      Key: 'index.html',
      ContentType: 'text/html; charset=utf-8',
      CacheControl: 'no-cache',
    });
    expect(sent).toContainEqual(
      expect.objectContaining({
        Key: 'assets/app-12345678.js',
        ContentType: 'text/javascript; charset=utf-8',
        CacheControl: 'public, max-age=31536000, immutable',
      }),
    );
    expect(sent.map(({ Key }) => Key).sort()).toEqual(['assets/app-12345678.js', 'icon.svg', 'index.html']);
  });

  it('keeps what an earlier page was made of for a month, and then removes it', async () => {
    s3.on(ListObjectsV2Command).resolves({
      Contents: [
        { Key: 'assets/old-1.js', LastModified: new Date('2026-10-01') },
        { Key: 'assets/recent-1.js', LastModified: new Date('2026-11-20') },
        { Key: 'assets/app-12345678.js', LastModified: new Date('2025-01-01') },
      ],
    });

    await sendPage(new S3Client({}), { bucket: 'page', folder, now: NOW });

    expect(
      s3.commandCalls(DeleteObjectsCommand).map(({ args: [{ input }] }) => input.Delete?.Objects),
    ).toEqual([[{ Key: 'assets/old-1.js' }]]);
  });
});
