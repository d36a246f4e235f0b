// The README's cost table is what bench:cost prints.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';

it('the README says what bench:cost reckons', () => {
  const script = fileURLToPath(new URL('../../../bench/cost.ts', import.meta.url));
  const { stdout, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8' });

  expect(stderr).toBe('');
  expect(stdout.split('\n').length).toBeGreaterThan(8);
  expect(readFileSync('README.md', 'utf8')).toContain(stdout);
});
