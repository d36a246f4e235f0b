// Whether what was built and deployed is still what the sources say.

import { createHash } from 'node:crypto';
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectFolder } from '../project.ts';

/** Everything that `sam build` and `sam deploy` read. */
const SOURCES = [
  'template.yaml',
  'samconfig.toml',
  'package-lock.json',
  'tsconfig.json',
  'functions/**',
  'packages/places/**',
  'packages/record/**',
  'layers/**',
  'statemachine/**',
  'local/requirements/sam.txt',
];

/**
 * @param settings - What else decides the result: parameters, the processor.
 * @returns The same 64 hex digits for the same sources and settings.
 */
export async function fingerprintSources(settings: Record<string, string>): Promise<string> {
  const files: string[] = [];
  for await (const entry of glob(SOURCES, { cwd: projectFolder, withFileTypes: true })) {
    if (entry.isFile()) files.push(join(entry.parentPath, entry.name));
  }
  const hash = createHash('sha256').update(JSON.stringify(settings));
  const contents = await Promise.all(files.sort().map(async (file) => [file, await readFile(file)] as const));
  for (const [file, content] of contents) hash.update(`${file}:${content.byteLength}:`).update(content);
  return hash.digest('hex');
}
