// The classifier: EfficientNet-Lite0 and -Lite2, the 1000 ImageNet classes.

import { join } from 'node:path';
import type { InferenceSession } from 'onnxruntime-node';
import sharp from 'sharp';
import type { Box } from '../box.ts';
import { floatOutput, floatTensor, loadOnnxSession } from '../inference/onnx.ts';
import type { Raster } from '../raster.ts';
import { type PixelRegion, toPixels } from './geometry.ts';

/** Two networks of different depth: what both see is there more often than what one sees. */
const NETWORKS = [
  { file: 'efficientnet-lite0.onnx', inputEdge: 224 },
  { file: 'efficientnet-lite2.onnx', inputEdge: 260 },
];

const NEARLY_SQUARE = 1.05; // below this ratio of the sides the centre square shows nothing new

interface Network {
  session: InferenceSession;
  inputEdge: number;
}

interface View {
  region: PixelRegion;
  isMirrored: boolean;
}

export class Classifier {
  readonly #networks: Network[];

  private constructor(networks: Network[]) {
    this.#networks = networks;
  }

  static async load(modelsFolder: string): Promise<Classifier> {
    const load = async ({ file, inputEdge }: (typeof NETWORKS)[number]) => ({
      session: await loadOnnxSession(join(modelsFolder, file)),
      inputEdge,
    });
    return new Classifier(await Promise.all(NETWORKS.map(load)));
  }

  /**
   * Looks at the whole picture, at its mirror image, and at its centre square, with both networks.
   *
   * @returns The probabilities of the 1000 classes, one list for each look.
   */
  async look(raster: Raster): Promise<Float32Array[]> {
    const whole = { left: 0, top: 0, width: raster.width, height: raster.height };
    const views = [
      { region: whole, isMirrored: false },
      { region: whole, isMirrored: true },
      ...(isNearlySquare(raster) ? [] : [{ region: centreSquare(raster), isMirrored: false }]),
    ];
    const looks: Float32Array[] = [];
    for (const network of this.#networks) {
      for (const view of views) looks.push(await classify(network, raster, view));
    }
    return looks;
  }

  /**
   * Looks at one region with both networks.
   *
   * @param box - Ratios of the picture.
   * @returns The mean probability of each of the 1000 classes.
   */
  async lookAt(raster: Raster, box: Box): Promise<Float32Array> {
    const view = { region: toPixels(box, raster), isMirrored: false };
    const looks: Float32Array[] = [];
    for (const network of this.#networks) looks.push(await classify(network, raster, view));
    return mean(looks);
  }

  async close(): Promise<void> {
    await Promise.all(this.#networks.map(({ session }) => session.release()));
  }
}

function isNearlySquare({ width, height }: Raster): boolean {
  return Math.max(width, height) < Math.min(width, height) * NEARLY_SQUARE;
}

function centreSquare({ width, height }: Raster): PixelRegion {
  const edge = Math.min(width, height);
  return {
    left: Math.floor((width - edge) / 2),
    top: Math.floor((height - edge) / 2),
    width: edge,
    height: edge,
  };
}

async function classify({ session, inputEdge }: Network, raster: Raster, view: View): Promise<Float32Array> {
  const input = floatTensor(await toInput(raster, view, inputEdge), [1, 3, inputEdge, inputEdge]);
  return softmax(floatOutput(await session.run({ input }), 'logits'));
}

/** Squeezed to a square; one plane each for red, green and blue, values as in training: (v - 127) / 128. */
async function toInput(
  { data, width, height }: Raster,
  { region, isMirrored }: View,
  edge: number,
): Promise<Float32Array> {
  const pixels = await sharp(data, { raw: { width, height, channels: 3 } })
    .extract(region)
    .resize(edge, edge, { fit: 'fill', kernel: 'cubic' })
    .flop(isMirrored)
    .raw()
    .toBuffer();
  const plane = edge * edge;
  const input = new Float32Array(3 * plane);
  for (let pixel = 0; pixel < plane; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      input[channel * plane + pixel] = ((pixels[pixel * 3 + channel] ?? 0) - 127) / 128;
    }
  }
  return input;
}

export function softmax(logits: Float32Array): Float32Array {
  const greatest = logits.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const powers = logits.map((logit) => Math.exp(logit - greatest));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

function mean(lists: readonly Float32Array[]): Float32Array {
  const sum = new Float32Array(lists[0]?.length ?? 0);
  for (const list of lists) {
    for (const [index, value] of list.entries()) sum[index] = (sum[index] ?? 0) + value / lists.length;
  }
  return sum;
}

/** The networks were trained with label smoothing: below this a class says nothing, and a thousand would add up. */
const MIN_CLASS_PROBABILITY = 0.01;

/** Probability that the picture shows one of `classes`. */
export function sumOf(probabilities: Float32Array, classes: ReadonlySet<number>): number {
  let sum = 0;
  for (const index of classes) {
    const probability = probabilities[index] ?? 0;
    if (probability >= MIN_CLASS_PROBABILITY) sum += probability;
  }
  return sum;
}
