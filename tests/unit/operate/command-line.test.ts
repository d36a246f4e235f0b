// A command as a process: what is the same of all of them.

import { spawn, spawnSync } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { projectFolder } from '../../../local/project.ts';
import { template } from '../../template/template.ts';

let cloudFormation: Server;

beforeAll(async () => {
  const toMembers = (names: string[], kind: string, value: string) =>
    names
      .map((name) => `<member><${kind}Key>${name}</${kind}Key><${kind}Value>${value}</${kind}Value></member>`)
      .join('');
  const stack = `<StackName>one</StackName><CreationTime>2026-11-26T12:00:00Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus>
    <Outputs>${toMembers(Object.keys(template.Outputs), 'Output', 'there')}</Outputs>
    <Parameters>${toMembers(['Features', 'RekognitionEndpoint', 'Isolation'], 'Parameter', 'false')}${toMembers(
      Object.keys(template.Parameters).filter((name) => /^(Max|Face|Preview)/.test(name)),
      'Parameter',
      '7',
    )}</Parameters>`;
  cloudFormation = createServer((_, response) =>
    response.end(
      `<DescribeStacksResponse><DescribeStacksResult><Stacks><member>${stack}</member></Stacks></DescribeStacksResult></DescribeStacksResponse>`,
    ),
  );
  await new Promise<void>((resolve) => cloudFormation.listen(0, '127.0.0.1', resolve));
});

afterAll(() => {
  cloudFormation.close();
});

/** @param work - The body of its run, which has `signal` and `terminal`. */
function start(work: string) {
  const { port } = cloudFormation.address() as AddressInfo;
  const script = `
    import { setTimeout as sleep } from 'node:timers/promises';
    import { parseCommandLine, runCommandLine } from './operate/command-line.ts';
    await runCommandLine({
      name: 'npm run work',
      help: '',
      parse: () => parseCommandLine(['--endpoint', 'http://127.0.0.1:${port}'], {}, () => ({})),
      run: async (_, { signal, terminal }) => { ${work} },
    });`;
  return spawn(process.execPath, ['--input-type=module', '-e', script], { cwd: projectFolder });
}

async function endOf(running: ReturnType<typeof start>) {
  const [stderr, code] = await Promise.all([
    text(running.stderr),
    new Promise((resolve) => running.on('exit', resolve)),
  ]);
  return { stderr, code };
}

describe('a command', () => {
  it('that is interrupted says so, without the place in the program', async () => {
    const running = start('console.log("ready"); await sleep(60_000, undefined, { signal })');
    running.stdout.once('data', () => running.kill('SIGINT'));

    expect(await endOf(running)).toEqual({ stderr: 'Interrupted\n', code: 130 });
  });

  it('stops where nobody reads what it prints', async () => {
    const running = start(
      `while (!signal.aborted) { terminal.print('one', process.stdout); await sleep(1); }
       return { isComplete: true };`,
    );
    running.stdout.once('data', () => running.stdout.destroy());

    expect(await endOf(running)).toEqual({ stderr: 'Interrupted\n', code: 130 });
  });
});

it('reindex takes options only', () => {
  const run = spawnSync(process.execPath, ['operate/reindex/main.ts', 'a.jpg'], { encoding: 'utf8' });

  expect(run).toMatchObject({
    status: 2,
    stderr: 'Expected options only but found "a.jpg" (npm run reindex -- --help tells more)\n',
  });
});
