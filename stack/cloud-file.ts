// `.local/cloud.json`: what the local cloud is and where it answers, for scripts, tests and people, while it runs.

import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { parseJson } from '../functions/shared/parse-json.ts';
import { REGION } from './local-credentials.ts';
import { identify, isRunning } from './process-identity.mjs';

const OWNER_ALONE = 0o600;

/** Of the local cloud that `npm start` runs. Tests run others beside it. */
export const CLOUD_FILE = fileURLToPath(new URL('../.local/cloud.json', import.meta.url));

const localUserSchema = z.object({ email: z.string(), password: z.string(), isAdmin: z.boolean() });

/** Somebody who may sign in to the local cloud. */
export type LocalUser = z.infer<typeof localUserSchema>;

const runningCloudSchema = z.object({
  /** Speaks the AWS API and has the stack. */
  endpoint: z.string(),
  region: z.string(),
  rekognitionEndpoint: z.string(),
  /** Of the HTTP API, without `/api`. */
  apiUrl: z.string().optional(),
  pageUrl: z.string().optional(),
  /** Where people sign in. Their passwords are of this start alone. */
  users: z.array(localUserSchema).optional(),
  /** The stack's outputs, all of them. */
  outputs: z.record(z.string(), z.string()),
  /** Whose file it is: one that a killed process has left behind counts for nothing. */
  process: z.object({ pid: z.int(), startedAt: z.string() }),
});

export type RunningCloud = z.infer<typeof runningCloudSchema>;

/**
 * Says that the stack is there, for as long as this process runs. A later call replaces what an earlier one said. Nobody else on
 * the machine can read it: passwords may be in it.
 */
export async function noteCloud(
  file: string,
  cloud: Omit<RunningCloud, 'process' | 'region'>,
): Promise<void> {
  const note = { ...cloud, region: REGION, process: identify(process.pid) };
  await writeFile(file, '', { mode: OWNER_ALONE });
  await chmod(file, OWNER_ALONE); // one that was there keeps its mode
  await writeFile(file, `${JSON.stringify(note, null, 2)}\n`);
}

/** Adds what is there once the rest is. */
export async function noteMore(file: string, more: Pick<RunningCloud, 'pageUrl' | 'users'>): Promise<void> {
  const cloud = await findCloud(file);
  if (cloud) await noteCloud(file, { ...cloud, ...more });
}

export async function forgetCloud(file: string): Promise<void> {
  await rm(file, { force: true });
}

/** @returns Undefined when no local cloud runs that this file tells of. */
export async function findCloud(file: string): Promise<RunningCloud | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const cloud = runningCloudSchema.safeParse(parseJson(text)).data;
  return cloud && isRunning(cloud.process) ? cloud : undefined;
}
