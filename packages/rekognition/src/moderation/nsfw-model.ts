// The InceptionV3 of nsfwjs. The package is only the carrier: its own loader needs 25 s for what takes 0.3 s here.
// {@link https://github.com/GantMan/nsfw_model}

import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';
import { startTensorflow } from '../inference/tfjs.ts';

/** The model's classes in its order; the shares of one picture add up to 1. */
export const NSFW_CLASSES = ['Drawing', 'Hentai', 'Neutral', 'Porn', 'Sexy'] as const;
export type NsfwShares = Record<(typeof NSFW_CLASSES)[number], number>;

export const NSFW_INPUT_PX = 299;

const SHARDS = 6;

interface ModelFile extends Omit<tf.io.ModelArtifacts, 'weightSpecs' | 'weightData'> {
  weightsManifest: tf.io.WeightsManifestConfig;
}

const require = createRequire(import.meta.url);

export async function loadNsfwModel(): Promise<LayersModel> {
  await startTensorflow();
  // The entry file is the way in: the package's `exports` map hides the models.
  const folder = join(dirname(require.resolve('nsfwjs')), '..', 'models', 'inception_v3');
  const { weightsManifest, ...model } = requireOnce<ModelFile>(join(folder, 'model.min.js'));
  const shards = Array.from({ length: SHARDS }, (_, index) =>
    Buffer.from(requireOnce<string>(join(folder, `group1-shard${index + 1}of${SHARDS}.min.js`)), 'base64'),
  );
  return loadLayersModel({
    load: async () => ({
      ...model,
      weightSpecs: weightsManifest.flatMap((group) => group.weights),
      weightData: new Uint8Array(Buffer.concat(shards)).buffer,
    }),
  });
}

/** The modules are strings of megabytes: they are not to stay in the module cache. */
function requireOnce<Value>(path: string): Value {
  const value = require(path) as Value;
  delete require.cache[path];
  return value;
}
