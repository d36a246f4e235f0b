// What a process must not leave behind: its temporary folders, and the commands that it runs. They lie in a folder that
// is named after the process, so that whoever comes next can tell what belongs to nobody any more, and end it.

import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identify, isRunning, parseIdentity, toText } from '../../stack/process-identity.mjs';
import { killGroup } from './kill-group.mjs';

/** A command on a leash ends by itself within milliseconds of its owner. */
const LEASH_MS = 2_000;
const POLL_MS = 20;
/** Of a folder that something has just been ended in. */
const REMOVE = { recursive: true, force: true, maxRetries: 10, retryDelay: 50 };

const COMMAND = 'command-';

/** Of this process, by root. */
const mine = new Map();

/**
 * @param {string} root - Holds the folders of all processes.
 * @returns {string} A new folder, which goes with this process at the latest.
 */
export function makeTemporaryFolder(root) {
  return mkdtempSync(join(folderOfThisProcess(root), 'tmp-'));
}

export function removeTemporaryFolder(/** @type {string} */ folder) {
  rmSync(folder, REMOVE);
}

/**
 * Notes a command that this process has started as the leader of a process group.
 *
 * @param {string} root
 * @param {number | undefined} pid
 * @returns {() => void} Forgets it.
 */
export function noteCommand(root, pid) {
  const identity = pid && identify(pid);
  if (!identity) return () => {}; // it has ended already
  const note = join(folderOfThisProcess(root), `${COMMAND}${toText(identity)}`);
  writeFileSync(note, '');
  return () => rmSync(note, { force: true });
}

/** @returns {string} */
function folderOfThisProcess(/** @type {string} */ root) {
  if (mine.has(root)) return mine.get(root);
  const identity = identify(process.pid);
  if (!identity) throw new Error(`Expected to find process ${process.pid}, which is this one`);
  const folder = join(root, toText(identity));
  mkdirSync(folder, { recursive: true });
  mine.set(root, folder);
  process.on('exit', () => rmSync(folder, REMOVE));
  return folder;
}

/** Ends and removes what processes have left behind that were killed. */
export async function clearLeftovers(/** @type {string} */ root) {
  for (const name of list(root)) {
    const owner = parseIdentity(name);
    if (!owner || isRunning(owner)) continue;
    const folder = join(root, name);
    for (const note of list(folder)) {
      const command = note.startsWith(COMMAND) && parseIdentity(note.slice(COMMAND.length));
      if (command) await endCommand(command);
    }
    rmSync(folder, REMOVE);
  }
}

/** A group's number is not given away while one of the group is left, even when its leader has ended. */
async function endCommand(/** @type {import('../../stack/process-identity.mjs').ProcessIdentity} */ command) {
  for (const deadline = Date.now() + LEASH_MS; isRunning(command) && Date.now() < deadline; ) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  if (isRunning(command) || !identify(command.pid)) killGroup(command.pid);
}

function list(/** @type {string} */ folder) {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return [];
    throw error;
  }
}
