// A local cloud for one measurement: on free ports, with a state of its own, of which nothing stays.

import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type LocalCloud, type LocalCloudOptions, startLocalCloud } from '../local/cloud.ts';
import { findFreePort } from '../local/process/port.ts';
import { localFolder } from '../local/project.ts';

/** @param measure - Also gets a folder that goes with the cloud. */
export async function withThrowawayCloud(
  options: Pick<LocalCloudOptions, 'parameters' | 'terminal' | 'signal'>,
  measure: (cloud: LocalCloud, folder: string) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(localFolder, 'bench-'));
  try {
    const [port, rekognitionPort] = await Promise.all([findFreePort(), findFreePort()]);
    const cloud = await startLocalCloud({
      ...options,
      stateFolder: join(folder, 'state'),
      cloudFile: join(folder, 'cloud.json'),
      port,
      rekognitionPort,
    });
    try {
      await measure(cloud, folder);
    } finally {
      await cloud.stop();
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}
