// The moderation engine: how much a picture looks like each of five classes.

import * as tf from '@tensorflow/tfjs-core';
import type { Engine, ImageInput } from '../inference/engine.ts';
import { decodeImage } from '../raster.ts';
import { loadNsfwModel, NSFW_CLASSES, NSFW_INPUT_PX, type NsfwShares } from './nsfw-model.ts';

/** The service's own bound for this operation. {@link https://docs.aws.amazon.com/rekognition/latest/dg/limits.html} */
const MAX_SOURCE_EDGE = 10_000;
const MAX_EDGE = 800; // what the model's 299 px are then taken from, as the model was tried

export async function loadModerationEngine(): Promise<Engine<ImageInput, NsfwShares>> {
  const model = await loadNsfwModel();
  return {
    async run({ bytes }) {
      const photo = await decodeImage(bytes, { maxEdge: MAX_EDGE, maxSourceEdge: MAX_SOURCE_EDGE });
      const shares = tf.tidy(() => {
        const pixels = tf.tensor3d(photo.data, [photo.height, photo.width, 3], 'int32');
        const square = tf.image.resizeBilinear(
          tf.div<tf.Tensor3D>(pixels, 255),
          [NSFW_INPUT_PX, NSFW_INPUT_PX],
          true,
        );
        return (model.predict(tf.expandDims(square)) as tf.Tensor).dataSync();
      });
      return Object.fromEntries(
        NSFW_CLASSES.map((name, index) => [name, shares[index] as number]),
      ) as NsfwShares;
    },
    async close() {
      model.dispose();
    },
  };
}
