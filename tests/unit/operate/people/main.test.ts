import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';

const main = fileURLToPath(new URL('../../../../operate/people/main.ts', import.meta.url));

it.each([
  ['--help', 0, /^Usage: npm run people/, /^$/],
  ['enroll', 2, /^$/, /found "enroll" \(npm run people -- --help tells more\)/],
])('ends %s with exit code %i', (argument, status, stdout, stderr) => {
  const run = spawnSync(process.execPath, [main, argument], { encoding: 'utf8' });

  expect(run).toMatchObject({
    status,
    stdout: expect.stringMatching(stdout),
    stderr: expect.stringMatching(stderr),
  });
});
