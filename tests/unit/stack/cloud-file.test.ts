import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { findCloud, forgetCloud, noteCloud } from '../../../stack/cloud-file.ts';

const CLOUD = {
  endpoint: 'http://127.0.0.1:4566',
  rekognitionEndpoint: 'http://127.0.0.1:4567',
  outputs: { UploadBucketName: 'uploads-1' },
};
let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cloud-'));
  file = join(folder, 'cloud.json');
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('findCloud', () => {
  it('knows the cloud from its file until it is forgotten', async () => {
    await noteCloud(file, CLOUD);
    expect(await findCloud(file)).toMatchObject({ ...CLOUD, region: 'us-east-1' });

    await forgetCloud(file);
    expect(await findCloud(file)).toBeUndefined();
  });

  it('does not believe the file of a process that has ended, even where another has its number now', async () => {
    await noteCloud(file, CLOUD);
    const note = JSON.parse(await readFile(file, 'utf8'));
    await writeFile(file, JSON.stringify({ ...note, process: { ...note.process, startedAt: 'long ago' } }));

    expect(await findCloud(file)).toBeUndefined();
  });

  it('finds nothing in a file that is only half written', async () => {
    await writeFile(file, '{"endpoint":"http');

    expect(await findCloud(file)).toBeUndefined();
  });
});
