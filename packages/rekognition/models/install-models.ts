// Brings the models to this machine, once: pip and npm fetch their carriers, Python scripts convert them.

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { isRuntimeIn } from '../src/inference/runtime.ts';

export interface InstallOptions {
  /** Where the models go; its parent folder holds the work in progress. */
  folder: string;
  /** Whether onnxruntime is wanted in `runtime/` too: where no package manager has brought it. */
  withRuntime?: boolean;
  /** The Python to convert with, 3.10 or later: a command or a path. */
  python: string;
  /** Told what happens, one line at a time. */
  onProgress?: (message: string) => void;
  /** Stops the work and leaves nothing behind. */
  signal?: AbortSignal;
}

/** What the models folder holds, by sha256. The conversion gives the same bytes on every machine. */
const MODEL_FILES: Readonly<Record<string, string>> = {
  'blazeface.onnx': '56a1d6690a76d9b82f497cc395dea0b59ef9e05a5e2290c40aa328eaf773ef9c',
  'centernet.onnx': 'adae87583faf3073f3bce724d714a83636f9f81e58eb5261d08dd738ac3c6989',
  'efficientnet-lite0.onnx': 'c63d055ee3dd5555bc9ae2cc9770e5d922dd732b9f4454a7bd318627dcfa9deb',
  'efficientnet-lite2.onnx': '9218e7f4263bbb63c1a6097feb950e8a1a10701c31703a5034d1515c6accd5b5',
  'emotion.onnx': 'de4d380e2149d2dfb9edffd27e2c160822fdc5f2146b41da3e6318f5ed4bcc38',
  'facemesh.onnx': 'ea89e492681b8917defcbb5cdaaccc72472aed155021c8c9305c51c97932be63',
  'faceres.onnx': 'abbe972de9bb52c3d31a7ba04ed182be0d34d663ae1c8a05554b7eacc4911eae',
  'iris.onnx': 'd00d089973a00613cb27ba072a24c3829a6514bd492360baa9c487cc7cb63b0d',
  'nsfw-inception-v3.onnx': '39565ea253124b34370574a780212fb9e11ec9cc87b49df4f48e539a7a5933cd',
  'ppocrv6-det.onnx': 'a87499d0fb6f46b74fa6c6c325b34974f2638e8c798a646fdc76171f10e5952e',
  'ppocrv6-keys.txt': '6978c7940dcc44012959809c1742e3bfc971c26a12ddf754fa048f7550a86dfb',
  'ppocrv6-rec.onnx': '2d1808a16de3758864bac73abb3f5d3f2c8f84e5b7798a64ae2261a1c952b972',
};

/** What else it may hold: `.installed` is the checkout's note of what it was made from. */
const OTHER_ENTRIES = ['licences', 'NOTICE.md', 'runtime', '.installed'];

interface NpmArchive {
  specifier: string;
  /** As `npm pack` names it. */
  archive: string;
  sha256: string;
  sizeMb: number;
}

/** Packages of npm that models are taken out of. They are fetched, read and thrown away, never installed or run. */
const NPM_CARRIERS: readonly (NpmArchive & { script: string })[] = [
  {
    specifier: '@vladmandic/human@3.3.6',
    archive: 'vladmandic-human-3.3.6.tgz',
    sha256: '425e9c51dbbca0c8934362b170cb0d54c2529c11c654b3c03092b16e9d6ad3f7',
    sizeMb: 29,
    script: 'convert_human.py',
  },
  {
    specifier: 'nsfwjs@4.3.0',
    archive: 'nsfwjs-4.3.0.tgz',
    sha256: '4496790efc9bdc6f3e85a826a8e482c1fa1e9db4b3d18c095e98cc0c73cfb12f',
    sizeMb: 25,
    script: 'convert_nsfw.py',
  },
];

/** Its own install script is not run: it would fetch what graphics cards need. */
const RUNTIME: readonly NpmArchive[] = [
  {
    specifier: 'onnxruntime-node@1.30.0',
    archive: 'onnxruntime-node-1.30.0.tgz',
    sha256: '6e3390d6b783e7be946fad629292799da28d0b42f84856e50d2c1b0383291e75',
    sizeMb: 114,
  },
  {
    specifier: 'onnxruntime-common@1.30.0',
    archive: 'onnxruntime-common-1.30.0.tgz',
    sha256: '7906c439e0d3e0f4048caa23b64cdfadc0f455c377f579ce1ab2a4b778f07d5f',
    sizeMb: 1,
  },
];

const OLDEST_PYTHON = '3.10';

const scripts = dirname(fileURLToPath(import.meta.url));

/** Something outside this project is missing or broken; the message says what to do. */
export class InstallationError extends Error {
  override readonly name = 'InstallationError';
}

/**
 * Makes `folder` hold every converted model. Does nothing when it does already.
 *
 * The folder appears at once and complete or not at all: the work happens beside it. It replaces older models, nothing else.
 *
 * @throws {InstallationError} In one sentence: a folder of something else, no Python, too old a Python, no venv, no network, no npm, a wrong hash.
 */
export async function installModels({
  folder,
  python,
  withRuntime = false,
  onProgress = () => {},
  signal,
}: InstallOptions): Promise<void> {
  await removeLeftovers(folder); // also of one that was killed after the models were in place
  if (await areModelsInstalled(folder, withRuntime)) return;
  await refuseForeign(folder);

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
    for (const archive of [...NPM_CARRIERS, ...(withRuntime ? RUNTIME : [])])
      await fetchArchive(run, archive, work, onProgress);

    onProgress('Models: converting EfficientNet-Lite, PP-OCRv6, the face models, CenterNet and InceptionV3');
    const convert = (script: string, ...args: string[]) =>
      run(environmentPython, ['-B', join(scripts, script), ...args, models]);
    await Promise.all([
      convert('convert_efficientnet.py', 'lite0'),
      convert('convert_efficientnet.py', 'lite2'),
      convert('convert_ppocr.py'),
      ...NPM_CARRIERS.map(({ script, archive }) => convert(script, join(work, archive))),
    ]);
    if (withRuntime) {
      onProgress('Models: unpacking onnxruntime');
      const machine = `${process.platform}/${process.arch}`;
      await convert('unpack_runtime.py', machine, ...RUNTIME.map(({ archive }) => join(work, archive)));
    }
    await copyFile(join(scripts, 'NOTICE.md'), join(models, 'NOTICE.md'));
    await requireExpectedHashes(models);

    await putInPlace(models, folder, work, withRuntime);
    onProgress('Models: ready');
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Whether every converted model is there, by its hash, and onnxruntime beside them where it is wanted. */
export async function areModelsInstalled(folder: string, withRuntime = false): Promise<boolean> {
  if (withRuntime && !isRuntimeIn(folder)) return false;
  const found = await Promise.all(Object.keys(MODEL_FILES).map((name) => sha256(join(folder, name))));
  return Object.values(MODEL_FILES).every((expected, index) => found[index] === expected);
}

async function refuseForeign(folder: string): Promise<void> {
  const entries = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new InstallationError(`Expected a folder of models in ${folder} but found: ${error.message}`, {
      cause: error,
    });
  });
  const foreign = entries.find((name) => !(name in MODEL_FILES || OTHER_ENTRIES.includes(name)));
  if (foreign === undefined) return;
  throw new InstallationError(
    `Expected a folder of models, or none, in ${folder} but found "${foreign}": it is left as it is`,
  );
}

type Run = (command: string, args: string[], onLine?: (line: string) => void) => Promise<string>;

async function requirePython(run: Run, python: string): Promise<void> {
  const version = await run(python, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])']).catch(
    (cause) => {
      throw new InstallationError(
        `Expected Python ${OLDEST_PYTHON} or later as "${python}" but it does not run: install Python, or name another one in the variable PYTHON. ${lastLine(cause)}`,
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

/** npm as it runs on this machine: with its own settings, so that a company's registry is asked where one is set. */
async function fetchArchive(
  run: Run,
  { specifier, archive, sha256: expected, sizeMb }: NpmArchive,
  work: string,
  onProgress: (message: string) => void,
): Promise<void> {
  onProgress(`Models: fetching ${specifier} with npm (${sizeMb} MB)`);
  await run('npm', ['pack', '--loglevel=error', '--pack-destination', work, specifier]).catch((cause) => {
    throw new InstallationError(
      `Expected npm to fetch ${specifier}: check the network, npm's registry and its cache. ${npmReason(cause)}`,
      { cause },
    );
  });
  const found = await sha256(join(work, archive));
  if (found === expected) return;
  throw new InstallationError(
    `Expected ${specifier} as ${archive} with sha256 ${expected} but npm brought ${found ?? 'no such file'}`,
  );
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
async function putInPlace(models: string, folder: string, work: string, withRuntime: boolean): Promise<void> {
  await rename(folder, join(work, 'replaced')).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await rename(models, folder).catch(async (error) => {
    if (!(await areModelsInstalled(folder, withRuntime))) throw error; // another process was quicker
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

/** What npm says first; advice and the name of a log file come after it. */
export function npmReason(cause: Error): string {
  const lines = cause.message.split('\n').map((line) => line.replace(/^npm (error|ERR!) ?/, '').trim());
  return lines.slice(0, 3).join(', ');
}

function lastLine(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  return message.trim().split('\n').at(-1) ?? '';
}
