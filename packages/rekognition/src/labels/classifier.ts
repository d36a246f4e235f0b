// The classifier: EfficientNet-Lite0 and -Lite2, the 1000 ImageNet classes.

import { join } from 'node:path';
import type { InferenceSession } from 'onnxruntime-node';
import sharp from 'sharp';
import type { Box } from '../box.ts';
import { floatOutput, loadOnnxSession, runOnSquare } from '../inference/onnx.ts';
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

/** What one network makes of one region. */
interface Look {
  /** Of the 1000 classes. */
  probabilities: Float32Array;
  /** What the network sees before it decides on a class. */
  features: Float32Array;
}

/** What both networks make of a whole picture. */
export interface PictureLooks {
  /** The probabilities of the 1000 classes, one list for each look. */
  looks: Float32Array[];
  /** The features of the first network, then those of the second, each the mean of its looks. */
  features: Float32Array;
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

  /** Looks at the whole picture and at its centre square, with both networks. */
  async look(raster: Raster): Promise<PictureLooks> {
    const whole = { left: 0, top: 0, width: raster.width, height: raster.height };
    const regions = isNearlySquare(raster) ? [whole] : [whole, centreSquare(raster)];
    const looks: Float32Array[] = [];
    const features: number[] = [];
    for (const network of this.#networks) {
      const ofNetwork: Look[] = [];
      for (const region of regions) ofNetwork.push(await classify(network, raster, region));
      looks.push(...ofNetwork.map(({ probabilities }) => probabilities));
      features.push(...mean(ofNetwork.map((look) => look.features)));
    }
    return { looks, features: Float32Array.from(features) };
  }

  /**
   * Looks at one region with both networks.
   *
   * @param box - Ratios of the picture.
   * @returns The mean probability of each of the 1000 classes.
   */
  async lookAt(raster: Raster, box: Box): Promise<Float32Array> {
    const region = toPixels(box, raster);
    const looks: Float32Array[] = [];
    for (const network of this.#networks) {
      looks.push((await classify(network, raster, region)).probabilities);
    }
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

async function classify({ session, inputEdge }: Network, raster: Raster, region: PixelRegion): Promise<Look> {
  const outputs = await runOnSquare(session, await toInput(raster, region, inputEdge), inputEdge);
  return {
    probabilities: softmax(floatOutput(outputs, 'logits')),
    features: floatOutput(outputs, 'features'),
  };
}

/** Squeezed to a square; one plane each for red, green and blue, values as in training: (v - 127) / 128. */
async function toInput(
  { data, width, height }: Raster,
  region: PixelRegion,
  edge: number,
): Promise<Float32Array> {
  const pixels = await sharp(data, { raw: { width, height, channels: 3 } })
    .extract(region)
    .resize(edge, edge, { fit: 'fill', kernel: 'cubic' })
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

/** Element by element. */
export function mean(lists: readonly Float32Array[]): Float32Array {
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

/** Of a class that mere patterns are taken for. */
const TRUST_IN_PATTERNS = 0.5;

/** Probability that the picture shows a label, as far as the classifier's word is worth it. */
export function evidenceOf(
  probabilities: Float32Array,
  { classes, patterns }: { classes: ReadonlySet<number>; patterns: ReadonlySet<number> },
): number {
  return sumOf(probabilities, classes) - (1 - TRUST_IN_PATTERNS) * sumOf(probabilities, patterns);
}
