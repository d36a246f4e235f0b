// Where things are in this project.

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectFolder = fileURLToPath(new URL('..', import.meta.url));

export function inProject(path: string): string {
  return join(projectFolder, path);
}

/** Everything that the local cloud makes. Deleting it is always safe: the next start makes it anew. */
export const localFolder = inProject('.local');

const virtualEnvironments = join(localFolder, 'venv');

/** Made by local/run.mjs. */
export const tools = {
  node: inProject('node_modules/node/bin/node'),
  nodeModulesBin: inProject('node_modules/.bin'),
  exitWithParent: new URL('process/exit-with-parent.mjs', import.meta.url).href,
  sam: join(virtualEnvironments, 'sam/bin/sam'),
  emulatorPython: join(virtualEnvironments, 'ministack/bin/python'),
} as const;
