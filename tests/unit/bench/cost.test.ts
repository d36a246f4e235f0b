// The README's cost table is what bench:cost prints, and a record's receipt reckons with the same.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { PRICES } from '../../../bench/prices.ts';
import { FEATURE_USD, OTHER_USD } from '../../../functions/shared/prices.ts';

const script = fileURLToPath(new URL('../../../bench/cost.ts', import.meta.url));
const { stdout, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8' });

it('the README says what bench:cost reckons', () => {
  expect(stderr).toBe('');
  expect(stdout.split('\n').length).toBeGreaterThan(8);
  expect(readFileSync('README.md', 'utf8')).toContain(stdout);
});

it('a receipt adds what a photograph costs beside Rekognition, rounded up to five cents for a thousand', () => {
  const rows = [...stdout.matchAll(/^\| (.+?) \| .* \| \$([\d.]+) \|$/gm)];
  const others = rows.filter(([, service]) => service !== 'Rekognition');
  const usd = others.reduce((sum, [, , thousand]) => sum + Number(thousand), 0);

  expect(others.length).toBe(rows.length - 1);
  expect(OTHER_USD * 1_000).toBeCloseTo(Math.ceil(usd / 0.05) * 0.05, 6);
});

it('a receipt has the price of a call', () => {
  const { imageProperties, customLabels, ...byCall } = FEATURE_USD; // a part of another's call; paid by the hour
  expect(new Set(Object.values(byCall))).toEqual(new Set([PRICES.rekognitionCall.usd]));
});
