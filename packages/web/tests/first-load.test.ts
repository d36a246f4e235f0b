// What a browser must load before it shows the first photograph: everything that index.html reaches without a dynamic import.

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildPage } from '../../../stack/page/build.ts';

const MOST_BYTES = 230_000; // gzipped, JavaScript and CSS

interface Chunk {
  file: string;
  css?: string[];
  imports?: string[];
  isEntry?: boolean;
}

let dist: string;
let manifest: Record<string, Chunk>;

beforeAll(async () => {
  dist = await mkdtemp(join(tmpdir(), 'page-'));
  await buildPage({ folder: dist });
  manifest = JSON.parse(await readFile(join(dist, '.vite/manifest.json'), 'utf8'));
}, 120_000);

afterAll(() => rm(dist, { recursive: true, force: true }));

function staticGraph(): Set<string> {
  const files = new Set<string>();
  const visit = (name: string) => {
    const chunk = manifest[name];
    if (!chunk || files.has(chunk.file)) return;
    files.add(chunk.file);
    for (const css of chunk.css ?? []) files.add(css);
    for (const imported of chunk.imports ?? []) visit(imported);
  };
  for (const [name, { isEntry }] of Object.entries(manifest)) if (isEntry) visit(name);
  return files;
}

describe('the built page', () => {
  it('needs at most 230 kB before it shows something', async () => {
    const sizes = await Promise.all(
      [...staticGraph()].map(async (file) => gzipSync(await readFile(join(dist, file))).length),
    );

    expect(sizes.length).toBeGreaterThan(1);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(MOST_BYTES);
  });

  it('has nothing inline, so that the strictest content security policy holds', async () => {
    const html = await readFile(join(dist, 'index.html'), 'utf8');

    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)[^>]*>/);
    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|javascript:/i);
  });

  it('names every file but index.html by its content, so that it can be kept for ever', async () => {
    for (const file of staticGraph()) expect(file).toMatch(/^assets\/.+-[\w-]{8}\.\w+$/);
  });
});
