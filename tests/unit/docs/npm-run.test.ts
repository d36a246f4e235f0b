// Whoever follows the docs or an alarm types commands that exist.

import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
const docs = readdirSync('docs').filter((file) => file.endsWith('.md'));

it.each([
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'template.yaml',
  ...docs.map((file) => `docs/${file}`),
])('%s names commands that there are', (file) => {
  const named = [
    ...readFileSync(file, 'utf8').matchAll(/npm run (?:--silent )?([a-z][\w-]*(?::[\w-]+)?)(?![\w:-])/g),
  ].map(([, name]) => name);

  for (const name of new Set(named)) expect(Object.keys(scripts)).toContain(name);
});
