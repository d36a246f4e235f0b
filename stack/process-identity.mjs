// Which process a number means. Numbers are used again after a process ends, so a number alone proves nothing.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * @typedef {{ pid: number, startedAt: string }} ProcessIdentity - `startedAt` is opaque: equal or not.
 */

/**
 * @param {number} pid
 * @returns {ProcessIdentity | undefined} Undefined when no such process runs.
 */
export function identify(pid) {
  const startedAt = startOf(pid);
  return startedAt === undefined ? undefined : { pid, startedAt };
}

/** Whether that very process still runs. */
export function isRunning(/** @type {ProcessIdentity} */ { pid, startedAt }) {
  return startOf(pid) === startedAt;
}

/** As one word, for the name of a file. */
export function toText(/** @type {ProcessIdentity} */ { pid, startedAt }) {
  return `${pid}-${Buffer.from(startedAt).toString('base64url')}`;
}

/**
 * @param {string} text
 * @returns {ProcessIdentity | undefined} Undefined for what {@link toText} has not written.
 */
export function parseIdentity(text) {
  const [, pid, startedAt] = /^(\d+)-([\w-]+)$/.exec(text) ?? [];
  return pid && startedAt
    ? { pid: Number(pid), startedAt: Buffer.from(startedAt, 'base64url').toString() }
    : undefined;
}

/** @returns {string | undefined} */
function startOf(/** @type {number} */ pid) {
  if (process.platform !== 'linux') return startByPs(pid);
  try {
    // The name, in parentheses, may hold spaces; after it come state (field 3) and, as field 22, the start in clock ticks.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return fields[0] === 'Z' ? undefined : fields[19]; // a zombie has ended; only its parent has not looked yet
  } catch {
    return undefined;
  }
}

function startByPs(/** @type {number} */ pid) {
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}
