// Where the server keeps what it needs, unless its options say otherwise.

import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Folders {
  /** How a person starts the server. */
  command: string;
  /** The converted models: the same for every project of a user. */
  models: string;
  /** What outlives the server: face collections. */
  state: string;
  /** The user's own classifiers. */
  customModels: string;
}

/** In a checkout all lies in its `.local`; as a package the models go to the user's cache, the state to this folder. */
export function defaultFolders(moduleUrl = import.meta.url, environment = process.env): Folders {
  const isCheckout = moduleUrl.endsWith('.ts');
  if (isCheckout) {
    const local = fileURLToPath(new URL('../../../.local', moduleUrl));
    return {
      command: 'npm run rekognition --',
      models: join(local, 'models'),
      state: join(local, 'rekognition'),
      customModels: join(local, 'custom-models'),
    };
  }
  const cache = environment.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  return {
    command: 'npx image-workflow-rekognition',
    models: join(cache, 'image-workflow-rekognition', 'models'),
    state: '.rekognition',
    customModels: join('.rekognition', 'custom-models'),
  };
}
