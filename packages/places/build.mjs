// node build.mjs <folder>: makes the module `@image-workflow/places/data` of PlacesLayer, with the places packed.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packPlaces } from './src/pack.mjs';

const DATA = `exports.readPlaces = () => require('node:fs').readFileSync(require('node:path').join(__dirname, 'places.bin'));
`;

const [folder] = process.argv.slice(2);
if (!folder) throw new Error('Expected a folder: node build.mjs <folder>');
writeFileSync(join(folder, 'places.bin'), packPlaces());
writeFileSync(join(folder, 'data.cjs'), DATA);
writeFileSync(
  join(folder, 'package.json'),
  JSON.stringify({ name: '@image-workflow/places', exports: { './data': './data.cjs' } }),
);
