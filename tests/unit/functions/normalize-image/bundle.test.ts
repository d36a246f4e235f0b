// HEIC, JPEG XL and JPEG 2000 need WebAssembly, and Lambda gets one file: the decoders have to be inside of it.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildSync } from 'esbuild';
import { encodeHeic } from '../../../images/heic.ts';
import { encodeJpeg2000 } from '../../../images/jpeg-2000.ts';
import { encodeJpegXl } from '../../../images/jxl.ts';
import { quadrants, quadrantsOf, UPRIGHT } from '../../../images/quadrants.ts';

const root = join(import.meta.dirname, '../../../..');
let folder: string; // outside the project: only the bundle, and what is on NODE_PATH, can be found from there

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'image-workflow-decoders-'));
  // As template.yaml has the functions bundled; sharp comes from a layer.
  buildSync({
    entryPoints: [join(root, 'functions/normalize-image/normalize-image.ts')],
    outfile: join(folder, 'bundle.cjs'),
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    mainFields: ['module', 'main'],
    external: ['sharp'],
  });
});

afterAll(() => rmSync(folder, { recursive: true }));

/** Normalizes a file in plain Node, with limits that no test image reaches. */
function normalizeInBundle(format: string, bytes: Buffer, size = { width: 96, height: 64 }) {
  writeFileSync(join(folder, 'photo'), bytes);
  const code = `
    const bytes = fs.readFileSync('photo');
    const source = { sizeBytes: bytes.length, read: async () => bytes };
    const traits = ${JSON.stringify({ format, ...size })};
    const limits = { maxPixels: 1_000_000, previewEdge: 400 };
    require('./bundle.cjs').normalizeImage(source, traits, limits, 'here').then((normalized) => {
      console.log(JSON.stringify({ ...normalized, jpeg: normalized.jpeg?.toString('base64') }));
    });`;
  const env = { PATH: process.env.PATH, NODE_PATH: join(root, 'node_modules') };
  const printed = execFileSync(process.execPath, ['-e', code], { cwd: folder, env, encoding: 'utf8' });
  return JSON.parse(printed);
}

describe('the bundle of NormalizeImage', () => {
  it('decodes HEIC', () => {
    const heic = encodeHeic(quadrants(96, 64, 6), { orientation: 6 });

    expect(normalizeInBundle('heic', heic)).toMatchObject({ supported: true, width: 96, height: 64 });
  });

  it('decodes JPEG XL', async () => {
    const { jpeg, ...normalized } = normalizeInBundle('jxl', await encodeJpegXl(quadrants(96, 64)));

    expect(normalized).toEqual({ supported: true, width: 96, height: 64, warnings: [] });
    expect(await quadrantsOf(Buffer.from(jpeg, 'base64'))).toEqual(UPRIGHT);
  });

  it('decodes JPEG 2000', async () => {
    const { jpeg } = normalizeInBundle('jp2', await encodeJpeg2000(quadrants(96, 64)));

    expect(await quadrantsOf(Buffer.from(jpeg, 'base64'))).toEqual(UPRIGHT);
  });

  it('answers that a damaged JPEG XL is not supported', async () => {
    const jxl = await encodeJpegXl(quadrants(96, 64));

    expect(normalizeInBundle('jxl', jxl.fill(0, 20))).toEqual({
      supported: false,
      reason: 'Expected a picture in the JPEG XL but found its data damaged in here',
    });
  });

  it('gives JPEG XL, which takes much memory, a sixth of the pixels', async () => {
    const jxl = await encodeJpegXl(quadrants(96, 64));

    expect(normalizeInBundle('jxl', jxl, { width: 500, height: 334 })).toEqual({
      supported: false,
      reason: 'The picture of 500×334 = 167000 px exceeds the limit of 166666 px in here',
    });
  });
});
