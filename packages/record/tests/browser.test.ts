import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';

const sources = fileURLToPath(new URL('../src', import.meta.url));

describe('packages/record', () => {
  it('bundles for a browser without polyfills and reaches nothing but itself and zod', async () => {
    const entryPoints = (await readdir(sources)).map((name) => `${sources}/${name}`);

    const { metafile } = await build({
      entryPoints,
      bundle: true,
      platform: 'browser', // an import of a Node module is an error here
      format: 'esm',
      outdir: 'unused',
      write: false,
      metafile: true,
    });

    const foreign = Object.keys(metafile.inputs).filter(
      (path) => !/packages\/record\/src\/|node_modules\/zod\//.test(path),
    );
    expect(foreign).toEqual([]);
    expect(entryPoints.length).toBeGreaterThan(3);
  });
});
