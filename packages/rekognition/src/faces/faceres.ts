// FaceRes: who it is, how old, man or woman.
// {@link https://github.com/HSE-asavchenko/HSE_FaceRec_tf}

import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { humanModelsFolder, loadGraphModelFile } from '../inference/tfjs.ts';
import type { Raster } from '../raster.ts';
import { alignedCrop } from './alignment.ts';
import type { Mesh } from './facemesh.ts';

export interface Identity {
  /** 1024 numbers of length 1: the cosine of two faces is their dot product. */
  embedding: Float32Array;
  ageYears: number;
  /** 0 woman to 1 man, as the model was taught to see it. */
  maleScore: number;
}

export interface Identifier {
  identify(photo: Raster, mesh: Mesh): Identity;
  close(): void;
}

const INPUT_PX = 224;
const MEAN_BGR = [103.939, 116.779, 123.68]; // of ImageNet, what the network was trained with

export async function loadFaceRes(): Promise<Identifier> {
  const model = await loadGraphModelFile(join(humanModelsFolder, 'faceres.json'));
  return {
    identify(photo, mesh) {
      const pixels = alignedCrop(photo, mesh, INPUT_PX);
      return tf.tidy(() => {
        const rgb = tf.tensor4d(pixels, [1, INPUT_PX, INPUT_PX, 3]);
        const input = tf.sub(tf.reverse(rgb, 3), MEAN_BGR);
        const outputs = model.execute(input, [
          'global_pooling/Mean',
          'age_pred/Softmax:0',
          'gender_pred/Sigmoid:0',
        ]) as [tf.Tensor, tf.Tensor, tf.Tensor];
        const [embedding, ages, gender] = outputs.map((output) => output.dataSync() as Float32Array) as [
          Float32Array,
          Float32Array,
          Float32Array,
        ];
        return {
          embedding: normalize(embedding),
          ageYears: likeliestAge(ages),
          maleScore: gender[0] as number,
        };
      });
    },
    close() {
      model.dispose();
    },
  };
}

function normalize(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

/** The mean of the two likeliest ages. `probabilities[0]` is age 1. */
function likeliestAge(probabilities: Float32Array): number {
  const [first, second] = Array.from(probabilities, (probability, index) => ({ probability, age: index + 1 }))
    .sort((a, b) => b.probability - a.probability)
    .slice(0, 2) as [{ probability: number; age: number }, { probability: number; age: number }];
  return (
    (first.probability * first.age + second.probability * second.age) /
    (first.probability + second.probability)
  );
}
