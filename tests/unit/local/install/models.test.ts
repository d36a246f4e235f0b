import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { installModels } from '../../../../local/install/models.mjs';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'models-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('installModels', () => {
  it('removes what a killed installation has left, also where its number is another process’s by now', async () => {
    await mkdir(join(folder, `.local/models.partial-${process.pid}`), { recursive: true });
    await mkdir(join(folder, '.local/models'));
    const recipe = join(folder, 'packages/rekognition/models');
    await mkdir(recipe, { recursive: true });
    await writeFile(join(recipe, 'install.ts'), '');

    await installModels(folder, process.execPath, 'python3', () => {});

    expect(await readdir(join(folder, '.local'))).not.toContain(`models.partial-${process.pid}`);
    expect(await readdir(join(folder, '.local/models'))).toContain('.installed');
  });
});
