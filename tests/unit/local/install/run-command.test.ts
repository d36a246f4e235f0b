import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { runCommand } from '../../../../local/install/run-command.mjs';
import { identify, isRunning } from '../../../../stack/process-identity.mjs';

/** Starts a process of its own that outlives it, writes both numbers to a file, and goes on until it is ended. */
const STARTS_ANOTHER = `
  const { spawn } = require("node:child_process");
  const other = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
  require("node:fs").writeFileSync(process.argv[1], process.pid + " " + other.pid + " " + process.env.TMPDIR + " .");
  if (process.argv[2] === "stay") setInterval(() => {}, 1000);
  else process.exit();`;

let folder: string;
let numbers: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'run-command-'));
  numbers = join(folder, 'numbers');
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** @returns The processes that {@link STARTS_ANOTHER} has written down, and its temporary folder. */
async function readNumbers() {
  for (;;) {
    const text = await readFile(numbers, 'utf8').catch(() => '');
    const [pid, other, temporary = '', end] = text.split(' ');
    if (end) return { processes: [Number(pid), Number(other)].map(identify), temporary };
    await sleep(20);
  }
}

async function expectAllEnded(processes: readonly ReturnType<typeof identify>[]): Promise<void> {
  const left = () => processes.filter((identity) => identity && isRunning(identity));
  for (let tries = 0; left().length > 0 && tries < 250; tries += 1) await sleep(20);
  expect(left()).toEqual([]);
}

describe('runCommand', () => {
  it('gives what the command printed, and each line as it comes', async () => {
    const lines: string[] = [];

    const output = await runCommand('sh', ['-c', 'echo one; echo two >&2'], {
      onLine: (line) => lines.push(line),
    });

    expect(output.split('\n').sort()).toEqual(['', 'one', 'two']);
    expect(lines.sort()).toEqual(['one', 'two']);
  });

  it.each([
    ['sh', ['-c', 'echo Port 80 is taken; exit 3'], 'Port 80 is taken'],
    ['sh', ['-c', 'exit 3'], 'it ended with code 3'],
    ['sh', ['-c', 'kill -TERM $$'], 'it ended with SIGTERM'],
    ['no-such-command', [], 'spawn no-such-command ENOENT'],
  ])('says why a command failed: %s %j', async (command, args, output) => {
    await expect(runCommand(command, args)).rejects.toThrow(
      expect.objectContaining({ name: 'CommandError', output }),
    );
  });

  it('gives the command a temporary folder that goes when it has ended', async () => {
    const output = await runCommand('sh', ['-c', 'touch "$TMPDIR/half a download"; echo "$TMPDIR"']);

    expect(output).toMatch(/\.local\/tmp\/.*tmp-/);
    expect(existsSync(output.trim())).toBe(false);
  });

  it('ends what the command has left behind', async () => {
    await runCommand(process.execPath, ['-e', STARTS_ANOTHER, numbers]);

    await expectAllEnded((await readNumbers()).processes);
  });

  it('ends the command with everything it has started when it is told to', async () => {
    const interrupted = new AbortController();
    const running = runCommand(process.execPath, ['-e', STARTS_ANOTHER, numbers, 'stay'], {
      signal: interrupted.signal,
    });
    const { processes, temporary } = await readNumbers();

    interrupted.abort();

    await expect(running).rejects.toThrow('aborted');
    await expectAllEnded(processes);
    expect(existsSync(temporary)).toBe(false);
  });

  it('ends the command with everything it has started when its own process is killed', async () => {
    const module = new URL('../../../../local/install/run-command.mjs', import.meta.url).href;
    const script = `
      const { runCommand } = await import(${JSON.stringify(module)});
      await runCommand(process.execPath, ['-e', ${JSON.stringify(STARTS_ANOTHER)}, ${JSON.stringify(numbers)}, 'stay']);`;
    const owner = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore' });
    const { processes } = await readNumbers();

    owner.kill('SIGKILL');
    await once(owner, 'exit');

    await expectAllEnded(processes);
  });
});
