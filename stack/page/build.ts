// The page as static files, built by Vite when its sources have changed.

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { glob, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OperatorError } from '../../terminal/errors.ts';

const projectFolder = fileURLToPath(new URL('../..', import.meta.url));
const pageFolder = join(projectFolder, 'packages/web');

/** Everything that the built page is made of. */
const SOURCES = [
  'package-lock.json',
  'packages/client/src/**',
  'packages/record/src/**',
  'packages/web/index.html',
  'packages/web/public/**',
  'packages/web/src/**',
  'packages/web/vite.config.ts',
  'statemachine/process-image.asl.json',
];

/** Beside the files, for the next time. */
const STAMP = 'built-from';

export interface BuildOptions {
  /** Takes the files; emptied before. */
  folder: string;
  signal?: AbortSignal;
  /** Called when something has to be built. */
  onBuild?: <T>(work: () => Promise<T>) => Promise<T>;
}

/**
 * Does nothing where the folder holds what the sources say.
 *
 * @throws {OperatorError} With Vite's own words when the page cannot be built.
 */
export async function buildPage({ folder, signal, onBuild = (work) => work() }: BuildOptions): Promise<void> {
  const stamp = join(folder, STAMP);
  const fingerprint = await fingerprintPage();
  if ((await readFile(stamp, 'utf8').catch(() => '')) === fingerprint) return;
  await onBuild(async () => {
    await mkdir(folder, { recursive: true });
    await runVite(folder, signal);
    await writeFile(stamp, fingerprint);
  });
}

/** @returns Paths below the folder, of what belongs on a server. */
export async function listPageFiles(folder: string): Promise<string[]> {
  const files: string[] = [];
  for await (const entry of glob('**', { cwd: folder, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name).slice(join(folder, '/').length);
    if (entry.isFile() && path !== STAMP && !path.startsWith('.vite/')) files.push(path);
  }
  return files.sort();
}

async function fingerprintPage(): Promise<string> {
  const files: string[] = [];
  for await (const entry of glob(SOURCES, { cwd: projectFolder, withFileTypes: true })) {
    if (entry.isFile()) files.push(join(entry.parentPath, entry.name));
  }
  const hash = createHash('sha256');
  for (const file of files.sort()) {
    const content = await readFile(file);
    hash.update(`${file.slice(projectFolder.length)}:${content.byteLength}:`).update(content);
  }
  return hash.digest('hex');
}

function runVite(folder: string, signal?: AbortSignal): Promise<void> {
  const vite = join(projectFolder, 'node_modules/vite/bin/vite.js');
  const child = spawn(process.execPath, [vite, 'build', pageFolder, '--outDir', folder, '--emptyOutDir'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_ENV: 'production' },
    ...(signal && { signal }),
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new OperatorError(`The page could not be built: ${output.trim()}`));
    });
  });
}
