// What exifr in ExtractMetadata costs, and how far it agrees with the house's own reader of EXIF: what
// docs/decisions/2026-11-22-metadata-readers.md states.
//
//   npm run bench:exif-readers                       size and start of the bundle, with exifr and without
//   npm run bench:exif-readers -- ~/Pictures         and every block of EXIF in these, read by both

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
import { container, DamagedFileError } from '../functions/extract-metadata/containers/container.ts';
import { readWithExifr } from '../functions/extract-metadata/exif-block.ts';
import { readDirectories } from '../functions/extract-metadata/exif-directories.ts';
import { KNOWN_TAGS } from '../functions/extract-metadata/exif-tags.ts';
import { readContainer } from '../functions/extract-metadata/extract-metadata.ts';
import { Tags } from '../functions/extract-metadata/tags.ts';
import { bytesSource } from '../functions/shared/files/byte-source.ts';
import { findTiffOffset } from '../functions/shared/files/tiff.ts';
import { BUNDLE } from './bundle.ts';
import { toMedian } from './median.ts';

const EXTRACT_METADATA: BuildOptions = {
  ...BUNDLE,
  entryPoints: [fileURLToPath(new URL('../functions/extract-metadata/handler.ts', import.meta.url))],
  metafile: true,
};

/** Starts of each bundle, in turn, of which the median counts. */
const STARTS = 21;

const NAMES = Object.entries(KNOWN_TAGS).flatMap(([ifd, tags]) =>
  [...tags.values()].map(({ name }) => `${ifd}:${name}`),
);

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'exif-readers-'));
  try {
    await compareBundles(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
  if (process.argv.length > 2) await compareReaders(process.argv.slice(2));
}

async function compareBundles(folder: string): Promise<void> {
  const bundles = { 'with exifr': join(folder, 'with.cjs'), without: join(folder, 'without.cjs') };
  const { metafile } = await build({ ...EXTRACT_METADATA, outfile: bundles['with exifr'] });
  await build({
    ...EXTRACT_METADATA,
    outfile: bundles.without,
    plugins: [
      {
        name: 'without-exifr',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^exifr\// }, ({ path }) => ({ path, namespace: 'without' }));
          onLoad({ filter: /./, namespace: 'without' }, () => ({
            contents: 'export const parse = undefined',
          }));
        },
      },
    ],
  });
  const output = Object.values(metafile?.outputs ?? {})[0];
  const ofExifr = Object.entries(output?.inputs ?? {}).filter(([path]) =>
    path.includes('node_modules/exifr/'),
  );
  const exifrBytes = ofExifr.reduce((total, [, { bytesInOutput }]) => total + bytesInOutput, 0);
  console.log(`exifr takes ${exifrBytes} of the bundle's ${output?.bytes} bytes`);

  const times = { 'with exifr': [] as number[], without: [] as number[] };
  for (let start = 0; start < STARTS; start++) {
    for (const name of ['with exifr', 'without'] as const) times[name].push(startOnce(bundles[name]));
  }
  const [withExifr, without] = [toMedian(times['with exifr']), toMedian(times.without)];
  console.log(
    `Loading it takes ${withExifr.toFixed(1)} ms of CPU with exifr and ${without.toFixed(1)} ms without: ` +
      `${(withExifr / without).toFixed(3)} times (median of ${STARTS} starts in turn)`,
  );
}

/** @returns Milliseconds of CPU, user and system, that loading a bundle takes in a process of its own. */
function startOnce(bundle: string): number {
  const script = `
    const start = process.cpuUsage();
    require(${JSON.stringify(bundle)});
    const { user, system } = process.cpuUsage(start);
    console.log((user + system) / 1000);`;
  const env = {
    PATH: process.env.PATH,
    AWS_REGION: 'us-east-1',
    FEATURES: 'labels',
    MAX_OBJECT_BYTES: '1',
    MAX_PIXELS: '1',
  };
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', script], { env, encoding: 'utf8' });
  if (!(Number(stdout) > 0)) throw new Error(`Expected the bundle to start but it says: ${stderr}`);
  return Number(stdout);
}

async function compareReaders(paths: readonly string[]): Promise<void> {
  const files = (await Promise.all(paths.map(listFiles))).flat().sort();
  const counts = { blocks: 0, left: 0, tags: 0, differ: 0 };
  const cpu = { exifr: 0, house: 0 };
  for (const path of files) {
    for (const block of await cutOutBlocks(path)) {
      counts.blocks++;
      const exifr = await timed('exifr', cpu, () => readWithExifr(block));
      if (exifr === undefined) {
        counts.left++;
        console.log(`left to the house's reader: ${path}`);
        continue;
      }
      const house = await timed('house', cpu, () => readByHouse(block));
      const read = new Tags();
      for (const [name, value] of exifr) read.set(name, value);
      for (const name of NAMES) {
        const [one, other] = [read, house].map((tags) =>
          JSON.stringify([tags.texts(name), tags.numbers(name)]),
        );
        if (one === '[[],[]]' && other === '[[],[]]') continue;
        counts.tags++;
        if (one === other) continue;
        counts.differ++;
        console.log(`${name} differs: exifr ${one}  house ${other}  ${path}`);
      }
    }
  }
  const perBlock = (reader: keyof typeof cpu) =>
    `${(cpu[reader] / (counts.blocks - counts.left)).toFixed(2)} ms`;
  console.log(
    `${counts.blocks} blocks, ${counts.left} left to the house's reader; of ${counts.tags} tags ${counts.differ} differ; ` +
      `${perBlock('exifr')} of CPU a block by exifr, ${perBlock('house')} by the house's reader`,
  );
}

/** The blocks that exifr is given: none of a file that is no image, or a TIFF itself. */
async function cutOutBlocks(path: string): Promise<Buffer[]> {
  try {
    const { exif } = await readContainer(bytesSource(await readFile(path)));
    const blocks = await Promise.all(
      exif.filter(({ isCutOut }) => isCutOut).map(({ source }) => source.read(0, source.sizeBytes)),
    );
    return blocks.flatMap((block) => {
      const start = findTiffOffset(block);
      return start === undefined ? [] : [block.subarray(start)];
    });
  } catch (error) {
    if (error instanceof DamagedFileError) return [];
    throw error;
  }
}

async function readByHouse(block: Buffer): Promise<Tags> {
  const tags = new Tags();
  const found = container({ format: 'none', mimeType: 'none', width: 1, height: 1 });
  await readDirectories(bytesSource(block), 'IFD0', tags, found);
  return tags;
}

async function timed<T, Name extends string>(
  name: Name,
  totals: Record<Name, number>,
  read: () => Promise<T>,
): Promise<T> {
  const start = process.cpuUsage();
  const result = await read();
  const { user, system } = process.cpuUsage(start);
  totals[name] += (user + system) / 1_000;
  return result;
}

async function listFiles(path: string): Promise<string[]> {
  if (!(await stat(path)).isDirectory()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
}

await main();
