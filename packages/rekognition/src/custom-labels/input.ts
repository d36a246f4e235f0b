// A picture as the input that a user's model asks for.

import type { InferenceSession } from 'onnxruntime-node';
import type { Raster } from '../raster.ts';
import type { CustomModel } from './custom-model.ts';

export interface InputShape {
  name: string;
  dims: number[];
  sizePx: number;
  /** Channels before rows, as PyTorch has it, or after columns, as TensorFlow has it. */
  channelsFirst: boolean;
}

/** @throws {Error} When the model takes no single square RGB picture, or its size is not known. */
export function inputShapeOf(
  session: Pick<InferenceSession, 'inputMetadata'>,
  { inputPx, modelPath }: CustomModel,
): InputShape {
  const [input, ...others] = session.inputMetadata;
  const shape = input?.isTensor && others.length === 0 ? input.shape : [];
  const channelsFirst = shape.length === 4 && shape[1] === 3;
  const channelsLast = shape.length === 4 && shape[3] === 3;
  const edge = channelsFirst ? shape[2] : shape[1];
  const sizePx = typeof edge === 'number' && edge > 0 ? edge : inputPx;
  if (!input || !(channelsFirst || channelsLast)) {
    throw new Error(
      `Expected one input of 1×3×height×width or 1×height×width×3 in ${modelPath} but found ${JSON.stringify(shape)}`,
    );
  }
  if (sizePx === undefined) throw new Error(`Expected \`inputPx\`: ${modelPath} leaves its size open`);
  const dims = channelsFirst ? [1, 3, sizePx, sizePx] : [1, sizePx, sizePx, 3];
  return { name: input.name, dims, sizePx, channelsFirst };
}

/** Squeezes or cuts the picture to a square, with the mean of all pixels that one of the input covers. */
export function toInput(
  photo: Raster,
  { sizePx, channelsFirst }: InputShape,
  { fit, mean, std }: Pick<CustomModel, 'fit' | 'mean' | 'std'>,
): Float32Array {
  const edge = Math.min(photo.width, photo.height);
  const width = fit === 'center' ? edge : photo.width;
  const height = fit === 'center' ? edge : photo.height;
  const left = (photo.width - width) / 2;
  const top = (photo.height - height) / 2;
  const input = new Float32Array(3 * sizePx * sizePx);
  for (let row = 0; row < sizePx; row++) {
    const rows = rangeOf(top, height, row, sizePx);
    for (let column = 0; column < sizePx; column++) {
      const columns = rangeOf(left, width, column, sizePx);
      for (let channel = 0; channel < 3; channel++) {
        const value = meanOf(photo, columns, rows, channel) / 255;
        const at = channelsFirst
          ? (channel * sizePx + row) * sizePx + column
          : (row * sizePx + column) * 3 + channel;
        input[at] = (value - (mean[channel] as number)) / (std[channel] as number);
      }
    }
  }
  return input;
}

/** Which pixels the `index`th of `count` equal parts covers: at least one. */
function rangeOf(start: number, length: number, index: number, count: number): [number, number] {
  const from = Math.floor(start + (length * index) / count);
  return [from, Math.max(from + 1, Math.floor(start + (length * (index + 1)) / count))];
}

function meanOf(
  { data, width }: Raster,
  [left, right]: [number, number],
  [top, bottom]: [number, number],
  channel: number,
): number {
  let sum = 0;
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) sum += data[(y * width + x) * 3 + channel] as number;
  }
  return sum / ((right - left) * (bottom - top));
}
