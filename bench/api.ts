// What the functions behind the API weigh, how long each takes to start, and a warm page of photographs through the local cloud.
//
//   npm run bench:api

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { createTerminal } from '../terminal/terminal.mjs';
import { makeRecord, writeIndex } from '../tests/api/support/search-index.ts';
import { environmentOf, resource, toFolder } from '../tests/template/template.ts';
import { BUNDLE } from './bundle.ts';
import { toMedian } from './median.ts';
import { withThrowawayCloud } from './throwaway-cloud.ts';

/** Of each function in turn, of which the median counts. */
const STARTS = 21;
const REQUESTS = 101;
const PHOTOGRAPHS = 60;

const functions = [
  ...new Set(JSON.stringify(resource('Api').Properties.DefinitionBody).match(/\w+Function(?=\.Arn)/g) ?? []),
];

async function tellStarts(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-api-'));
  try {
    for (const id of functions) await bundle(id, folder);
    const starts = new Map(functions.map((id) => [id, [] as Start[]]));
    for (let round = 0; round < STARTS; round++) {
      for (const id of functions) starts.get(id)?.push(start(id, folder));
    }
    console.log('| function | bundle | gzipped | start | of a processor |\n|---|---:|---:|---:|---:|');
    for (const [id, all] of starts) {
      const file = join(folder, id, 'handler.js');
      const gzipped = gzipSync(readFileSync(file)).length;
      const size = (await stat(file)).size;
      const [ms, cpuMs] = [toMedian(all.map(({ ms }) => ms)), toMedian(all.map(({ cpuMs }) => cpuMs))];
      console.log(
        `| ${toFolder(id)} | ${toKb(size)} | ${toKb(gzipped)} | ${ms.toFixed(0)} ms | ${cpuMs.toFixed(0)} ms |`,
      );
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function bundle(id: string, folder: string): Promise<void> {
  await build({
    ...BUNDLE,
    entryPoints: [fileURLToPath(new URL(`../functions/${toFolder(id)}/handler.ts`, import.meta.url))],
    outfile: join(folder, id, 'handler.js'),
  });
}

/** Milliseconds. `cpuMs` is the same also where other programs want the processors. */
interface Start {
  ms: number;
  cpuMs: number;
}

const START = `const from = performance.now(), cpu = process.cpuUsage(); require('./handler.js');
const { user, system } = process.cpuUsage(cpu); console.log(performance.now() - from, (user + system) / 1_000)`;

/** From an empty process to a handler, without the start of Node. */
function start(id: string, folder: string): Start {
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', START], {
    cwd: join(folder, id),
    env: {
      ...environmentOf(id),
      AWS_REGION: 'us-east-1',
      NODE_PATH: fileURLToPath(new URL('../node_modules', import.meta.url)),
    },
    encoding: 'utf8',
  });
  if (stderr) throw new Error(`Expected ${id} to start but it says: ${stderr}`);
  const [ms = Number.NaN, cpuMs = Number.NaN] = stdout.split(' ').map(Number);
  return { ms, cpuMs };
}

async function tellRequests(): Promise<void> {
  await withThrowawayCloud(
    { terminal: createTerminal(), signal: AbortSignal.timeout(600_000) },
    async ({ apiUrl, clients, outputs }) => {
      const search = { documents: clients.documents, tableName: outputs.SearchTableName };
      const records = Array.from({ length: PHOTOGRAPHS }, (_, at) =>
        makeRecord(at, { labels: ['Dog', 'Tree'] }),
      );
      await writeIndex({ search, images: search, isolation: false }, records);
      const times: number[] = [];
      for (let request = 0; request < REQUESTS + 5; request++) {
        const from = performance.now();
        const answer = await fetch(`${apiUrl}/api/images`);
        const { items } = (await answer.json()) as { items: unknown[] };
        if (items.length !== 50) throw new Error(`Expected a page of 50 but found ${items.length}`);
        times.push(performance.now() - from);
      }
      const warm = times.slice(5).toSorted((one, other) => one - other);
      const [median = 0, high = 0] = [warm[Math.floor(REQUESTS / 2)], warm[Math.floor(REQUESTS * 0.9)]];
      console.log(
        `\nWarm GET /api/images, 50 photographs: median ${median.toFixed(1)} ms, nine of ten below ${high.toFixed(1)} ms`,
      );
    },
  );
}

function toKb(bytes: number): string {
  return `${Math.round(bytes / 1_000)} KB`;
}

await tellStarts();
await tellRequests();
