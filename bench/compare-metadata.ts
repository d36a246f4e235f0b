// Holds the extractor against exiftool over any folder of photographs, field by field.
//
//   npm run compare-metadata -- ~/Pictures

import { type FileHandle, open, readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { RangedSource } from '../functions/shared/files/byte-source.ts';
import { COMPOSITES } from './metadata/composites.ts';
import { readWithExifr } from './metadata/exifr.ts';
import { ExiftoolError, runExiftool } from './metadata/exiftool.ts';
import { EXPECTATIONS, FILE_FIELDS } from './metadata/expectations.ts';
import { Comparison, formatReport, type ReadFile } from './metadata/report.ts';
import { takeExifrAway } from './metadata/without-exifr.ts';

const HELP = `Compares what this project reads from photographs with what exiftool reads, field by field.

Usage: npm run compare-metadata -- [options] <folder or file> …

Options:
  --summary          Print the counts only, without every difference
  --at-least <n>     Percent of exiftool's values that must agree (default 99.5)
  --exifr            Judge the library exifr, reading whole files, instead of this project
  --without-exifr    Judge this project with every block of EXIF left to its own reader
  --help             Print this

A second table holds what exiftool itself makes of several sources against ours; it does not count in the percentage.
It exits with 0 where at least that many agree, with 1 where fewer do, and with 2 where it could not compare.`;

/** The judge compares whatever the limits of a deployment. */
const LIMITS = { maxBytes: Number.MAX_SAFE_INTEGER, maxPixels: Number.MAX_SAFE_INTEGER };

/** Files that exiftool is given at once: enough to spare its start, few enough for its output to fit in memory. */
const BATCH = 100;

/** What was asked of the judge cannot be done. */
class UsageError extends Error {
  override readonly name = 'UsageError';
}

async function main(): Promise<number> {
  const { values, positionals } = parseArguments();
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const atLeast = Number(values['at-least']);
  if (!(atLeast >= 0 && atLeast <= 100)) {
    throw new UsageError(`Expected a percentage for --at-least but found "${values['at-least']}"`);
  }
  if (positionals.length === 0) throw new UsageError(`Expected a folder or a file but found none\n\n${HELP}`);
  const paths = (await Promise.all(positionals.map((path) => listFiles(resolve(path))))).flat().sort();

  if (values['without-exifr']) takeExifrAway();
  const omitted = values.exifr ? FILE_FIELDS : [];
  const comparison = new Comparison(EXPECTATIONS.filter(({ field }) => !omitted.includes(field)));
  const composites = new Comparison(COMPOSITES, { isAskedFor: false });
  const read = values.exifr ? readByExifr : readByProject;
  for (let start = 0; start < paths.length; start += BATCH) {
    const batch = paths.slice(start, start + BATCH);
    const truth = await runExiftool(batch);
    for (const path of batch) {
      const file = await read(path);
      for (const judge of [comparison, composites]) judge.add(path, file, truth.get(path) ?? {});
    }
    if (process.stderr.isTTY) process.stderr.write(`\r${start + batch.length} of ${paths.length} files`);
  }
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  console.log(formatReport(comparison, composites, { isSummary: values.summary }));
  return comparison.percent() >= atLeast ? 0 : 1;
}

function parseArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        summary: { type: 'boolean', default: false },
        'at-least': { type: 'string', default: '99.5' },
        exifr: { type: 'boolean', default: false },
        'without-exifr': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : error}\n\n${HELP}`);
  }
}

/** A folder's files, those of its folders included; hidden ones are left out. */
async function listFiles(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new UsageError(`Expected a folder or a file but found nothing at ${path}`);
  if (!found.isDirectory()) return [path];
  const entries = await readdir(path, { withFileTypes: true });
  const visible = entries.filter(
    (entry) => !entry.name.startsWith('.') && (entry.isFile() || entry.isDirectory()),
  );
  return (await Promise.all(visible.map(({ name }) => listFiles(join(path, name))))).flat();
}

async function readByProject(path: string): Promise<ReadFile> {
  // Only now, because exifr may have been taken away.
  const { extractMetadata, READING } = await import('../functions/extract-metadata/extract-metadata.ts');
  const file = await open(path);
  try {
    const source = await openSource(file, READING);
    const extraction = await extractMetadata(source, LIMITS, path);
    return { extraction, fetchedBytes: source.fetchedBytes, requests: source.requests };
  } finally {
    await file.close();
  }
}

/** Of the files that this project supports. */
async function readByExifr(path: string): Promise<ReadFile> {
  const { extraction } = await readByProject(path);
  const metadata = extraction.supported ? await readWithExifr(path, extraction.metadata) : undefined;
  return {
    extraction: extraction.supported && metadata ? { ...extraction, metadata, warnings: [] } : extraction,
    fetchedBytes: (await stat(path)).size,
    requests: 1,
  };
}

/** A file on disk as the deployed function reads it from S3. */
async function openSource(
  file: FileHandle,
  { headBytes, maxFetchedBytes }: { headBytes: number; maxFetchedBytes: number },
): Promise<RangedSource> {
  const { size: sizeBytes } = await file.stat();
  const fetchRange = async (offset: number, length: number): Promise<Buffer> => {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset);
    return buffer.subarray(0, bytesRead);
  };
  const head = await fetchRange(0, Math.min(headBytes, sizeBytes));
  return new RangedSource(sizeBytes, fetchRange, { head, maxFetchedBytes });
}

try {
  process.exitCode = await main();
} catch (error) {
  const isExpected = error instanceof ExiftoolError || error instanceof UsageError;
  console.error(isExpected ? error.message : error);
  process.exitCode = 2;
}
