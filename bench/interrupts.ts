// Interrupts a first start at random moments, in fresh clones of what is committed, and shows that nothing lives on and
// that the next start repairs whatever was left.
//   npm run bench:interrupts -- [rounds, default 20] [port, default 4570] [seconds that a first start takes, if known]
//
// A round takes as long as one to two first starts. npm's and pip's caches make them shorter after the first one.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
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

const [rounds = 20, port = 4570, firstStartSeconds] = process.argv.slice(2).map(Number);
const workFolder = await mkdtemp(join(tmpdir(), 'interrupts-'));
let failures = 0;

try {
  const wholeMs = firstStartSeconds ? firstStartSeconds * 1000 : await measureFirstStart();
  for (let round = 0; round < rounds; round += 1)
    await run(round, pick(Object.entries(INTERRUPTS)), Math.random() * wholeMs);
} finally {
  await rm(workFolder, { recursive: true, force: true });
}
console.log(failures === 0 ? 'Every next start ended SUCCEEDED.' : `${failures} rounds failed.`);
process.exitCode = failures === 0 ? 0 : 1;

async function measureFirstStart(): Promise<number> {
  const clone = await cloneInto(join(workFolder, 'whole'));
  const { ms, status } = await startToTheEnd(clone);
  console.log(`A first start without interrupts: ${status}, ${toSeconds(ms)}`);
  await rm(clone, { recursive: true });
  return ms;
}

async function run(round: number, [name, interrupt]: [string, Interrupt], afterMs: number): Promise<void> {
  const clone = await cloneInto(join(workFolder, `${round}`));
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
  await rm(clone, { recursive: true, force: true, maxRetries: 5 });
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
  const command = ['start', '--silent', '--', '--once', '--json', '--port', String(port)];
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
