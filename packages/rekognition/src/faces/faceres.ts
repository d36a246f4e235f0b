// FaceRes: who it is, how old, man or woman.
// {@link https://github.com/HSE-asavchenko/HSE_FaceRec_tf}

import { join } from 'node:path';
import { floatOutput, loadOnnxSession, runOnSquare } from '../inference/onnx.ts';
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
  identify(photo: Raster, mesh: Mesh): Promise<Identity>;
  close(): Promise<void>;
}

const INPUT_PX = 224;
const MEAN_BGR = [103.939, 116.779, 123.68]; // of ImageNet, what the network was trained with

export async function loadFaceRes(modelsFolder: string): Promise<Identifier> {
  const session = await loadOnnxSession(join(modelsFolder, 'faceres.onnx'));
  return {
    async identify(photo, mesh) {
      const input = toInput(alignedCrop(photo, mesh, INPUT_PX));
      const outputs = await runOnSquare(session, input, INPUT_PX);
      return {
        embedding: normalize(floatOutput(outputs, 'embedding')),
        ageYears: likeliestAge(floatOutput(outputs, 'ages')),
        maleScore: floatOutput(outputs, 'gender')[0] as number,
      };
    },
    close: () => session.release(),
  };
}

/** Planes of red, green and blue become planes of blue, green and red, each less its mean. */
function toInput(planes: Float32Array): Float32Array {
  const plane = planes.length / 3;
  const input = new Float32Array(planes.length);
  MEAN_BGR.forEach((mean, channel) => {
    const from = (2 - channel) * plane;
    input.set(
      planes.subarray(from, from + plane).map((value) => value - mean),
      channel * plane,
    );
  });
  return input;
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
