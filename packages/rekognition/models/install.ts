// The installation of the models from the command line.
//   node packages/rekognition/models/install.ts

import { fileURLToPath } from 'node:url';
import { InstallationError, installModels } from './install-models.ts';

const interrupted = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => interrupted.abort());
await installModels({
  folder: fileURLToPath(new URL('../../../.local/models', import.meta.url)),
  python: process.env.PYTHON ?? 'python3',
  onProgress: (message) => console.error(message),
  signal: interrupted.signal,
}).catch((error) => {
  if (!interrupted.signal.aborted) console.error(error instanceof InstallationError ? error.message : error);
  process.exitCode = 1;
});
