// What the preview, the thumbnails and the hash of a photograph cost, against the shortest script of sharp that makes them.
//
//   npm run bench:derivatives
//   npm run bench:derivatives -- --pairs 15 --edge 2048 photo.jpg
//
// Both are bundled as the functions are deployed, and run as whole processes, in turn: their start, their modules, their
// sharp. What is compared is the processors' time (user and system), as the ratio of each pair; and that both make the same:
// bytes, and how alike the pictures are (SSIM of luminance, 1 is the same).

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildSync } from 'esbuild';
import sharp, { type Sharp } from 'sharp';
import { BUNDLE } from './bundle.ts';
import { toMedian } from './median.ts';

const THUMBNAIL_EDGES = [256, 768, 1536]; // the default of template.yaml
const WIDTH = 6000; // 24 megapixels
const HEIGHT = 4000;

/** The functions' own rules, from bytes to bytes. */
const PROJECT = `
import { makeThumbnails } from './functions/generate-thumbnails/make-thumbnails.ts';
import { toThumbnailEdges } from './functions/generate-thumbnails/thumbnail-sizes.ts';
import { extractMetadata } from './functions/extract-metadata/extract-metadata.ts';
import { normalizeImage } from './functions/normalize-image/normalize-image.ts';
import { bytesSource } from './functions/shared/files/byte-source.ts';

export async function make(bytes, edge, edges) {
  const source = bytesSource(bytes);
  const limits = { maxBytes: 1e9, maxPixels: 1e9 };
  const { metadata, picture } = await extractMetadata(source, limits, 'the photograph');
  const traits = { ...picture, format: metadata.format };
  const preview = await normalizeImage(source, traits, { maxPixels: 1e9, previewEdge: edge }, 'the photograph');
  const { thumbnails, thumbHash } = await makeThumbnails(preview.jpeg, toThumbnailEdges(edges, preview));
  return [preview.jpeg, ...thumbnails.map(({ webp }) => webp), Buffer.from(thumbHash, 'base64')];
}`;

/** Turned upright, in sRGB, scaled down, without metadata; the thumbnails from the preview. */
const SCRIPT = `
import sharp from 'sharp';
import { rgbaToThumbHash } from 'thumbhash';

export async function make(bytes, edge, edges) {
  const inside = (size) => ({ width: size, height: size, fit: 'inside', withoutEnlargement: true });
  const image = sharp(bytes).autoOrient().resize(inside(edge)).toColourspace('srgb');
  const preview = await image.jpeg({ quality: 90, progressive: true }).toBuffer();
  const thumbnails = [];
  for (const size of edges) thumbnails.push(await sharp(preview).resize(inside(size)).webp({ quality: 80 }).toBuffer());
  const small = sharp(preview).resize(inside(100)).ensureAlpha().raw();
  const { data, info } = await small.toBuffer({ resolveWithObject: true });
  return [preview, ...thumbnails, Buffer.from(rgbaToThumbHash(info.width, info.height, data))];
}`;

/** The same, but for the preview being decoded once for all thumbnails. */
const THRIFTY_SCRIPT = `
import sharp from 'sharp';
import { rgbaToThumbHash } from 'thumbhash';

export async function make(bytes, edge, edges) {
  const inside = (size) => ({ width: size, height: size, fit: 'inside', withoutEnlargement: true });
  const image = sharp(bytes).autoOrient().resize(inside(edge)).toColourspace('srgb');
  const preview = await image.jpeg({ quality: 90, progressive: true }).toBuffer();
  const decoded = await sharp(preview).resize(inside(Math.max(...edges))).raw().toBuffer({ resolveWithObject: true });
  const { width, height } = decoded.info;
  const again = () => sharp(decoded.data, { raw: { width, height, channels: 3 } });
  const thumbnails = [];
  for (const size of edges) thumbnails.push(await again().resize(inside(size)).webp({ quality: 80 }).toBuffer());
  const { data, info } = await again().resize(inside(100)).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return [preview, ...thumbnails, Buffer.from(rgbaToThumbHash(info.width, info.height, data))];
}`;

/** Runs `make` as a program: argv is the photograph, the edge and where the derivatives go. */
const MAIN = `
const fs = require('node:fs');
const [path, edge, output] = process.argv.slice(2);
make(fs.readFileSync(path), Number(edge), ${JSON.stringify(THUMBNAIL_EDGES)}).then((derivatives) => {
  if (output) for (const [index, bytes] of derivatives.entries()) fs.writeFileSync(output + index, bytes);
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  console.log((userCPUTime + systemCPUTime) / 1e6);
});`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { pairs: { type: 'string', default: '9' }, edge: { type: 'string', default: '4096' } },
    allowPositionals: true,
  });
  const folder = mkdtempSync(join(tmpdir(), 'derivatives-'));
  try {
    const photo = positionals[0] ?? (await drawPhotograph(join(folder, 'photo.jpg')));
    const programs = {
      project: bundle(folder, 'project', PROJECT),
      script: bundle(folder, 'script', SCRIPT),
      thrifty: bundle(folder, 'thrifty', THRIFTY_SCRIPT),
    };
    await compare(folder, photo, values.edge, programs);
    report(Number(values.pairs), photo, values.edge, programs);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

type Programs = Readonly<Record<'project' | 'script' | 'thrifty', string>>;

function bundle(folder: string, name: string, code: string): string {
  const outfile = join(folder, `${name}.cjs`);
  const source = code.replace('export async function make', 'globalThis.make = make; async function make');
  buildSync({
    stdin: { contents: `${source}\n${MAIN}`, resolveDir: join(import.meta.dirname, '..'), loader: 'ts' },
    ...BUNDLE,
    outfile,
    logLevel: 'error',
  });
  return outfile;
}

function run(program: string, ...args: string[]): number {
  const env = { ...process.env, NODE_PATH: join(import.meta.dirname, '../node_modules') };
  const { stdout, stderr } = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8', env });
  const seconds = Number(stdout);
  if (!(seconds > 0)) throw new Error(`Expected ${program} to end with its time but it says: ${stderr}`);
  return seconds;
}

function report(pairs: number, photo: string, edge: string, { project, script, thrifty }: Programs): void {
  const rounds = Array.from({ length: pairs }, () => ({
    project: run(project, photo, edge),
    script: run(script, photo, edge),
    thrifty: run(thrifty, photo, edge),
  }));
  const row = (name: keyof Programs) => ({
    'CPU seconds': toMedian(rounds.map((round) => round[name])).toFixed(2),
    'project ÷ this': toMedian(rounds.map((round) => round.project / round[name])).toFixed(3),
  });
  console.log(`Medians of ${pairs} rounds, one process after the other`);
  console.table({
    'the project': row('project'),
    'shortest script': row('script'),
    'script that decodes the preview once': row('thrifty'),
  });
}

async function compare(
  folder: string,
  photo: string,
  edge: string,
  { project, script }: Programs,
): Promise<void> {
  run(project, photo, edge, join(folder, 'project-'));
  run(script, photo, edge, join(folder, 'script-'));
  const original = await toLuminance(sharp(photo).autoOrient(), Number(edge));
  const rows = [];
  for (const [index, name] of ['preview', ...THUMBNAIL_EDGES.map(String)].entries()) {
    const [ours, shortest] = ['project-', 'script-'].map((by) => readFileSync(join(folder, `${by}${index}`)));
    if (ours === undefined || shortest === undefined) throw new Error('Expected both derivatives');
    const { width = 0, height = 0 } = await sharp(ours).metadata();
    const scale = Math.max(width, height);
    const reference = index === 0 ? original : await toLuminance(sharp(photo).autoOrient(), scale);
    rows.push({
      derivative: name,
      size: `${width}×${height}`,
      'bytes of the project': ours.length,
      'bytes of the script': shortest.length,
      'SSIM of the project': ssim(await toLuminance(sharp(ours), scale), reference).toFixed(4),
      'SSIM of the script': ssim(await toLuminance(sharp(shortest), scale), reference).toFixed(4),
    });
  }
  console.table(rows);
}

interface Luminance {
  readonly pixels: Buffer;
  readonly width: number;
  readonly height: number;
}

async function toLuminance(image: Sharp, edge: number): Promise<Luminance> {
  const { data, info } = await image
    .resize({ width: edge, height: edge, fit: 'inside', withoutEnlargement: true })
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { pixels: data, width: info.width, height: info.height };
}

/** Wang, Bovik, Sheikh and Simoncelli, 2004, over blocks of 8 × 8 pixels. */
function ssim(a: Luminance, b: Luminance): number {
  if (a.width !== b.width || a.height !== b.height) return Number.NaN;
  const [c1, c2] = [(0.01 * 255) ** 2, (0.03 * 255) ** 2];
  let sum = 0;
  let blocks = 0;
  for (let y = 0; y + 8 <= a.height; y += 8) {
    for (let x = 0; x + 8 <= a.width; x += 8) {
      let [sa, sb, saa, sbb, sab] = [0, 0, 0, 0, 0];
      for (let row = y; row < y + 8; row++) {
        for (let at = row * a.width + x; at < row * a.width + x + 8; at++) {
          const [pa, pb] = [a.pixels[at] ?? 0, b.pixels[at] ?? 0];
          sa += pa;
          sb += pb;
          saa += pa * pa;
          sbb += pb * pb;
          sab += pa * pb;
        }
      }
      const [ma, mb] = [sa / 64, sb / 64];
      const [va, vb, cov] = [saa / 64 - ma * ma, sbb / 64 - mb * mb, sab / 64 - ma * mb];
      sum += ((2 * ma * mb + c1) * (2 * cov + c2)) / ((ma * ma + mb * mb + c1) * (va + vb + c2));
      blocks++;
    }
  }
  return sum / blocks;
}

/** As busy as a photograph: noise of several grains, soft and sharp edges, upright by its EXIF. */
async function drawPhotograph(path: string): Promise<string> {
  const layer = async (grain: number, sigma: number) => {
    const noise = { type: 'gaussian', mean: 128, sigma } as const;
    const [width, height] = [Math.ceil(WIDTH / grain), Math.ceil(HEIGHT / grain)];
    const small = sharp({ create: { width, height, channels: 3, background: 'grey', noise } });
    return sharp(await small.png().toBuffer())
      .resize(WIDTH, HEIGHT, { kernel: 'cubic' })
      .png({ compressionLevel: 1 })
      .toBuffer();
  };
  const shapes = `<svg width="${WIDTH}" height="${HEIGHT}">${Array.from({ length: 60 }, (_, index) => {
    const [x, y, r] = [(index * 2654435761) % WIDTH, (index * 40503) % HEIGHT, 40 + ((index * 97) % 400)];
    return `<circle cx="${x}" cy="${y}" r="${r}" fill="hsl(${(index * 47) % 360} 60% 50%)" fill-opacity="0.7"/>`;
  }).join('')}</svg>`;
  const image = sharp(await layer(200, 60)).composite([
    { input: await layer(40, 40), blend: 'soft-light' },
    { input: Buffer.from(shapes) },
    { input: await layer(6, 25), blend: 'soft-light' },
    { input: await layer(2, 10), blend: 'soft-light' },
  ]);
  const jpeg = await image.withMetadata({ orientation: 1 }).jpeg({ quality: 92 }).toBuffer();
  writeFileSync(path, jpeg);
  return path;
}

await main();
