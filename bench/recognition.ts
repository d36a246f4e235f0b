// How fast the offline Rekognition server is on a folder of photographs, and how right: the time of each operation, how
// many labels it gives at which confidence, and contact sheets to judge them by eye.
//
//   npm run bench:recognition -- <folder> [--out .local/bench/recognition] [--least 55]
//
// Each photograph becomes an upright JPEG of at most 4096 px first, as the workflow's previews are. One thread, the models
// loaded before. On a busy machine compare CPU times, not wall times.

import { mkdir, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { InferencePool } from '../packages/rekognition/src/inference/pool.ts';
import type { LabelsOutput } from '../packages/rekognition/src/labels/engine.ts';

const PREVIEW_EDGE = 4096;
const MIN_SIDE = 80; // below, the service refuses

const OPERATIONS = {
  DetectLabels: (pool: InferencePool, bytes: Uint8Array) =>
    pool.run('labels', { bytes, areLabelsWanted: true }),
  DetectText: (pool: InferencePool, bytes: Uint8Array) => pool.run('text', { bytes }),
  DetectFaces: (pool: InferencePool, bytes: Uint8Array) =>
    pool.run('faces', { bytes, identity: 'all', emotions: true, pupils: true }),
  DetectModerationLabels: (pool: InferencePool, bytes: Uint8Array) => pool.run('moderation', { bytes }),
};
type OperationName = keyof typeof OPERATIONS;

interface Photograph {
  name: string;
  preview: Buffer;
  labels: LabelsOutput['labels'];
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

  // npm runs this in the project's folder; the person stands in INIT_CWD.
  const photographs = await readPhotographs(resolve(process.env.INIT_CWD ?? '.', folder));
  if (photographs.length === 0) throw new Error(`Expected photographs that sharp reads in ${folder}`);

  const models = fileURLToPath(new URL('../.local/models', import.meta.url));
  const pool = new InferencePool({
    modelsFolder: models,
    workers: 1,
    onFailure: (engine, reason) => console.error(`${engine}: ${reason}`),
  });
  try {
    const times = await measure(pool, photographs);
    console.table(Object.fromEntries(Object.entries(times).map(([name, list]) => [name, summary(list)])));
    console.table(labelsByConfidence(photographs));
    console.log(`Memory of the process: ${Math.round(process.memoryUsage.rss() / 1e6)} MB`);
  } finally {
    await pool.close();
  }
  console.log(`Contact sheets: ${(await drawSheets(photographs, resolve(values.out), least)).join(' ')}`);
}

async function readPhotographs(folder: string): Promise<Photograph[]> {
  const photographs: Photograph[] = [];
  for (const name of (await readdir(folder)).sort()) {
    const preview = await toPreview(join(folder, name));
    if (preview) photographs.push({ name, preview, labels: [] });
  }
  return photographs;
}

/** Undefined for what is no picture, or too small for the service. */
async function toPreview(path: string): Promise<Buffer | undefined> {
  try {
    const { data, info } = await sharp(path)
      .autoOrient()
      .flatten({ background: 'white' })
      .resize({ width: PREVIEW_EDGE, height: PREVIEW_EDGE, fit: 'inside', withoutEnlargement: true })
      .jpeg({ quality: 85 })
      .toBuffer({ resolveWithObject: true });
    return Math.min(info.width, info.height) >= MIN_SIDE ? data : undefined;
  } catch {
    console.error(`Left out, no picture that sharp reads: ${path}`);
    return undefined;
  }
}

/** The operations take turns on each photograph, after a first one that loads their models. */
async function measure(
  pool: InferencePool,
  photographs: Photograph[],
): Promise<Record<OperationName, Time[]>> {
  const names = Object.keys(OPERATIONS) as OperationName[];
  const times = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<
    OperationName,
    Time[]
  >;
  const [first] = photographs as [Photograph];
  for (const name of names) await OPERATIONS[name](pool, first.preview);
  for (const photograph of photographs) {
    for (const name of names) {
      const [cpu, wall] = [process.cpuUsage(), performance.now()];
      const output = await OPERATIONS[name](pool, photograph.preview);
      const { user, system } = process.cpuUsage(cpu);
      times[name].push({ cpuMs: (user + system) / 1000, wallMs: performance.now() - wall });
      if (name === 'DetectLabels') photograph.labels = (output as LabelsOutput).labels;
    }
  }
  return times;
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
    input: await sharp(photograph.preview)
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
