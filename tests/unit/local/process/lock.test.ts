import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { takeLock } from '../../../../local/process/lock.mjs';
import { identify, isRunning } from '../../../../stack/process-identity.mjs';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lock-'));
  file = join(folder, 'lock');
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('takeLock', () => {
  it('says who has it', () => {
    takeLock(file);

    expect(takeLock(file)).toEqual({ owner: process.pid });
  });

  it('is free again when it is released', () => {
    const lock = takeLock(file);
    if ('release' in lock) lock.release();

    expect(takeLock(file)).toHaveProperty('release');
  });

  it('is free when its process has ended without a word', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    const identity = identify(child.pid ?? 0);
    await writeFile(file, JSON.stringify(identity));
    expect(takeLock(file)).toEqual({ owner: child.pid });

    child.kill('SIGKILL');
    await once(child, 'exit');

    expect(takeLock(file)).toHaveProperty('release');
  });

  it('is free when another process has the number by now', async () => {
    await writeFile(file, JSON.stringify({ pid: process.pid, startedAt: 'long ago' }));

    expect(takeLock(file)).toHaveProperty('release');
  });
});

describe('a lock file', () => {
  it('that a full disk or a power cut has left empty counts as free', async () => {
    await writeFile(file, '');

    expect(takeLock(file)).toHaveProperty('release');
  });
});

describe('isRunning', () => {
  it('knows this process, and no other of the same number', () => {
    const identity = identify(process.pid);
    if (!identity) throw new Error('Expected this process to run');

    expect(isRunning(identity)).toBe(true);
    expect(isRunning({ ...identity, startedAt: 'long ago' })).toBe(false);
  });
});
