// The engine of users' own classifiers: any ONNX model that takes one RGB picture and puts out one number a label.

import { stat } from 'node:fs/promises';
import type { InferenceSession } from 'onnxruntime-node';
import type { Engine, ImageInput } from '../inference/engine.ts';
import { floatOutput, floatTensor, loadOnnxSession } from '../inference/onnx.ts';
import type { CustomModel } from './custom-model.ts';
import { inputShapeOf, toInput } from './input.ts';

export interface CustomLabelsInput extends ImageInput {
  model: CustomModel;
}

/** @returns A share of 1 for each label, in the order of the label file. */
export async function loadCustomLabelsEngine(): Promise<Engine<CustomLabelsInput, number[]>> {
  let loaded: { key: string; session: InferenceSession } | undefined; // one at a time: memory is bounded

  async function sessionOf({ modelPath }: CustomModel): Promise<InferenceSession> {
    const { mtimeMs } = await stat(modelPath);
    const key = `${modelPath} ${mtimeMs}`;
    if (loaded?.key === key) return loaded.session;
    await loaded?.session.release();
    loaded = undefined;
    const session = await loadOnnxSession(modelPath);
    loaded = { key, session };
    return session;
  }

  return {
    async run({ image, model }) {
      const session = await sessionOf(model);
      const shape = inputShapeOf(session, model);
      const input = floatTensor(toInput(image, shape, model), shape.dims);
      const outputs = await session.run({ [shape.name]: input });
      const scores = floatOutput(outputs, session.outputNames[0] as string);
      if (scores.length !== model.labels.length) {
        throw new Error(
          `Expected ${scores.length} labels, one for each output of ${model.modelPath}, but found ${model.labels.length}`,
        );
      }
      return toShares(Array.from(scores), model.output);
    },
    async close() {
      await loaded?.session.release();
    },
  };
}

function toShares(scores: number[], output: CustomModel['output']): number[] {
  if (output === 'probabilities') return scores;
  if (output === 'sigmoid') return scores.map((score) => 1 / (1 + Math.exp(-score)));
  const largest = Math.max(...scores); // keeps the exponentials finite
  const weights = scores.map((score) => Math.exp(score - largest));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}
