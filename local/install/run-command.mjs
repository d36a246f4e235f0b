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
    const child = spawn(command, args, { cwd, env, signal, stdio: ['ignore', 'pipe', 'pipe'] });
    running.add(child);
    let output = '';
    const keep = (/** @type {Buffer} */ chunk) => {
      const text = chunk.toString();
      output = (output + text).slice(-KEPT_CHARACTERS);
      if (onLine) for (const line of text.split('\n')) if (line.trim()) onLine(line.trim());
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', (error) => {
      running.delete(child);
      reject(new CommandError(command, error.message));
    });
    child.on('close', (code, signal) => {
      running.delete(child);
      if (code === 0) resolve(output);
      else reject(new CommandError(command, output.trim() || `it ended with ${signal ?? `code ${code}`}`));
    });
  });
}

/** Ends every command that still runs, for a Ctrl-C in the middle of an install. */
export function stopCommands() {
  for (const child of running) child.kill('SIGINT');
}

/** A command that did not succeed; `output` is what it said. */
export class CommandError extends Error {
  name = 'CommandError';

  constructor(/** @type {string} */ command, /** @type {string} */ output) {
    super(`${command}: ${output}`);
    this.output = output;
  }
}
