// What an npm script needs beside node_modules is there before it runs: also in a fresh clone.

import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { build } from 'esbuild';
import packageJson from '../../../package.json' with { type: 'json' };

/** Who imports one of these wants what stands beside it. */
const NEEDS: Record<string, string> = {
  'local/emulator/emulator.ts': 'ministack',
  'local/deploy/sam.ts': 'sam',
  'local/rekognition-process.ts': 'models',
};

const programs = Object.values(packageJson.scripts).flatMap((script) => script.match(/\S+\.ts/g) ?? []);
const { metafile } = await build({
  entryPoints: programs,
  outdir: 'out',
  outbase: '.',
  write: false,
  metafile: true,
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
});

function needsOf(program: string): string[] {
  const { inputs = {} } = metafile.outputs[`out/${program.replace(/ts$/, 'js')}`] ?? {};
  return Object.entries(NEEDS).flatMap(([file, need]) => (file in inputs ? [need] : []));
}

const table = readFileSync('local/run.mjs', 'utf8');

it.each(programs.filter((program) => needsOf(program).length > 0))('%s has all that it starts', (program) => {
  const entry = table.slice(table.indexOf(`'${program}': {`));

  const needs = /needs: \[(.*?)\]/.exec(entry)?.[1] ?? '';

  expect(table).toContain(`'${program}': {`);
  expect(needs.match(/\w+/g)).toEqual(expect.arrayContaining(needsOf(program)));
});
