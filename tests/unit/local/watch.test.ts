import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { changesOf } from '../../../local/watch.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'watch-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('changesOf', () => {
  it('tells once of all that changes in a moment, and ends with its signal', async () => {
    const controller = new AbortController();
    const changes = changesOf([folder], controller.signal);

    const first = changes.next();
    await writeFile(join(folder, 'a.ts'), '1');
    await writeFile(join(folder, 'b.ts'), '2');
    expect(await first).toMatchObject({ done: false, value: expect.stringMatching(/^[ab]\.ts$/) });

    const second = changes.next();
    controller.abort();
    expect(await second).toMatchObject({ done: true });
  });
});
