// Holds the extractor against exiftool over any folder of photographs, field by field.
//
//   npm run compare-metadata -- ~/Pictures

import { type FileHandle, open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { extractMetadata } from '../functions/extract-metadata/extract-metadata.ts';
import { RangedSource } from '../functions/shared/byte-source.ts';
import { ExiftoolError, type ExiftoolTags, runExiftool } from './metadata/exiftool.ts';
import { Comparison, formatReport } from './metadata/report.ts';

const HELP = `Compares what this project reads from photographs with what exiftool reads, field by field.

Usage: npm run compare-metadata -- [options] <folder or file> …

Options:
  --summary          Print the counts only, without every difference
  --at-least <n>     Percent of exiftool's values that must agree (default 99.5)
  --help             Print this

It exits with 0 where at least that many agree, with 1 where fewer do, and with 2 where it could not compare.`;

/** As the deployed function reads: see functions/extract-metadata/handler.ts. */
const HEAD_BYTES = 65_536;
const MAX_FETCHED_BYTES = 16_777_216;

/** The judge compares whatever the limits of a deployment. */
const LIMITS = { maxBytes: Number.MAX_SAFE_INTEGER, maxPixels: Number.MAX_SAFE_INTEGER };

/** Files that exiftool is given at once: enough to spare its start, few enough for its output to fit in memory. */
const BATCH = 100;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      summary: { type: 'boolean', default: false },
      'at-least': { type: 'string', default: '99.5' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help || positionals.length === 0) {
    console.log(HELP);
    return values.help ? 0 : 2;
  }
  const atLeast = Number(values['at-least']);
  const paths = (await Promise.all(positionals.map(listFiles))).flat().sort();
  const comparison = new Comparison();
  for (let start = 0; start < paths.length; start += BATCH) {
    const batch = paths.slice(start, start + BATCH);
    const truth = await runExiftool(batch);
    for (const path of batch) await compareFile(path, truth.get(path) ?? {}, comparison);
    if (process.stderr.isTTY) process.stderr.write(`\r${start + batch.length} of ${paths.length} files`);
  }
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  console.log(formatReport(comparison, { isSummary: values.summary }));
  return comparison.percent() >= atLeast ? 0 : 1;
}

/** A folder's files, those of its folders included; hidden ones are left out. */
async function listFiles(path: string): Promise<string[]> {
  if (!(await stat(path)).isDirectory()) return [path];
  const entries = await readdir(path, { withFileTypes: true });
  const visible = entries.filter(({ name }) => !name.startsWith('.'));
  return (await Promise.all(visible.map(({ name }) => listFiles(join(path, name))))).flat();
}

async function compareFile(path: string, tags: ExiftoolTags, comparison: Comparison): Promise<void> {
  const file = await open(path);
  try {
    const { sizeBytes, source } = await openSource(file);
    const extraction = await extractMetadata(source, LIMITS, path);
    comparison.add({
      path,
      sizeBytes,
      fetchedBytes: source.fetchedBytes,
      requests: source.requests,
      extraction,
      tags,
    });
  } finally {
    await file.close();
  }
}

async function openSource(file: FileHandle): Promise<{ sizeBytes: number; source: RangedSource }> {
  const { size: sizeBytes } = await file.stat();
  const fetchRange = async (offset: number, length: number): Promise<Buffer> => {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset);
    return buffer.subarray(0, bytesRead);
  };
  const head = await fetchRange(0, Math.min(HEAD_BYTES, sizeBytes));
  return {
    sizeBytes,
    source: new RangedSource(sizeBytes, fetchRange, { head, maxFetchedBytes: MAX_FETCHED_BYTES }),
  };
}

try {
  process.exitCode = await main();
} catch (error) {
  const isExpected = error instanceof ExiftoolError || (error instanceof Error && 'code' in error);
  console.error(isExpected ? (error as Error).message : error);
  process.exitCode = 2;
}
