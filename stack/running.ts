// Where the local cloud answers, for other programs of this project while it runs.

import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { identify, isRunning, type ProcessIdentity } from './process-identity.mjs';

const toFile = (stateFolder: string): string => join(stateFolder, 'running.json');

interface Running {
  /** Speaks the AWS API and has the stack. */
  endpoint: string;
  process: ProcessIdentity;
}

/** Says that the stack is there, for as long as this process runs. */
export async function noteRunning(stateFolder: string, endpoint: string): Promise<void> {
  await writeFile(toFile(stateFolder), JSON.stringify({ endpoint, process: identify(process.pid) }));
}

export async function forgetRunning(stateFolder: string): Promise<void> {
  await rm(toFile(stateFolder), { force: true });
}

/** @returns Undefined when no local cloud uses the folder; what a killed one left behind counts for nothing. */
export async function findRunning(stateFolder: string): Promise<string | undefined> {
  try {
    const running: Running = JSON.parse(await readFile(toFile(stateFolder), 'utf8'));
    return isRunning(running.process) ? running.endpoint : undefined;
  } catch {
    return undefined; // not there, or written at this very moment
  }
}
