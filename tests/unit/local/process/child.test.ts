import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startBackgroundProcess } from '../../../../local/process/child.ts';
import { identify, isRunning } from '../../../../stack/process-identity.mjs';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'child-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

function start(script: string) {
  const options = { cwd: folder, env: process.env, logFile: join(folder, 'log') };
  return startBackgroundProcess([process.execPath, '-e', script], options);
}

async function waitForLog(text: string): Promise<string> {
  for (;;) {
    const log = await readFile(join(folder, 'log'), 'utf8');
    if (log.includes(text)) return log;
    await sleep(20);
  }
}

describe('startBackgroundProcess', () => {
  it('says how a process ended, with its last words', async () => {
    const running = start('console.log("first"); console.error("Port 80 is taken"); process.exit(3)');

    expect(await running.ended).toBe('ended with code 3: Port 80 is taken');
  });

  it('says which error ended a program of Node', async () => {
    const running = start('throw Object.assign(new RangeError("Expected a port"), { code: "E" })');

    expect(await running.ended).toBe('ended with code 1: RangeError: Expected a port');
  });

  it('says that a command does not exist', async () => {
    const options = { cwd: folder, env: process.env, logFile: join(folder, 'log') };

    expect(await startBackgroundProcess(['no-such-command'], options).ended).toMatch(
      /^could not be started: .*ENOENT/,
    );
  });

  it('lets a process finish in order', async () => {
    const running = start(
      'process.on("SIGTERM", () => { console.log("saved"); process.exit() }); setInterval(() => {}, 1000); console.log("up")',
    );
    await waitForLog('up');

    await running.stop();

    expect(await waitForLog('saved')).toContain('saved');
  });

  it('ends what the process has started', async () => {
    const running = start(
      'const { spawn } = require("node:child_process");' +
        'console.log(spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]).pid + " started");' +
        'setInterval(() => {}, 1000)',
    );
    const grandchild = identify(Number.parseInt(await waitForLog('started'), 10));
    if (!grandchild) throw new Error('Expected a grandchild');

    await running.stop();
    for (let tries = 0; isRunning(grandchild) && tries < 100; tries += 1) await sleep(20);

    expect(isRunning(grandchild)).toBe(false);
  });
});
