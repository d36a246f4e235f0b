// Processes that run beside this one until they are told to stop.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { killGroup } from './kill-group.mjs';

/** How long an orderly stop may take before it becomes a SIGKILL. The emulator saves its state meanwhile. */
const STOP_MS = 10_000;

export interface BackgroundProcess {
  readonly pid: number;
  /** Settles when the process has ended, with the reason in words: `ended with code 1: <its last words>`. */
  readonly ended: Promise<string>;
  /** Stops the process in order, or at once when that takes too long, and everything that it started. */
  stop(): Promise<void>;
  /** Ends the process and everything that it started at once. */
  kill(): void;
}

export interface ServerProcess extends BackgroundProcess {
  /** Settles when the server answers; fails when it never will. */
  readonly ready: Promise<void>;
}

export interface BackgroundProcessOptions {
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Takes all output; made anew. */
  logFile: string;
}

/** Starts a process in a process group of its own, so that a Ctrl-C in this terminal is this program's to handle. */
export function startBackgroundProcess(
  [command = '', ...args]: readonly string[],
  { cwd, env, logFile }: BackgroundProcessOptions,
): BackgroundProcess {
  const log = openSync(logFile, 'w');
  const child = spawn(command, args, {
    cwd,
    env: { ...env, PARENT_PID: String(process.pid) }, // with which it has to end
    stdio: ['ignore', log, log],
    detached: true,
  });
  closeSync(log);

  const ended = toEnd(child, logFile);
  const kill = (): void => {
    killGroup(child.pid);
  };
  return {
    pid: child.pid ?? 0,
    ended,
    kill,
    async stop() {
      child.kill('SIGTERM');
      const timer = setTimeout(kill, STOP_MS);
      await ended;
      clearTimeout(timer);
      kill(); // what it started and left behind
    },
  };
}

async function toEnd(child: ChildProcess, logFile: string): Promise<string> {
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    return `ended with ${signal ?? `code ${code}`}: ${lastWords(logFile)}`;
  } catch (error) {
    return `could not be started: ${(error as Error).message}`;
  }
}

/** Node says which error ended it above a stack and its own version. */
function lastWords(file: string): string {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  const isNode = /^Node\.js v/.test(lines.at(-1) ?? '');
  return (isNode && lines.findLast((line) => /^\w*Error\b/.test(line))) || lines.at(-1) || 'it said nothing';
}
