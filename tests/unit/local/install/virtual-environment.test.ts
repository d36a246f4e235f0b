import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  findPython,
  hasVirtualEnvironment,
  virtualEnvironment,
} from '../../../../local/install/virtual-environment.mjs';

let folder: string;
const pythonBefore = process.env.PYTHON;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'virtual-environment-'));
  await mkdir(join(folder, 'local/requirements'), { recursive: true });
  await writeFile(join(folder, 'local/requirements/tool.txt'), 'tool==1.0\n');
});

afterEach(async () => {
  await rm(folder, { recursive: true });
  if (pythonBefore === undefined) delete process.env.PYTHON;
  else process.env.PYTHON = pythonBefore;
});

describe('hasVirtualEnvironment', () => {
  async function install(requirements: string): Promise<void> {
    const { folder: place, bin, python, stamp } = virtualEnvironment(folder, 'tool');
    await mkdir(bin, { recursive: true });
    await writeFile(python, '');
    await writeFile(stamp, createHash('sha256').update(place).update(requirements).digest('hex'));
  }

  it('knows one that holds what its list names', async () => {
    await install('tool==1.0\n');

    expect(hasVirtualEnvironment(virtualEnvironment(folder, 'tool'))).toBe(true);
  });

  it('misses one that was made from another list', async () => {
    await install('tool==0.9\n');

    expect(hasVirtualEnvironment(virtualEnvironment(folder, 'tool'))).toBe(false);
  });

  it('misses one whose Python is gone', async () => {
    await install('tool==1.0\n');
    await rm(virtualEnvironment(folder, 'tool').python);

    expect(hasVirtualEnvironment(virtualEnvironment(folder, 'tool'))).toBe(false);
  });
});

describe('findPython', () => {
  async function pretendPython(version: string, hasVenv: boolean): Promise<void> {
    const script = join(folder, 'python');
    const lines = ['#!/bin/sh', `echo ${version}`, hasVenv ? 'echo complete' : 'exit 1'];
    await writeFile(script, lines.join('\n'), { mode: 0o755 });
    process.env.PYTHON = script;
  }

  it('takes the oldest that will do', async () => {
    await pretendPython('3 10', true);

    expect(await findPython()).toBe(process.env.PYTHON);
  });

  it.each([
    ['3 9', true, '3.9'],
    ['3 12', false, '3.12 without the venv module'],
  ])('says what it found instead: Python %s', async (version, hasVenv, found) => {
    await pretendPython(version, hasVenv);

    await expect(findPython()).rejects.toThrow(
      expect.objectContaining({
        name: 'InstallError',
        message: expect.stringMatching(
          new RegExp(
            `^Expected Python 3.10 or newer, with the venv module, but found .*${found}: install it`,
          ),
        ),
      }),
    );
  });

  it('says how to install one where there is none', async () => {
    process.env.PYTHON = join(folder, 'nothing');

    await expect(findPython()).rejects.toThrow(
      /but found none \(tried .*nothing\): install it .*apt install python3/,
    );
  });
});
