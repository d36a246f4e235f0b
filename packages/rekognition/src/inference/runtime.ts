// Where onnxruntime comes from. As a dependency its install script would fetch 300 MB for graphics cards, and fail without
// a network: so the package has the installation of the models fetch it, without that script.

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

export type Onnx = typeof import('onnxruntime-node');

const PACKAGE = 'onnxruntime-node';
const requireHere = createRequire(import.meta.url);

/** Whether onnxruntime can be loaded without a copy in the models folder: so it is in a checkout. */
export function isRuntimeADependency(): boolean {
  try {
    requireHere.resolve(PACKAGE);
    return true;
  } catch {
    return false;
  }
}

/** Whether the models folder holds a copy of onnxruntime for this machine. */
export function isRuntimeIn(modelsFolder: string): boolean {
  const binary = join('bin/napi-v6', process.platform, process.arch, 'onnxruntime_binding.node');
  return existsSync(join(modelsFolder, 'runtime/node_modules', PACKAGE, binary));
}

/** @param modelsFolder - Looked into where onnxruntime is no dependency. */
export function loadRuntime(modelsFolder: string | undefined): Onnx {
  if (modelsFolder === undefined || isRuntimeADependency()) return requireHere(PACKAGE) as Onnx;
  return createRequire(join(modelsFolder, 'runtime/package.json'))(PACKAGE) as Onnx;
}
