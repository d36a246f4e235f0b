// The classifier: EfficientNet-Lite0 and -Lite2, the 1000 ImageNet classes, averaged.

import { join } from 'node:path';
import type { InferenceSession } from 'onnxruntime-node';
import sharp, { type Region } from 'sharp';
import { floatOutput, floatTensor, loadOnnxSession } from '../inference/onnx.ts';
import type { Raster } from '../raster.ts';

const NETWORKS = [
  { file: 'efficientnet-lite0.onnx', inputEdge: 224 },
  { file: 'efficientnet-lite2.onnx', inputEdge: 260 },
]; // together a third more right labels than Lite2 alone, at the same precision

const NEARLY_SQUARE = 1.05; // below this ratio of the sides the centre square shows nothing new

interface Network {
  session: InferenceSession;
  inputEdge: number;
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
   * Looks at the whole picture, squeezed to a square, and at its centre square.
   *
   * @returns The probability of each of the 1000 classes: the mean of both views and both networks.
   */
  async classify(raster: Raster): Promise<Float32Array> {
    const { width, height } = raster;
    const edge = Math.min(width, height);
    const whole = { left: 0, top: 0, width, height };
    const centre = {
      left: Math.floor((width - edge) / 2),
      top: Math.floor((height - edge) / 2),
      width: edge,
      height: edge,
    };
    const views = Math.max(width, height) < edge * NEARLY_SQUARE ? [whole] : [whole, centre];

    const results: Float32Array[] = [];
    for (const view of views) results.push(await this.classifyRegion(raster, view));
    return mean(results);
  }

  /** The same for one region, in pixels. */
  async classifyRegion(raster: Raster, region: Region): Promise<Float32Array> {
    const results: Float32Array[] = [];
    for (const { session, inputEdge } of this.#networks) {
      const input = floatTensor(await toInput(raster, region, inputEdge), [1, 3, inputEdge, inputEdge]);
      results.push(softmax(floatOutput(await session.run({ input }), 'logits')));
    }
    return mean(results);
  }

  async close(): Promise<void> {
    await Promise.all(this.#networks.map(({ session }) => session.release()));
  }
}

/** One plane each for red, green and blue, values as the networks were trained: (v - 127) / 128. */
async function toInput({ data, width, height }: Raster, region: Region, edge: number): Promise<Float32Array> {
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

function mean(vectors: Float32Array[]): Float32Array {
  const sum = new Float32Array(vectors[0]?.length ?? 0);
  for (const vector of vectors) {
    for (const [index, value] of vector.entries()) sum[index] = (sum[index] ?? 0) + value / vectors.length;
  }
  return sum;
}
