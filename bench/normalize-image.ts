// What NormalizeImage takes of memory and time, format by format: what MemorySize, MaxPixels and the shares in
// functions/normalize-image/decode/decode.ts are chosen by.
//
//   npm run bench:normalize-image
//
// Each picture is decoded in a process of its own, at two sizes. The difference tells how many bytes a format holds
// for each pixel, and so the memory of the largest picture that is accepted. JPEG XL, which nothing here encodes
// in 16 bits, is not among them: one of 21 megapixels and 16 bits took 884 MB and 6 s.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp, { type Sharp } from 'sharp';
import { normalizeImage } from '../functions/normalize-image/normalize-image.ts';
import { bytesSource } from '../functions/shared/files/byte-source.ts';
import { encodeHeicGrid } from '../tests/images/heic.ts';

/** The defaults of template.yaml: MaxPixels, and the MemorySize of NormalizeImageFunction in MiB. */
const MAX_PIXELS = 268_402_689;
const MEMORY_SIZE = 3008;
const PREVIEW_EDGE = 4096;

const TILE = 512; // pixels, as the tiles of phones
const SMALL = 4096; // 17 megapixels
const LARGE = 8192; // 67 megapixels

const ENCODERS: ReadonlyMap<string, (image: Sharp) => Sharp> = new Map([
  ['baseline.jpeg', (image) => image.jpeg()],
  ['progressive-444.jpeg', (image) => image.jpeg({ progressive: true, chromaSubsampling: '4:4:4' })],
  ['progressive-cmyk.jpeg', (image) => image.toColourspace('cmyk').jpeg({ progressive: true })],
  ['plain.png', (image) => image.png({ compressionLevel: 1 })],
  [
    'interlaced-16-alpha.png',
    (image) => wide(image.ensureAlpha()).png({ compressionLevel: 1, progressive: true }),
  ],
  ['lossy.webp', (image) => image.webp({ effort: 0 })],
  ['lossless-alpha.webp', (image) => image.ensureAlpha(0.5).webp({ effort: 0, lossless: true })],
  ['one.gif', (image) => image.gif({ effort: 1 })],
  ['strips-16.tiff', (image) => wide(image).tiff({ compression: 'deflate' })],
  ['tiles.tiff', (image) => image.tiff({ compression: 'deflate', tile: true })],
  ['420.avif', (image) => image.avif({ effort: 0 })],
  ['444-10-bit.avif', (image) => wide(image).avif({ effort: 0, bitdepth: 10, chromaSubsampling: '4:4:4' })],
]);

/** What these get of MaxPixels: as in decode.ts. */
const SHARES: ReadonlyMap<string, number> = new Map([['avif', 1 / 3]]);

interface Measurement {
  /** Most memory that the process held at once. */
  readonly peakMiB: number;
  readonly seconds: number;
  readonly outcome: string;
}

async function main(): Promise<void> {
  const path = process.argv[2];
  if (path) return console.log(JSON.stringify(await decodeHere(path)));

  const folder = mkdtempSync(join(tmpdir(), 'normalize-image-'));
  try {
    const rows = [];
    for (const name of [...ENCODERS.keys(), 'tiles.heic']) {
      const small = measure(await writePicture(folder, name, SMALL));
      const large = measure(await writePicture(folder, name, LARGE));
      rows.push([name, toRow(name, small, large)]);
    }
    console.table(Object.fromEntries(rows));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function toRow(name: string, small: Measurement, large: Measurement): Record<string, string | number> {
  const perPixel = (large.peakMiB - small.peakMiB) / (LARGE ** 2 - SMALL ** 2);
  const limit = MAX_PIXELS * (SHARES.get(formatOf(name)) ?? 1);
  const atLimit = small.peakMiB + perPixel * (limit - SMALL ** 2);
  return {
    'MiB at 17 MP': Math.round(small.peakMiB),
    'MiB at 67 MP': Math.round(large.peakMiB),
    'bytes per pixel': Number((perPixel * 2 ** 20).toFixed(1)),
    'MiB at its limit': Math.round(atLimit),
    'of MemorySize': `${Math.round((100 * atLimit) / MEMORY_SIZE)} %`,
    'seconds at 67 MP': Number(large.seconds.toFixed(1)),
    outcome: large.outcome,
  };
}

/** A square picture of tiles; what is in it matters little for memory. */
async function writePicture(folder: string, name: string, edge: number): Promise<string> {
  const path = join(folder, `${edge}-${name}`);
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
  const tile = sharp({ create: { width: TILE, height: TILE, channels: 3, background: 'grey', noise } }).blur(
    4,
  );
  if (name === 'tiles.heic') {
    const image = { pixels: await tile.raw().toBuffer(), width: TILE, height: TILE };
    const columns = edge / TILE;
    writeFileSync(path, encodeHeicGrid(Array(columns ** 2).fill(image), columns));
    return path;
  }
  const image = sharp({ create: { width: edge, height: edge, channels: 3, background: 'grey' } });
  image.composite([{ input: await tile.png().toBuffer(), tile: true }]);
  await ENCODERS.get(name)?.(image).toFile(path);
  return path;
}

function wide(image: Sharp): Sharp {
  return image.toColourspace('rgb16');
}

function formatOf(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

function measure(path: string): Measurement {
  const { stdout, stderr } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), path], {
    encoding: 'utf8',
  });
  if (!stdout) throw new Error(`Expected a measurement of ${path} but the process says: ${stderr}`);
  return JSON.parse(stdout);
}

async function decodeHere(path: string): Promise<Measurement> {
  const start = performance.now();
  const limits = { maxPixels: MAX_PIXELS, previewEdge: PREVIEW_EDGE };
  const normalized = await normalizeImage(
    bytesSource(readFileSync(path)),
    { format: formatOf(path), width: LARGE, height: LARGE, orientation: 1 },
    limits,
    path,
  );
  return {
    peakMiB: peakMemory() / 2 ** 20,
    seconds: (performance.now() - start) / 1000,
    outcome: normalized.supported ? `${normalized.width}×${normalized.height}` : normalized.reason,
  };
}

/** Bytes. Linux counts a parent's memory towards `maxRSS`, but not towards `VmHWM`. */
function peakMemory(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024;
  const kibibytes = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  return Number(kibibytes) * 1024;
}

await main();
