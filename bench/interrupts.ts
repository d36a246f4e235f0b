// Interrupts a first start at random moments, in fresh clones of what is committed, and shows that nothing lives on and
// that the next start repairs whatever was left.
//   npm run bench:interrupts -- [--rounds 20] [--port 4570] [--seconds <that a first start takes, if known>] [--installed]
//
// A round takes as long as one to two first starts. npm's and pip's caches make them shorter after the first one.
// --installed: what a first start does after the installs (build, deploy, run), ever anew in one clone.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { projectFolder } from '../local/project.ts';
import { listProcesses } from '../tests/local/support/processes.ts';

/** The emulator saves its state in an orderly stop; longer than that nothing may live on. */
const LONGEST_END_MS = 20_000;
/** Longer than a first start takes on a slow machine. */
const LONGEST_START_MS = 20 * 60_000;

type Interrupt = (npm: ChildProcess, clone: string) => Promise<void>;

const killOneOf =
  (pattern: RegExp): Interrupt =>
  async (npm, clone) => {
    const found = (await listIn(clone)).filter(({ command }) => pattern.test(command));
    killIfThere(found.length > 0 ? pick(found).pid : (npm.pid ?? 0));
  };
const signalGroup =
  (signal: NodeJS.Signals): Interrupt =>
  async ({ pid = 0 }) =>
    killIfThere(-pid, signal);

const INTERRUPTS: Record<string, Interrupt> = {
  'SIGINT to the group, as Ctrl-C': signalGroup('SIGINT'),
  'SIGKILL to the group': signalGroup('SIGKILL'),
  'SIGTERM to npm': async (npm) => void npm.kill('SIGTERM'),
  'SIGKILL to npm': async (npm) => void npm.kill('SIGKILL'),
  'SIGKILL to run.mjs': killOneOf(/local\/run\.mjs/),
  'SIGKILL to any one of its processes': killOneOf(/./),
  'SIGKILL to all of its processes': async (_, clone) => {
    for (const { pid } of await listIn(clone)) killIfThere(pid);
  },
};

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    port: { type: 'string', default: '4570' },
    seconds: { type: 'string' },
    installed: { type: 'boolean', default: false },
  },
});
const rounds = Number(values.rounds);
const workFolder = await mkdtemp(join(tmpdir(), 'interrupts-'));
let failures = 0;

try {
  const installed = values.installed ? await install() : undefined;
  const wholeMs = values.seconds ? Number(values.seconds) * 1000 : await measureStart(installed);
  for (let round = 0; round < rounds; round += 1) {
    const clone = installed ?? (await cloneInto(join(workFolder, `${round}`)));
    if (installed) await forgetWork(installed);
    await run(clone, round, pick(Object.entries(INTERRUPTS)), Math.random() * wholeMs);
    if (!installed) await rm(clone, { recursive: true, force: true, maxRetries: 5 });
  }
} finally {
  await rm(workFolder, { recursive: true, force: true });
}
console.log(failures === 0 ? 'Every next start ended SUCCEEDED.' : `${failures} rounds failed.`);
process.exitCode = failures === 0 ? 0 : 1;

async function install(): Promise<string> {
  const clone = await cloneInto(join(workFolder, 'installed'));
  const { status } = await startToTheEnd(clone);
  console.log(`Everything is installed in one clone: ${status}`);
  return clone;
}

/** As after the installs of a first start. */
async function forgetWork(clone: string): Promise<void> {
  for (const made of ['build', 'state'])
    await rm(join(clone, '.local', made), { recursive: true, force: true });
}

async function measureStart(installed: string | undefined): Promise<number> {
  const clone = installed ?? (await cloneInto(join(workFolder, 'whole')));
  await forgetWork(clone);
  const { ms, status } = await startToTheEnd(clone);
  console.log(`A start without interrupts: ${status}, ${toSeconds(ms)}`);
  if (!installed) await rm(clone, { recursive: true });
  return ms;
}

async function run(
  clone: string,
  round: number,
  [name, interrupt]: [string, Interrupt],
  afterMs: number,
): Promise<void> {
  const started = start(clone);
  await sleep(afterMs);
  await interrupt(started.npm, clone);
  const during = started.stderr().trim().split('\n').at(-1);

  await started.ended; // at once, but where it goes on without the one process that was killed
  const { endedMs, left } = await waitUntilNothingRuns(clone);
  const next = await startToTheEnd(clone);
  const leftovers = await listLeftovers(clone);
  const isGood = left.length === 0 && next.status === 'SUCCEEDED' && leftovers.length === 0;
  if (!isGood) failures += 1;
  console.log(
    [
      `${isGood ? '✓' : '✗'} ${round + 1}. ${name} after ${toSeconds(afterMs)} (${during || 'before a word'})`,
      left.length > 0 ? `lives on: ${left.join('; ')}` : `all ended within ${toSeconds(endedMs)}`,
      `next start ${next.status} in ${toSeconds(next.ms)}`,
      ...(leftovers.length > 0 ? [`left behind: ${leftovers.join(', ')}`] : []),
      ...(isGood ? [] : [next.stderr]),
    ].join(', '),
  );
  for (const { pid } of await listIn(clone)) killIfThere(pid);
}

async function cloneInto(folder: string): Promise<string> {
  const [code] = await once(
    spawn('git', ['clone', '--quiet', projectFolder, folder], { stdio: 'inherit' }),
    'exit',
  );
  if (code !== 0) throw new Error(`git clone ended with code ${code}`);
  return folder;
}

function start(clone: string) {
  const command = ['start', '--silent', '--', '--once', '--json', '--port', values.port];
  const npm = spawn('npm', command, { cwd: clone, env: userEnvironment(), detached: true });
  let [stdout, stderr] = ['', ''];
  npm.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  npm.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  return { npm, ended: once(npm, 'exit'), stdout: () => stdout, stderr: () => stderr };
}

/** @returns The status of the sample picture's record, or how the start ended without one. */
async function startToTheEnd(clone: string): Promise<{ status: string; ms: number; stderr: string }> {
  const startedAt = Date.now();
  const { npm, stdout, stderr } = start(clone);
  const timer = setTimeout(() => killIfThere(-(npm.pid ?? 0)), LONGEST_START_MS);
  const [code, signal] = await once(npm, 'close');
  clearTimeout(timer);
  const status = code === 0 ? JSON.parse(stdout().trim() || '{}').status : `ended with ${signal ?? code}`;
  return { status: String(status), ms: Date.now() - startedAt, stderr: stderr() };
}

/** This process runs behind run.mjs: what that has set must not reach the clones. */
function userEnvironment(): NodeJS.ProcessEnv {
  const others = Object.entries(process.env).filter(([name]) => !/^(npm_|INIT_CWD$)/.test(name));
  const path = process.env.PATH?.split(delimiter).filter((folder) => !folder.startsWith(projectFolder));
  return { ...Object.fromEntries(others), PATH: path?.join(delimiter) };
}

async function waitUntilNothingRuns(clone: string): Promise<{ endedMs: number; left: string[] }> {
  const startedAt = Date.now();
  for (;;) {
    const left = await listIn(clone);
    const endedMs = Date.now() - startedAt;
    if (left.length === 0 || endedMs > LONGEST_END_MS)
      return { endedMs, left: left.map(({ command }) => command) };
    await sleep(100);
  }
}

async function listIn(clone: string) {
  return (await listProcesses()).filter(
    ({ command, cwd }) => command.includes(clone) || cwd?.startsWith(clone),
  );
}

async function listLeftovers(clone: string): Promise<string[]> {
  const local = join(clone, '.local');
  const workspaces = await readdir(join(local, 'tmp')).catch(() => []);
  const others = (await readdir(local)).filter((name) => /partial|\.lock/.test(name));
  return [...workspaces.map((name) => `tmp/${name}`), ...others];
}

function killIfThere(pid: number, signal: NodeJS.Signals = 'SIGKILL'): void {
  try {
    process.kill(pid, signal);
  } catch {} // it has just ended
}

function pick<Item>(items: readonly Item[]): Item {
  return items[Math.floor(Math.random() * items.length)] as Item;
}

function toSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
