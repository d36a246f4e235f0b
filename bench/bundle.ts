// How template.yaml has SAM bundle the functions.

import type { BuildOptions } from 'esbuild';

/** sharp comes from a layer, and is found in node_modules here. */
export const BUNDLE = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node24',
  minify: true,
  mainFields: ['module', 'main'],
  external: ['sharp'],
} satisfies BuildOptions;
