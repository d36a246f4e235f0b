// Builds dist/, what the package ships: Node strips no types below node_modules.
//   npm pack      runs it first, by `prepack`

import { cp, mkdir, readdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const inPackage = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));

/** Files that the code reads beside itself. */
const RECIPE = /\.(py|txt|md)$/;

await rm(inPackage('dist'), { recursive: true, force: true });
await mkdir(inPackage('dist'));
await build({
  entryPoints: [inPackage('src/main.ts'), inPackage('src/inference/worker.ts')],
  outdir: inPackage('dist'),
  entryNames: '[name]', // all in one folder, so that each finds the others and what is read beside it
  bundle: true,
  splitting: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node20',
});
for (const name of await readdir(inPackage('models'))) {
  if (RECIPE.test(name)) await cp(inPackage(`models/${name}`), inPackage(`dist/${name}`));
}
await cp(inPackage('src/labels/scenery-heads.json'), inPackage('dist/scenery-heads.json'));
