// TensorFlow.js graph models from files, on the WebAssembly backend. Import only inside a worker thread:
// the backend installs process-wide error handlers that rethrow.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { type GraphModel, loadGraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';

const require = createRequire(import.meta.url);

/** Where @vladmandic/human keeps its models: its `exports` map hides them, so the entry file is the way in. */
export const humanModelsFolder = join(dirname(require.resolve('@vladmandic/human')), '..', 'models');

let ready: Promise<void> | undefined;

/** Starts the WebAssembly backend, once per thread. Call before the first tensor. */
export function startTensorflow(): Promise<void> {
  ready ??= start();
  return ready;
}

async function start(): Promise<void> {
  const backend = dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json'));
  setWasmPaths(`${join(backend, 'dist')}/`);
  tf.enableProdMode();
  await tf.setBackend('wasm');
  await tf.ready();
}

interface ModelFile extends Omit<tf.io.ModelArtifacts, 'weightSpecs' | 'weightData'> {
  weightsManifest: tf.io.WeightsManifestConfig;
}

/** Loads `model.json` and its weight files; tfjs itself has no file loader outside tfjs-node. */
export async function loadGraphModelFile(path: string): Promise<GraphModel> {
  await startTensorflow();
  return loadGraphModel({ load: () => readModelFile(path) });
}

async function readModelFile(path: string): Promise<tf.io.ModelArtifacts> {
  const { weightsManifest, ...model } = JSON.parse(await readFile(path, 'utf8')) as ModelFile;
  const files = weightsManifest.flatMap((group) => group.paths);
  const weights = Buffer.concat(await Promise.all(files.map((file) => readFile(join(dirname(path), file)))));
  return {
    ...model,
    weightSpecs: weightsManifest.flatMap((group) => group.weights),
    weightData: new Uint8Array(weights).buffer,
  };
}
