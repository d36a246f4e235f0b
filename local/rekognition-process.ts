// Starts the offline Rekognition server beside the emulator, whose S3 it reads.

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { LITTLE_MEMORY } from '../packages/rekognition/src/little-memory.ts';
import { CREDENTIALS } from '../stack/local-credentials.ts';
import { cleanEnvironment } from './environment.ts';
import { type ServerProcess, startBackgroundProcess } from './process/child.ts';
import { waitUntilHealthy } from './process/health.ts';
import { HOST } from './process/port.ts';
import { inProject, localFolder, projectFolder, tools } from './project.ts';

/** The server answers as soon as `ready` settles. Its models are loaded by the first calls. */
export async function startRekognition(
  stateFolder: string,
  port: number,
  s3Endpoint: string,
): Promise<ServerProcess> {
  await mkdir(stateFolder, { recursive: true });
  const running = startBackgroundProcess(
    [
      tools.node,
      ...LITTLE_MEMORY.nodeOptions,
      ...['--import', tools.exitWithParent, inProject('packages/rekognition/src/main.ts')],
      ...['--host', HOST, '--port', String(port)],
      ...['--s3-endpoint', s3Endpoint, '--state', join(stateFolder, 'rekognition')],
      ...['--models', join(localFolder, 'models')],
    ],
    {
      cwd: projectFolder,
      logFile: join(stateFolder, 'rekognition.log'),
      env: {
        ...LITTLE_MEMORY.environment, // without them it restarts itself, and could miss the end of this process meanwhile
        ...cleanEnvironment(),
        AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
        AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
      },
    },
  );
  const ready = waitUntilHealthy(`http://${HOST}:${port}/health`, 'The Rekognition server', running);
  return { ...running, ready };
}
