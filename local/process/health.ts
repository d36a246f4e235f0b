// Waits for a server that was just started.

import { setTimeout as sleep } from 'node:timers/promises';
import { LocalCloudError } from '../errors.ts';
import type { BackgroundProcess } from './child.ts';

const POLL_MS = 50;
/** A slow machine that compiles every Python module for the first time takes a few seconds. */
const LONGEST_START_MS = 60_000;

/**
 * @param name - Begins the sentence of the error: "The emulator".
 * @returns Fails with a {@link LocalCloudError} when the process ends first, or does not answer in time; may be awaited later.
 */
export function waitUntilHealthy(url: string, name: string, running: BackgroundProcess): Promise<void> {
  const ended = running.ended.then((reason) => {
    throw new LocalCloudError(`${name} ${reason}`);
  });
  const healthy = Promise.race([ended, answers(url, name)]);
  healthy.catch(() => {}); // else Node ends the program where nobody awaits it yet
  return healthy;
}

async function answers(url: string, name: string): Promise<void> {
  for (const deadline = Date.now() + LONGEST_START_MS; Date.now() < deadline; await sleep(POLL_MS)) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) return;
  }
  throw new LocalCloudError(`${name} did not answer at ${url} within ${LONGEST_START_MS / 1000} seconds`);
}
