// HEIC needs WebAssembly, and Lambda gets one file: the decoder has to be inside of it.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { buildSync } from 'esbuild';
import { encodeHeic } from '../../../images/heic.ts';
import { quadrants } from '../../../images/quadrants.ts';

const root = join(import.meta.dirname, '../../../..');
let folder: string; // outside the project: only the bundle can be found from there

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'image-workflow-heif-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

it('decodes HEIC from one file in plain Node', () => {
  buildSync({
    entryPoints: [join(root, 'functions/normalize-image/decode/heif-picture.ts')],
    outfile: join(folder, 'heif.cjs'),
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
  });
  writeFileSync(join(folder, 'photo.heic'), encodeHeic(quadrants(96, 64, 6), { orientation: 6 }));

  const code = `
    const { width, height } = require('./heif.cjs').decodeHeifPicture(fs.readFileSync('photo.heic'), 10_000);
    console.log(width + '×' + height);`;
  const printed = execFileSync(process.execPath, ['-e', code], { cwd: folder, encoding: 'utf8' });

  expect(printed).toBe('96×64\n');
});
