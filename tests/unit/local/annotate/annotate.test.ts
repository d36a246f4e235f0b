import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { ImageRecord } from '@image-workflow/record';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import sharp from 'sharp';
import { annotate } from '../../../../local/annotate/annotate.ts';
import type { Cloud } from '../../../../local/cloud.ts';

const GREY = 128;
const s3 = mockClient(S3Client);
const cloud = {
  clients: { s3: new S3Client({}) },
  outputs: { ResultsBucketName: 'results' },
} as unknown as Cloud; // the rest is not asked for
const skipped = { status: 'SKIPPED' } as const;

const record: ImageRecord = {
  imageId: 'd',
  schemaVersion: 1,
  status: 'SUCCEEDED',
  source: {
    bucket: 'uploads',
    key: 'trip/dog.jpg',
    eTag: 'e',
    sizeBytes: 1_000,
    sequencer: '1',
    uploadedAt: '2026-06-21T10:00:00Z',
  },
  execution: { arn: 'arn' },
  preview: { key: 'previews/d.jpg', width: 400, height: 200, sizeBytes: 100_000 },
  analysis: {
    labels: skipped,
    text: skipped,
    faces: {
      status: 'SUCCEEDED',
      raw: 'faces.json',
      items: [{ confidence: 99, boundingBox: { left: 0.25, top: 0.25, width: 0.5, height: 0.5 } }],
    },
    people: { ...skipped },
    celebrities: skipped,
    moderation: skipped,
    customLabels: skipped,
    thumbnails: skipped,
  },
};

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'annotated-'));
  const jpeg = await sharp({
    create: { width: 400, height: 200, channels: 3, background: { r: GREY, g: GREY, b: GREY } },
  })
    .jpeg()
    .toBuffer();
  s3.reset();
  s3.on(GetObjectCommand, { Bucket: 'results', Key: 'previews/d.jpg' }).resolves({
    ContentLength: jpeg.length,
    Body: { transformToByteArray: async () => jpeg } as never,
  });
});

afterEach(() => rm(folder, { recursive: true }));

describe('annotate', () => {
  it('writes the preview, as large as it is, with boxes drawn on it', async () => {
    const path = join(folder, 'trip/dog.jpg.annotated.jpg');

    await expect(annotate(cloud, record, folder)).resolves.toBe(`Annotated: ${path}`);

    const { data, info } = await sharp(await readFile(path))
      .raw()
      .toBuffer({ resolveWithObject: true });
    const blueAt = (x: number, y: number) => data[(y * info.width + x) * info.channels + 2] ?? NaN;
    expect([info.width, info.height]).toEqual([400, 200]);
    expect(blueAt(200, 50)).toBeGreaterThan(GREY + 60); // the frame of a face is light blue
    expect(Math.abs(blueAt(200, 100) - GREY)).toBeLessThan(5);
  });

  it('writes nothing where there is no preview, and says so', async () => {
    const { preview: _, analysis: __, ...unsupported } = { ...record, status: 'UNSUPPORTED' as const };

    await expect(annotate(cloud, unsupported, folder)).resolves.toBe(
      'Not annotated: trip/dog.jpg is UNSUPPORTED and has no preview',
    );
    await expect(readdir(folder)).resolves.toEqual([]);
  });

  it('says what went wrong instead of failing', async () => {
    await writeFile(join(folder, 'trip'), 'a file where a folder is needed');

    await expect(annotate(cloud, record, folder)).resolves.toMatch(/^Not annotated: trip\/dog\.jpg \(E/);
  });
});
