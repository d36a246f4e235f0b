// A local cloud of a test's own: free ports, a folder that is removed, and short waits between retries.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ListExecutionsCommand } from '@aws-sdk/client-sfn';
import type { ImageRecord } from '@image-workflow/record';
import { type LocalCloud, type LocalCloudOptions, startLocalCloud } from '../../../local/cloud.ts';
import type { Finished } from '../../../local/follow/executions.ts';
import { findFreePort } from '../../../local/process/port.ts';
import { localFolder } from '../../../local/project.ts';
import { processPhotographs, type SessionObserver } from '../../../local/session.ts';
import { findPhotographs } from '../../../terminal/photographs.ts';
import { createTerminal } from '../../../terminal/terminal.mjs';

/** Long enough for a build and a deploy on a busy machine. */
export const START_MS = 300_000;
export const TEST_MS = 180_000;

/** A hundredth of the ASL's waits: a retry that takes AWS a minute takes half a second. */
const WAIT_SCALE = 0.01;

export async function createTestOptions(): Promise<LocalCloudOptions> {
  await mkdir(localFolder, { recursive: true });
  const [port, rekognitionPort] = await Promise.all([findFreePort(), findFreePort()]);
  const stateFolder = await mkdtemp(join(localFolder, 'test-'));
  return {
    stateFolder,
    cloudFile: join(stateFolder, 'cloud.json'),
    port,
    rekognitionPort,
    terminal: createTerminal(),
    signal: AbortSignal.timeout(START_MS),
    waitScale: WAIT_SCALE,
  };
}

/** @param parameters - Values of the template's parameters. */
export async function startTestCloud(
  parameters: LocalCloudOptions['parameters'] = {},
): Promise<LocalCloud & { remove(): Promise<void> }> {
  const options = { ...(await createTestOptions()), parameters };
  const cloud = await startLocalCloud(options);
  return {
    ...cloud,
    async remove() {
      await cloud.stop();
      await rm(options.stateFolder, { recursive: true });
    },
  };
}

/** Everything that one session has told. */
export interface Told {
  /** By key. */
  records: Map<string, ImageRecord>;
  finished: Map<string, Finished | undefined>;
  resumed: string[];
}

/**
 * Uploads files and waits until each has its finished record.
 *
 * @param files - Contents by key.
 * @param observer - Told beside this function.
 */
export async function processFiles(
  cloud: LocalCloud,
  files: Record<string, Uint8Array>,
  observer: Partial<SessionObserver> = {},
  options: { signal?: AbortSignal; quietMs?: number } = {},
): Promise<Told> {
  const folder = await mkdtemp(join(localFolder, 'test-photographs-'));
  const told: Told = { records: new Map(), finished: new Map(), resumed: [] };
  try {
    for (const [key, bytes] of Object.entries(files)) {
      const path = join(folder, key);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, bytes);
    }
    const photographs =
      Object.keys(files).length > 0 ? (await findPhotographs([folder], folder)).photographs : [];
    await processPhotographs(cloud, photographs, {
      once: true,
      signal: AbortSignal.timeout(TEST_MS),
      ...options,
      observer: {
        round: () => {},
        setAside: () => {},
        strayed: () => {},
        stoodStill: () => {},
        settled: () => {},
        ...observer,
        resumed(keys) {
          told.resumed.push(...keys);
          observer.resumed?.(keys);
        },
        finished(record, finished) {
          told.records.set(record.source.key, record);
          told.finished.set(record.source.key, finished);
          observer.finished?.(record, finished);
        },
      },
    });
    return told;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** @returns The names of all executions of one photograph. */
export async function listExecutionsOf({ clients, outputs }: LocalCloud, imageId: string): Promise<string[]> {
  const { executions = [] } = await clients.sfn.send(
    new ListExecutionsCommand({ stateMachineArn: outputs.ProcessImageStateMachineArn, maxResults: 1000 }),
  );
  return executions.flatMap(({ name }) => (name?.startsWith(imageId) ? [name] : []));
}
