// How fast the offline Rekognition server is on a folder of photographs, and how right: the time of each operation, what
// it finds in each photograph, how many labels at which confidence, and contact sheets to judge them by eye.
//
//   npm run bench:recognition -- <folder> [--out .local/bench/recognition] [--least 55] [--edge 4096]
//
// Each photograph becomes a preview first, as in the workflow. One thread, the models loaded before. What a photograph takes
// is measured twice: each operation decodes for itself, and all of them share what was decoded, as they do in the server
// within ten seconds. On a busy machine compare CPU times, not wall times.

import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { PooledInference } from '../packages/rekognition/src/inference/inference.ts';
import type { LabelsOutput } from '../packages/rekognition/src/labels/engine.ts';
import type { TextLine } from '../packages/rekognition/src/text/engine.ts';
import { type Preview, readPreviews } from './previews.ts';

const OPERATIONS = {
  DetectLabels: (pool: PooledInference, bytes: Uint8Array) =>
    pool.run('labels', { bytes, areLabelsWanted: true }),
  DetectText: (pool: PooledInference, bytes: Uint8Array) => pool.run('text', { bytes }),
  DetectFaces: (pool: PooledInference, bytes: Uint8Array) =>
    pool.run('faces', { bytes, identity: 'all', emotions: true, pupils: true }),
  DetectModerationLabels: (pool: PooledInference, bytes: Uint8Array) => pool.run('moderation', { bytes }),
  SearchFacesByImage: (pool: PooledInference, bytes: Uint8Array) =>
    pool.run('faces', { bytes, identity: 'fit', qualityFilter: 'MEDIUM', maxFaces: 1 }),
  IndexFaces: (pool: PooledInference, bytes: Uint8Array) =>
    pool.run('faces', { bytes, identity: 'fit', qualityFilter: 'MEDIUM' }),
  RecognizeCelebrities: (pool: PooledInference, bytes: Uint8Array) =>
    pool.run('faces', { bytes, identity: 'all', emotions: true }),
};
type OperationName = keyof typeof OPERATIONS;

const ALL_ALONE = 'all, each decodes';
const ALL_SHARED = 'all, decoded once';
type Row = OperationName | typeof ALL_ALONE | typeof ALL_SHARED;

interface Photograph extends Preview {
  labels: LabelsOutput['labels'];
  faces: number;
  words: number;
}

interface Time {
  cpuMs: number;
  wallMs: number;
}

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      out: {
        type: 'string',
        default: fileURLToPath(new URL('../.local/bench/recognition', import.meta.url)),
      },
      least: { type: 'string', default: '55' },
      edge: { type: 'string', default: '4096' },
    },
  });
  const [folder] = positionals;
  if (folder === undefined || positionals.length > 1) {
    throw new Error('Expected one folder of photographs: npm run bench:recognition -- <folder>');
  }
  const least = Number(values.least);
  if (!(least >= 0 && least <= 100)) {
    throw new Error(`Expected percent from 0 to 100 in --least but found "${values.least}"`);
  }

  const previews = await readPreviews(folder, Number(values.edge));
  const photographs = previews.map((preview): Photograph => ({ ...preview, labels: [], faces: 0, words: 0 }));

  const models = fileURLToPath(new URL('../.local/models', import.meta.url));
  const pool = new PooledInference({
    modelsFolder: models,
    workers: 1,
    onFailure: (engine, reason) => console.error(`${engine}: ${reason}`),
  });
  try {
    const times = await measure(pool, photographs);
    console.table(Object.fromEntries(Object.entries(times).map(([name, list]) => [name, summary(list)])));
    console.table(photographs.map((photograph) => found(photograph, least)));
    console.table(labelsByConfidence(photographs));
  } finally {
    await pool.close();
  }
  console.log(`Contact sheets: ${(await drawSheets(photographs, resolve(values.out), least)).join(' ')}`);
}

/** The operations take turns on each photograph, after a first one that loads their models. */
async function measure(pool: PooledInference, photographs: Photograph[]): Promise<Record<Row, Time[]>> {
  const names = Object.keys(OPERATIONS) as OperationName[];
  const times = Object.fromEntries(
    [...names, ALL_ALONE, ALL_SHARED].map((row) => [row, []]),
  ) as unknown as Record<Row, Time[]>;
  const [first] = photographs as [Photograph];
  for (const name of names) await OPERATIONS[name](pool, first.jpeg);
  for (const photograph of photographs) {
    const whole = await timeOf(async () => {
      for (const name of names) await OPERATIONS[name](pool, photograph.jpeg);
    });
    times[ALL_SHARED].push(whole);

    const alone = { cpuMs: 0, wallMs: 0 };
    for (const [index, name] of names.entries()) {
      const copy = otherwise(photograph.jpeg, index);
      const time = await timeOf(async () => {
        const output = await OPERATIONS[name](pool, copy);
        if (name === 'DetectLabels') photograph.labels = (output as LabelsOutput).labels;
        if (name === 'DetectFaces') photograph.faces = (output as unknown[]).length;
        if (name === 'DetectText') {
          photograph.words = (output as TextLine[]).flatMap(({ words }) => words).length;
        }
      });
      times[name].push(time);
      alone.cpuMs += time.cpuMs;
      alone.wallMs += time.wallMs;
    }
    times[ALL_ALONE].push(alone);
  }
  return times;
}

async function timeOf(work: () => Promise<void>): Promise<Time> {
  const [cpu, wall] = [process.cpuUsage(), performance.now()];
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return { cpuMs: (user + system) / 1000, wallMs: performance.now() - wall };
}

/** The same picture in other bytes: what follows the end of a JPEG is not read. */
function otherwise(jpeg: Buffer, index: number): Buffer {
  return Buffer.concat([jpeg, Buffer.of(index)]);
}

function summary(times: Time[]): Record<string, number> {
  const at = (key: keyof Time, share: number) => {
    const sorted = times.map((time) => time[key]).sort((a, b) => a - b);
    return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0);
  };
  return {
    photographs: times.length,
    'CPU ms, median': at('cpuMs', 0.5),
    'CPU ms, p90': at('cpuMs', 0.9),
    'wall ms, median': at('wallMs', 0.5),
  };
}

function found({ name, labels, faces, words }: Photograph, least: number): Record<string, string | number> {
  const isSure = ({ confidence }: { confidence: number }) => confidence >= least;
  const people = labels.find((label) => label.name === 'Person')?.instances.filter(isSure).length ?? 0;
  return { name, labels: labels.filter(isSure).length, people, faces, words };
}

function labelsByConfidence(photographs: Photograph[]): Record<string, Record<string, number>> {
  const labels = photographs.flatMap((photograph) => photograph.labels);
  const between = (least: number, most: number) =>
    labels.filter(({ confidence }) => confidence >= least && confidence < most).length;
  return Object.fromEntries(
    [
      [95, 101],
      [80, 95],
      [55, 80],
      [40, 55],
    ].map(([least = 0, most = 0]) => [
      `from ${least} to ${Math.min(most, 100)} %`,
      {
        labels: between(least, most),
        'per photograph': Number((between(least, most) / photographs.length).toFixed(1)),
      },
    ]),
  );
}

const COLUMNS = 5;
const ROWS = 4;
const CELL = { width: 310, height: 230, text: 86 };
const LINE_LENGTH = 46; // characters that fit below a picture
const LINES = 6;

/** @returns The files. */
async function drawSheets(photographs: Photograph[], folder: string, least: number): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const files: string[] = [];
  for (let start = 0; start < photographs.length; start += COLUMNS * ROWS) {
    const file = join(folder, `sheet-${String(files.length + 1).padStart(2, '0')}.png`);
    await drawSheet(photographs.slice(start, start + COLUMNS * ROWS), file, least);
    files.push(file);
  }
  return files;
}

async function drawSheet(photographs: Photograph[], file: string, least: number): Promise<void> {
  const height = Math.ceil(photographs.length / COLUMNS) * (CELL.height + CELL.text);
  const size = { width: COLUMNS * CELL.width, height };
  const placed = photographs.map((photograph, index) => ({
    photograph,
    left: (index % COLUMNS) * CELL.width,
    top: Math.floor(index / COLUMNS) * (CELL.height + CELL.text),
  }));
  const pictures = placed.map(async ({ photograph, left, top }) => ({
    input: await sharp(photograph.jpeg)
      .resize(CELL.width - 6, CELL.height - 4, { fit: 'inside' })
      .toBuffer(),
    left: left + 3,
    top: top + 2,
  }));
  const captions = placed.map(({ photograph, left, top }) => {
    const lines = [
      photograph.name,
      ...wrap(photograph.labels.filter(({ confidence }) => confidence >= least)),
    ];
    return lines.map(
      (line, row) =>
        `<text x="${left + 4}" y="${top + CELL.height + 11 + row * 12}" font-weight="${row ? 400 : 700}">${escapeXml(line)}</text>`,
    );
  });
  const text = `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}" font-size="11" font-family="sans-serif">${captions.flat().join('')}</svg>`;
  await sharp({ create: { ...size, channels: 3, background: 'white' } })
    .composite([...(await Promise.all(pictures)), { input: Buffer.from(text), left: 0, top: 0 }])
    .png({ palette: true })
    .toFile(file);
}

function wrap(labels: Photograph['labels']): string[] {
  const lines = [''];
  for (const { name, confidence } of labels) {
    const word = `${name} ${Math.round(confidence)}, `;
    if (`${lines.at(-1)}${word}`.length > LINE_LENGTH) lines.push('');
    lines[lines.length - 1] += word;
  }
  return lines.slice(0, LINES);
}

function escapeXml(text: string): string {
  return text.replace(/[<>&]/g, (character) => `&#${character.charCodeAt(0)};`);
}

await main().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
