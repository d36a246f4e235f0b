// Text recognition: what one box says.

import type { InferenceSession } from 'onnxruntime-node';
import { floatOutput, floatTensor } from '../inference/onnx.ts';
import type { Raster } from '../raster.ts';
import { CROP_HEIGHT, cropText } from './crop.ts';
import { decodeCtc } from './ctc.ts';
import type { RotatedBox } from './rotated-box.ts';
import { meanConfidence, toWords, type Word } from './words.ts';

export interface Reading {
  /** Pointing in the direction of reading. */
  box: RotatedBox;
  words: Word[];
  /** Mean probability of all characters, 0 to 1. */
  confidence: number;
}

export type ReadBox = (raster: Raster, box: RotatedBox) => Promise<Reading>;

/** @param alphabet - The text of each of the model's classes. */
export function boxReader(session: InferenceSession, alphabet: string[]): ReadBox {
  return async (raster, box) => {
    const crop = cropText(raster, box);
    const input = floatTensor(crop.planes, [1, 3, CROP_HEIGHT, crop.width]);
    const outputs = await session.run({ [session.inputNames[0] as string]: input });
    const data = floatOutput(outputs, session.outputNames[0] as string); // probabilities: the model ends in a soft-max
    const steps = (data.length / alphabet.length) * (crop.textWidth / crop.width);
    const characters = decodeCtc(data, alphabet).filter(({ start }) => start < steps); // what is read in the padding is none
    return {
      box,
      words: toWords(characters, steps),
      confidence: meanConfidence(characters),
    };
  };
}

/** One key a line; before them the class that says "nothing new", after them the space. */
export function toAlphabet(keys: string): string[] {
  return ['', ...keys.replace(/\n$/, '').split('\n'), ' '];
}
