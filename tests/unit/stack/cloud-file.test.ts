import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { findCloud, forgetCloud, noteCloud, noteMore } from '../../../stack/cloud-file.ts';

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

  it('learns what is there later, and who may sign in, for the eyes of its owner alone', async () => {
    const users = [{ email: 'user@example.com', password: 'secret', isAdmin: false }];
    await writeFile(file, 'left behind');
    await chmod(file, 0o644);
    await noteCloud(file, CLOUD);
    await noteMore(file, { users });
    await noteMore(file, { pageUrl: 'http://localhost:4568/' });

    expect(await findCloud(file)).toMatchObject({ ...CLOUD, users, pageUrl: 'http://localhost:4568/' });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
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
