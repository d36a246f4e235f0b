// One process at a time, however the last one ended. Plain JavaScript: the installer uses it too.

import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { identify, isRunning } from '../../stack/process-identity.mjs';

/** @typedef {{ release: () => void }} Lock */

/**
 * Takes the lock, or says which process has it. The lock of a process that has ended counts as free.
 *
 * @param {string} file
 * @returns {{ owner: number } | Lock}
 */
export function takeLock(file) {
  mkdirSync(dirname(file), { recursive: true });
  const mine = `${file}.${process.pid}`;
  writeFileSync(mine, JSON.stringify(identify(process.pid)));
  try {
    for (;;) {
      try {
        linkSync(mine, file); // fails where the file exists: the file system decides who is first
        return { release: () => rmSync(file, { force: true }) };
      } catch (error) {
        if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
        const owner = readOwner(file);
        if (owner && isRunning(owner)) return { owner: owner.pid };
        rmSync(file, { force: true });
      }
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

/**
 * @param {string} file
 * @returns {import('../../stack/process-identity.mjs').ProcessIdentity | undefined} Undefined when it was released just
 *   now, and for what a full disk or a power cut has left of it.
 */
function readOwner(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError || /** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT')
      return undefined;
    throw error;
  }
}

/**
 * Waits until the lock is free, and takes it.
 *
 * @param {string} file
 * @param {(owner: number) => void} onWait - Called once, if another process has it.
 * @param {AbortSignal} [signal] - Ends the wait.
 * @returns {Promise<Lock>}
 */
export async function waitForLock(file, onWait, signal) {
  for (let attempt = 0; ; attempt += 1) {
    signal?.throwIfAborted();
    const lock = takeLock(file);
    if ('release' in lock) return lock;
    if (attempt === 0) onWait(lock.owner);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
