// Runs one installer command quietly and keeps what it said, for the one sentence to show when it fails.

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { killGroup } from '../process/kill-group.mjs';
import { makeTemporaryFolder, noteCommand, removeTemporaryFolder } from '../process/workspace.mjs';

/** How much of an installer's output is kept: enough for its last words. */
const KEPT_CHARACTERS = 8_000;

const leash = fileURLToPath(new URL('../process/leash.mjs', import.meta.url));

/** Where commands find their temporary folders, and notes of them lie while they run. */
export const workspaces = fileURLToPath(new URL('../../.local/tmp', import.meta.url));

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/**
 * @typedef {object} RunCommandOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env] - TMPDIR is the command's own folder, which goes when the command has ended.
 * @property {(line: string) => void} [onLine] - Told every line that the command prints.
 * @property {AbortSignal} [signal] - Ends the command, and everything that it has started, at once.
 */

/**
 * Nothing of the command lives on after it, after the signal, or after this process, however that ends.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunCommandOptions} [options]
 * @returns {Promise<string>} What the command printed (its end, if it was long).
 * @throws {CommandError} When it cannot be started or ends with another code than 0.
 */
export function runCommand(command, args, { env = process.env, cwd, onLine, signal } = {}) {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const TMPDIR = makeTemporaryFolder(workspaces);
    const child = spawn(process.execPath, [leash, command, ...args], {
      env: { ...env, TMPDIR },
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
      ...(cwd !== undefined && { cwd }),
    });
    const forget = noteCommand(workspaces, child.pid);
    const stop = () => killGroup(child.pid);
    running.add(child);
    signal?.addEventListener('abort', stop);
    child.stdin.on('error', () => {}); // it ended first

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
      forget();
      removeTemporaryFolder(TMPDIR);
      if (signal?.aborted) reject(signal.reason);
      else if (failure === undefined) resolve(output);
      else reject(new CommandError(command, failure));
    };
    child.on('error', (error) => finish(error.message));
    child.on('exit', stop); // what it has started and left behind
    child.on('close', (code, by) =>
      finish(code === 0 ? undefined : output.trim() || `it ended with ${by ?? `code ${code}`}`),
    );
  });
}

/** Ends every command that still runs, for a Ctrl-C in the middle of an install. */
export function stopCommands() {
  for (const child of running) killGroup(child.pid);
}

/** @returns What a command said before it failed; where something else went wrong, that. */
export function outputOf(/** @type {unknown} */ error) {
  return error instanceof CommandError ? error.output : String(error);
}

/** A command that did not succeed; `output` is what it said. */
export class CommandError extends Error {
  /** @override */
  name = 'CommandError';

  constructor(/** @type {string} */ command, /** @type {string} */ output) {
    super(`${command}: ${output}`);
    this.output = output;
  }
}
