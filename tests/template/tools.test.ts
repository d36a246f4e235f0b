// What AWS's own tools say of the template. They come with the SAM CLI's virtual environment, on the PATH of `npm test`.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { projectFile } from './template.ts';

/** Runs a tool in the project's folder. @returns Its exit code and all that it says. */
function run(command: string, ...args: string[]): [code: number | null, output: string] {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd: fileURLToPath(projectFile('.')),
    env: { ...process.env, AWS_DEFAULT_REGION: 'us-east-1', SAM_CLI_TELEMETRY: '0' },
    encoding: 'utf8',
  });
  if (error) throw error;
  return [status, `${stdout}${stderr}`];
}

it('cfn-lint finds nothing', () => {
  expect(run('cfn-lint', 'template.yaml')).toEqual([0, '']);
}, 60_000);

it('sam validate --lint finds nothing', () => {
  const [code, output] = run('sam', 'validate', '--lint');

  expect([code, output]).toEqual([0, expect.stringContaining('is a valid SAM Template')]);
  expect(output).not.toMatch(/\b[EWI]\d{4}\b/);
}, 60_000);
