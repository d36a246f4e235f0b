// Prepares the recognition models from the command line: node local/install/models.ts <python>

import { fileURLToPath } from 'node:url';
import { installModels } from '../rekognition/models/install.ts';

const [python = 'python3'] = process.argv.slice(2);

await installModels({
  folder: fileURLToPath(new URL('../../.local/models', import.meta.url)),
  python,
  onProgress: (text: string) => console.log(text),
});
