import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { hasNodeModules, node24In } from '../../../../local/install/node-modules.mjs';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'node-modules-'));
  await mkdir(dirname(node24In(folder)), { recursive: true });
  await writeFile(node24In(folder), '');
  await writeLock('package-lock.json', {
    '': { name: 'project' },
    'node_modules/zod': { version: '4.0.0' },
    'node_modules/esbuild-darwin': { version: '1.0.0', optional: true },
  });
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function writeLock(name: string, packages: object): Promise<void> {
  await writeFile(join(folder, name), JSON.stringify({ packages }));
}

describe('hasNodeModules', () => {
  it('is content without what is for other machines', async () => {
    await writeLock('node_modules/.package-lock.json', { 'node_modules/zod': { version: '4.0.0' } });

    expect(hasNodeModules(folder)).toBe(true);
  });

  it('misses another version than the one that is locked', async () => {
    await writeLock('node_modules/.package-lock.json', { 'node_modules/zod': { version: '3.9.0' } });

    expect(hasNodeModules(folder)).toBe(false);
  });

  it('misses the list that npm writes last, so an interrupted install is made again', () => {
    expect(hasNodeModules(folder)).toBe(false);
  });

  it('misses Node 24, which a script leaves out without a word when the npm that it runs is ended', async () => {
    await writeLock('node_modules/.package-lock.json', { 'node_modules/zod': { version: '4.0.0' } });
    await rm(node24In(folder));

    expect(hasNodeModules(folder)).toBe(false);
  });
});
