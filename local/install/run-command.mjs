// Runs one installer command quietly and keeps what it said, for the one sentence to show when it fails.

import { spawn } from 'node:child_process';

/** How much of an installer's output is kept: enough for its last words. */
const KEPT_CHARACTERS = 8_000;

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/**
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string, onLine?: (line: string) => void, signal?: AbortSignal }} [options]
 * @returns {Promise<string>} What the command printed (its end, if it was long).
 * @throws {CommandError} When it cannot be started or ends with another code than 0.
 */
export function runCommand(command, args, { env = process.env, cwd, onLine, signal } = {}) {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    // A process group of its own, so that what the command starts ends with it.
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const stop = () => endGroup(child);
    running.add(child);
    signal?.addEventListener('abort', stop);

    let output = '';
    const keep = (/** @type {Buffer} */ chunk) => {
      const text = chunk.toString();
      output = (output + text).slice(-KEPT_CHARACTERS);
      if (onLine) for (const line of text.split('\n')) if (line.trim()) onLine(line.trim());
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const finish = (/** @type {string | undefined} */ failure) => {
      running.delete(child);
      signal?.removeEventListener('abort', stop);
      if (signal?.aborted) reject(signal.reason);
      else if (failure === undefined) resolve(output);
      else reject(new CommandError(command, failure));
    };
    child.on('error', (error) => finish(error.message));
    child.on('close', (code, by) =>
      finish(code === 0 ? undefined : output.trim() || `it ended with ${by ?? `code ${code}`}`),
    );
  });
}

/** Ends every command that still runs, for a Ctrl-C in the middle of an install. */
export function stopCommands() {
  for (const child of running) endGroup(child);
}

function endGroup(/** @type {import('node:child_process').ChildProcess} */ { pid }) {
  try {
    if (pid) process.kill(-pid, 'SIGTERM');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error; // it has just ended
  }
}

/** A command that did not succeed; `output` is what it said. */
export class CommandError extends Error {
  name = 'CommandError';

  constructor(/** @type {string} */ command, /** @type {string} */ output) {
    super(`${command}: ${output}`);
    this.output = output;
  }
}
