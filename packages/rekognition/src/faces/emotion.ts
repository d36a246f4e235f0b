// Which of seven expressions a face shows.
// {@link https://github.com/oarriaga/face_classification}

import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { humanModelsFolder, loadGraphModelFile } from '../inference/tfjs.ts';
import type { Raster } from '../raster.ts';
import { alignedCrop } from './alignment.ts';
import type { Mesh } from './facemesh.ts';

/** The model's classes in its order, by the service's names. It has no CONFUSED. */
const EMOTIONS = ['ANGRY', 'DISGUSTED', 'FEAR', 'HAPPY', 'SAD', 'SURPRISED', 'CALM'] as const;
export type EmotionType = (typeof EMOTIONS)[number];

/** Shares of 1. */
export type EmotionScores = Record<EmotionType, number>;

export interface EmotionReader {
  read(photo: Raster, mesh: Mesh): EmotionScores;
  close(): void;
}

const INPUT_PX = 64;
const LUMA = [0.2989, 0.587, 0.114]; // the model reads grey pictures

export async function loadEmotion(): Promise<EmotionReader> {
  const model = await loadGraphModelFile(join(humanModelsFolder, 'emotion.json'));
  return {
    read(photo, mesh) {
      const pixels = alignedCrop(photo, mesh, INPUT_PX);
      const scores = tf.tidy(() => {
        const rgb = tf.div(tf.tensor4d(pixels, [1, INPUT_PX, INPUT_PX, 3]), 255);
        const grey = tf.sum(tf.mul(rgb, LUMA), 3, true);
        const output = model.execute(tf.mul(tf.sub(grey, 0.5), 2)) as tf.Tensor;
        return output.dataSync() as Float32Array;
      });
      return Object.fromEntries(
        EMOTIONS.map((type, index) => [type, scores[index] as number]),
      ) as EmotionScores;
    },
    close() {
      model.dispose();
    },
  };
}
