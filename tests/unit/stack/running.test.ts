import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { findRunning, forgetRunning, noteRunning } from '../../../stack/running.ts';

const ENDPOINT = 'http://127.0.0.1:4566';
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'running-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('findRunning', () => {
  it('knows the endpoint from the note until it is forgotten', async () => {
    await noteRunning(folder, ENDPOINT);
    expect(await findRunning(folder)).toBe(ENDPOINT);

    await forgetRunning(folder);
    expect(await findRunning(folder)).toBeUndefined();
  });

  it('does not believe the note of a process that has ended, even where another has its number now', async () => {
    const note = { endpoint: ENDPOINT, process: { pid: process.pid, startedAt: 'long ago' } };
    await writeFile(join(folder, 'running.json'), JSON.stringify(note));

    expect(await findRunning(folder)).toBeUndefined();
  });

  it('finds nothing in a note that is only half written', async () => {
    await writeFile(join(folder, 'running.json'), '{"endpoint":"http');

    expect(await findRunning(folder)).toBeUndefined();
  });
});
