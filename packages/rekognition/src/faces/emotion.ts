// Which of seven expressions a face shows.
// {@link https://github.com/oarriaga/face_classification}

import { join } from 'node:path';
import { floatOutput, loadOnnxSession, runOnSquare } from '../inference/onnx.ts';
import type { Raster } from '../raster.ts';
import { alignedCrop } from './alignment.ts';
import type { Mesh } from './facemesh.ts';

/** The model's classes in its order, by the service's names. It has no CONFUSED. */
const EMOTIONS = ['ANGRY', 'DISGUSTED', 'FEAR', 'HAPPY', 'SAD', 'SURPRISED', 'CALM'] as const;
export type EmotionType = (typeof EMOTIONS)[number];

/** Shares of 1. */
export type EmotionScores = Record<EmotionType, number>;

export interface EmotionReader {
  read(photo: Raster, mesh: Mesh): Promise<EmotionScores>;
  close(): Promise<void>;
}

const INPUT_PX = 64;
const [RED, GREEN, BLUE] = [0.2989, 0.587, 0.114]; // the model reads grey pictures

export async function loadEmotion(modelsFolder: string): Promise<EmotionReader> {
  const session = await loadOnnxSession(join(modelsFolder, 'emotion.onnx'));
  return {
    async read(photo, mesh) {
      const input = toInput(alignedCrop(photo, mesh, INPUT_PX));
      const scores = floatOutput(await runOnSquare(session, input, INPUT_PX), 'emotions');
      return Object.fromEntries(
        EMOTIONS.map((type, index) => [type, scores[index] as number]),
      ) as EmotionScores;
    },
    close: () => session.release(),
  };
}

/** Grey, from -1 to 1. */
function toInput(planes: Float32Array): Float32Array {
  const plane = planes.length / 3;
  return planes.subarray(0, plane).map((red, at) => {
    const grey =
      RED * red + GREEN * (planes[plane + at] as number) + BLUE * (planes[2 * plane + at] as number);
    return (2 * grey) / 255 - 1;
  });
}
