// What the first page of a search takes with 100 and with 10,000 photographs, on the emulator's tables: pairs in turn, in one run.
//
//   npm run bench:search-time

import { type ImageQueryInput, imageQuerySchema } from '@image-workflow/record/api/images';
import { findEntries } from '../functions/api-images/find-entries.ts';
import { EVERYTHING } from '../functions/shared/search/search-table.ts';
import { makeRecord, startTables, writeIndex } from '../tests/api/support/search-index.ts';
import { toMedian } from './median.ts';

const ROUNDS = 21;

const QUERIES: [what: string, query: ImageQueryInput][] = [
  ['the gallery', {}],
  ['a label that all have', { label: ['Person'] }],
  ['two labels that half have', { label: ['Person', 'Adult'] }],
  ['a month', { from: '2024-01', to: '2024-01' }],
  ['a circle', { near: '47.37,8.54,20' }],
];

const tables = await startTables();
try {
  const [small, large] = [await fill(100), await fill(10_000)];
  console.log(`| first page of 50 | 100 photographs | 10,000 | ratio |\n|---|---:|---:|---:|`);
  for (const [what, query] of QUERIES) {
    const times: [number[], number[]] = [[], []];
    for (let round = 0; round < ROUNDS; round++) {
      times[0].push(await time(small, query));
      times[1].push(await time(large, query));
    }
    const [few, many] = times.map(toMedian) as [number, number];
    console.log(`| ${what} | ${few.toFixed(1)} ms | ${many.toFixed(1)} ms | ${(many / few).toFixed(1)} |`);
  }
} finally {
  await tables.stop();
}

async function fill(count: number) {
  const index = await tables.createIndex();
  const records = Array.from({ length: count }, (_, number) =>
    makeRecord(number, {
      labels: ['Person', ...(number % 2 ? ['Adult'] : [])],
      takenAt: new Date(Date.UTC(2024, 0, 1) + number * 7 * 60_000).toISOString().slice(0, 19),
      at: [47.37 + (number % 1_000) / 1e5, 8.54],
    }),
  );
  await writeIndex({ ...index, isolation: false }, records);
  return index;
}

/** Milliseconds. */
async function time(index: Awaited<ReturnType<typeof fill>>, query: ImageQueryInput): Promise<number> {
  const from = performance.now();
  await findEntries(index.search, [EVERYTHING], imageQuerySchema.parse(query), undefined);
  return performance.now() - from;
}
