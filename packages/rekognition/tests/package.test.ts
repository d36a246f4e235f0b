// What `npm pack` makes, in a folder of its own: only built files, no checkout around them.

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { DetectFacesCommand, DetectLabelsCommand, RekognitionClient } from '@aws-sdk/client-rekognition';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { drawFaces } from './faces/drawn-face.ts';

const run = promisify(execFile);
const inRepository = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

describe('the package', () => {
  let folder: string;
  let installed: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'package-'));
    installed = join(folder, 'node_modules/@image-workflow/rekognition');
    await mkdir(installed, { recursive: true });
    const cwd = inRepository('packages/rekognition');
    const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', folder], { cwd });
    await run('tar', ['xzf', join(folder, stdout.trim()), '-C', installed, '--strip-components=1']);
    for (const name of ['@aws-sdk', 'onnxruntime-node', 'sharp', 'zod']) {
      await symlink(inRepository(`node_modules/${name}`), join(folder, 'node_modules', name));
    }
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('holds what runs and the recipe of the models, and no TypeScript, which Node does not strip there', async () => {
    const files = (await readdir(installed, { recursive: true })).map(String);

    expect(files).toEqual(
      expect.arrayContaining([
        'LICENSE',
        'README.md',
        'dist/main.js',
        'dist/worker.js',
        'dist/scenery-heads.json',
        'dist/requirements.txt',
        'dist/convert_human.py',
        'dist/NOTICE.md',
      ]),
    );
    expect(files.filter((name) => name.endsWith('.ts'))).toEqual([]);
  });

  it('needs nothing at run time that it does not name', async () => {
    const { dependencies } = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'));
    const scripts = (await readdir(join(installed, 'dist'))).filter((name) => name.endsWith('.js'));
    const code = await Promise.all(scripts.map((name) => readFile(join(installed, 'dist', name), 'utf8')));
    const imported = code.flatMap((text) =>
      [...text.matchAll(/from "([^".][^"]*)"/g)].map(([, name = '']) => name),
    );

    const packages = new Set(imported.filter((name) => !name.startsWith('node:')));
    expect([...packages].sort()).toEqual(Object.keys(dependencies).sort());
  });

  it('starts by its command and answers an unmodified SDK', async () => {
    const server = spawn(
      process.execPath,
      [join(installed, 'dist/main.js'), '--port', '0', '--models', inRepository('.local/models')],
      { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    try {
      const [line] = (await once(createInterface(server.stdout), 'line')) as [string];
      const endpoint = /http:\S+$/.exec(line)?.[0] as string;
      const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
      const rekognition = new RekognitionClient({ endpoint, region: 'us-east-1', credentials });
      const Image = { Bytes: await drawFaces(600, 600, [{ x: 300, y: 270, scale: 1 }]) };

      const { FaceDetails } = await rekognition.send(new DetectFacesCommand({ Image }));
      const { LabelModelVersion } = await rekognition.send(new DetectLabelsCommand({ Image }));

      expect(FaceDetails).toHaveLength(1);
      expect(LabelModelVersion).toBe('3.0');
    } finally {
      server.kill('SIGTERM');
    }
    const [code] = await once(server, 'exit');
    expect(code).toBe(0);
  });

  it('says what it lacks where there is no Python to make the models with', async () => {
    const [bin, args] = [
      process.execPath,
      [join(installed, 'dist/main.js'), '--port', '0', '--models', 'models'],
    ];
    const environment = { ...process.env, PYTHON: 'no-such-python' };

    await expect(run(bin, args, { cwd: folder, env: environment })).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /^Models: none in \S+ yet\nExpected Python 3\.10 or later as "no-such-python" .*\n.*Python 3\.10 or later and npm/,
      ),
    });
  });
});
