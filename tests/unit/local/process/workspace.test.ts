import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  clearLeftovers,
  makeTemporaryFolder,
  noteCommand,
  removeTemporaryFolder,
} from '../../../../local/process/workspace.mjs';
import { identify, isRunning, parseIdentity, toText } from '../../../../stack/process-identity.mjs';

/** A number that Linux and macOS give no process: beyond the largest that either can be configured for. */
const NO_PROCESS = { pid: 2 ** 22 + 1, startedAt: '1' };

let root: string;
const started: ChildProcess[] = [];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'workspace-'));
});

afterEach(async () => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
  await rm(root, { recursive: true });
});

function startGroup() {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {
    detached: true,
    stdio: 'ignore',
  });
  started.push(child);
  const identity = identify(child.pid ?? 0);
  if (!identity) throw new Error('Expected a process');
  return { child, identity };
}

describe('clearLeftovers', () => {
  it('leaves what belongs to a process that runs', async () => {
    const folder = makeTemporaryFolder(root);
    const { child, identity } = startGroup();
    noteCommand(root, child.pid);

    await clearLeftovers(root);

    expect(isRunning(identity)).toBe(true);
    await expect(readdir(folder)).resolves.toEqual([]);
  });

  it('ends the commands of a process that was killed, and removes its folders', async () => {
    const { child, identity } = startGroup();
    const folder = join(root, toText(NO_PROCESS));
    await mkdir(join(folder, 'tmp-1'), { recursive: true });
    await writeFile(join(folder, 'tmp-1/half a download'), 'bytes');
    await writeFile(join(folder, `command-${toText(identity)}`), '');
    const ended = once(child, 'exit');

    await clearLeftovers(root);

    expect(await ended).toEqual([null, 'SIGKILL']);
    expect(await readdir(root)).toEqual([]);
  });

  it('leaves a process alone that has the number of a command by now', async () => {
    const { identity } = startGroup();
    const folder = join(root, toText(NO_PROCESS));
    await mkdir(folder);
    await writeFile(join(folder, `command-${toText({ ...identity, startedAt: 'long ago' })}`), '');

    await clearLeftovers(root);

    expect(isRunning(identity)).toBe(true);
    expect(await readdir(root)).toEqual([]);
  });

  it('touches nothing that is not named after a process', async () => {
    await writeFile(join(root, 'notes.txt'), 'mine');

    await clearLeftovers(root);

    expect(await readdir(root)).toEqual(['notes.txt']);
  });
});

describe('removeTemporaryFolder', () => {
  it('removes what lies in it', async () => {
    const folder = makeTemporaryFolder(root);
    await writeFile(join(folder, 'half a download'), 'bytes');

    removeTemporaryFolder(folder);

    await expect(readdir(folder)).rejects.toThrow('ENOENT');
  });
});

describe('a process as text', () => {
  it('is the same process again', () => {
    const identity = { pid: 4711, startedAt: 'Thu Nov 26 06:06:46 2026' }; // as ps says it on macOS

    expect(parseIdentity(toText(identity))).toEqual(identity);
  });

  it('can be the name of a file', () => {
    expect(toText({ pid: 4711, startedAt: '../Thu 26' })).toMatch(/^[\w-]+$/);
  });
});
