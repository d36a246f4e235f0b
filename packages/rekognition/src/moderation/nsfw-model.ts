// The InceptionV3 of nsfwjs: how much a picture looks like each of five classes.
// {@link https://github.com/GantMan/nsfw_model}

import { join } from 'node:path';
import sharp from 'sharp';
import { floatOutput, loadOnnxSession, runOnSquare } from '../inference/onnx.ts';
import type { Raster } from '../raster.ts';

/** The model's classes in its order; the shares of one picture add up to 1. */
export const NSFW_CLASSES = ['Drawing', 'Hentai', 'Neutral', 'Porn', 'Sexy'] as const;
export type NsfwShares = Record<(typeof NSFW_CLASSES)[number], number>;

export interface NsfwModel {
  look(photo: Raster): Promise<NsfwShares>;
  close(): Promise<void>;
}

const INPUT_PX = 299;

export async function loadNsfwModel(modelsFolder: string): Promise<NsfwModel> {
  const session = await loadOnnxSession(join(modelsFolder, 'nsfw-inception-v3.onnx'));
  return {
    async look(photo) {
      const shares = floatOutput(await runOnSquare(session, await toInput(photo), INPUT_PX), 'shares');
      return Object.fromEntries(
        NSFW_CLASSES.map((name, index) => [name, shares[index] as number]),
      ) as NsfwShares;
    },
    close: () => session.release(),
  };
}

/** Squeezed to a square, planes of red, green and blue from 0 to 1. */
async function toInput({ data, width, height }: Raster): Promise<Float32Array> {
  const pixels = await sharp(data, { raw: { width, height, channels: 3 } })
    .resize(INPUT_PX, INPUT_PX, { fit: 'fill', kernel: 'linear' })
    .raw()
    .toBuffer();
  const plane = INPUT_PX ** 2;
  const input = new Float32Array(3 * plane);
  for (let pixel = 0; pixel < plane; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      input[channel * plane + pixel] = (pixels[3 * pixel + channel] as number) / 255;
    }
  }
  return input;
}
