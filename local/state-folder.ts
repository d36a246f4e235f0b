// One folder holds everything of one local cloud: what outlives it, and who uses it at the moment.

import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { parseJson } from '../functions/shared/parse-json.ts';
import { findCloud } from '../stack/cloud-file.ts';
import { identify, isRunning } from '../stack/process-identity.mjs';
import { LocalCloudError } from './errors.ts';
import { killGroup } from './process/kill-group.mjs';
import { takeLock } from './process/lock.mjs';

/** Orphans stop by themselves when their parent is gone, and save their state; then they are ended. */
const ORPHANS_STOP_MS = 12_000;
const POLL_MS = 100;

const processesSchema = z.array(z.object({ pid: z.int().positive(), startedAt: z.string() }));

export interface StateFolder {
  readonly path: string;
  /** Remembers what was deployed last. */
  readonly deployStamp: string;
  /** Notes which processes work on the folder, for a next start that may have to end them. */
  noteProcesses(pids: readonly number[]): Promise<void>;
  release(): Promise<void>;
}

/**
 * Takes a folder for this process alone, and clears up after one that was killed.
 *
 * @throws {LocalCloudError} When another local cloud uses it.
 */
export async function openStateFolder(path: string, cloudFile: string): Promise<StateFolder> {
  await mkdir(path, { recursive: true });
  const lock = takeLock(join(path, 'lock'));
  if ('owner' in lock) {
    const endpoint = (await findCloud(cloudFile))?.endpoint ?? 'its address';
    throw new LocalCloudError(
      `The local cloud already runs in process ${lock.owner}: stop it, or send it photographs with --endpoint ${endpoint}`,
    );
  }

  const processes = join(path, 'processes.json');
  const deployStamp = join(path, 'deployed');
  await endOrphans(processes);
  // A first deploy that was interrupted leaves half a stack. Nothing of a user's lies in it yet.
  if (!existsSync(deployStamp)) {
    await rm(join(path, 'services'), { recursive: true, force: true });
    await rm(join(path, 'objects'), { recursive: true, force: true });
  }
  return {
    path,
    deployStamp,
    async noteProcesses(pids) {
      await writeFile(processes, JSON.stringify(pids.map(identify).filter(Boolean)));
    },
    async release() {
      await rm(processes, { force: true });
      lock.release();
    },
  };
}

/** Ends what a killed local cloud left running. A number that another program has by now is left alone. */
async function endOrphans(file: string): Promise<void> {
  if (!existsSync(file)) return;
  // Half a file, which a SIGKILL leaves, names none: they end with their parent, this is a second net.
  const orphans = processesSchema.safeParse(parseJson(await readFile(file, 'utf8'))).data ?? [];
  const deadline = Date.now() + ORPHANS_STOP_MS;
  while (orphans.some(isRunning) && Date.now() < deadline) await sleep(POLL_MS);
  for (const orphan of orphans.filter(isRunning)) killGroup(orphan.pid);
  await rm(file);
}
