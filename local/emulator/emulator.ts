// Starts ministack, through launch.py, on the state of one folder.

import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CREDENTIALS } from '../../stack/local-credentials.ts';
import { cleanEnvironment } from '../environment.ts';
import { LocalCloudError } from '../errors.ts';
import { type ServerProcess, startBackgroundProcess } from '../process/child.ts';
import { waitUntilHealthy } from '../process/health.ts';
import { HOST } from '../process/port.ts';
import { inProject, projectFolder, tools } from '../project.ts';

/** Surplus processes of functions end after this. The first of each function stays. */
const IDLE_PROCESS_SECONDS = 60;

/** The emulator answers as soon as `ready` settles. */
export async function startEmulator(
  stateFolder: string,
  port: number,
  waitScale = 1,
): Promise<ServerProcess> {
  const folders = {
    services: join(stateFolder, 'services'),
    objects: join(stateFolder, 'objects'),
    temporary: join(stateFolder, 'tmp'), // the functions' code, unpacked; left behind by a SIGKILL
  };
  await rm(folders.temporary, { recursive: true, force: true });
  for (const folder of Object.values(folders)) await mkdir(folder, { recursive: true });
  // On AWS no package.json stands above a bundle. This project's own would make ES modules of them.
  await writeFile(join(folders.temporary, 'package.json'), '{"type":"commonjs"}');

  const running = startBackgroundProcess([tools.emulatorPython, inProject('local/emulator/launch.py')], {
    cwd: projectFolder,
    logFile: join(stateFolder, 'emulator.log'),
    // No AWS_ENDPOINT_URL: the functions would inherit it. Without one they are given an address that resolves.
    env: {
      ...cleanEnvironment(),
      GATEWAY_PORT: String(port),
      BIND_HOST: HOST,
      AUTH: 'true', // every call of a function is held against its own role
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
      PERSIST_STATE: '1',
      STATE_DIR: folders.services,
      S3_PERSIST: '1',
      S3_DATA_DIR: folders.objects,
      LAMBDA_WARM_TTL_SECONDS: String(IDLE_PROCESS_SECONDS),
      SFN_WAIT_SCALE: String(waitScale),
      IOT_MTLS_ENABLED: '0', // would listen on every interface
      TMPDIR: folders.temporary,
      MALLOC_ARENA_MAX: '2', // glibc's arenas per thread keep what sharp has freed
    },
  });
  return {
    ...running,
    ready: waitUntilHealthy(`http://${HOST}:${port}/_ministack/health`, 'The emulator', running),
    async stop() {
      await running.stop();
      await rm(folders.temporary, { recursive: true, force: true });
    },
  };
}

/** Saves the state up to now: a SIGKILL, from here on, takes none of it (adaptations/checkpoints.py). */
export async function saveState(endpoint: string): Promise<void> {
  const response = await fetch(`${endpoint}/_checkpoint`, { method: 'POST' });
  if (!response.ok)
    throw new LocalCloudError(`The emulator could not save its state (${response.status}): see emulator.log`);
}
