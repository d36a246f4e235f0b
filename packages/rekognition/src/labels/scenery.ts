// What a whole picture shows that neither network has a class for: sky, trees, water, buildings, indoors or outdoors.

import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { logistic } from './calibration.ts';

export interface SceneryLabel {
  /** A name of the taxonomy. */
  name: string;
  /** Percent. */
  confidence: number;
}

const headsSchema = z.object({
  labels: z.array(z.object({ name: z.string(), bias: z.number() })).min(1),
  /** Weights, one row for each label, as little-endian float16. */
  float16: z.base64(),
});

/** Bytes of a float16. */
const HALF = 2;

/**
 * Linear heads on what the classifier's networks see before they decide: where they come from is said in the file.
 * The features of both networks, each the mean of its looks, stand one after the other.
 */
export class Scenery {
  readonly #labels: readonly { name: string; bias: number }[];
  readonly #weights: Float32Array;

  private constructor(labels: readonly { name: string; bias: number }[], weights: Float32Array) {
    this.#labels = labels;
    this.#weights = weights;
  }

  static async load(): Promise<Scenery> {
    const text = await readFile(new URL('./scenery-heads.json', import.meta.url), 'utf8');
    const { labels, float16 } = headsSchema.parse(JSON.parse(text));
    return new Scenery(labels, readHalves(Buffer.from(float16, 'base64')));
  }

  /**
   * @param features - What the networks see before they decide.
   * @param probabilities - Their mean probability of each class.
   * @throws {RangeError} When there are not as many features as each head has weights.
   */
  see(features: Float32Array, probabilities: Float32Array): SceneryLabel[] {
    const count = this.#weights.length / this.#labels.length;
    if (features.length !== count)
      throw new RangeError(`Expected ${count} features but received ${features.length}`);
    const scores = this.#labels.map(({ name, bias }, label) => {
      let score = bias;
      for (let at = 0; at < count; at++) {
        score += (this.#weights[label * count + at] as number) * (features[at] as number);
      }
      if (name === 'Sand') score += sandbarEvidence(probabilities);
      return { name, score: score + (CORRECTION[name] ?? 0) };
    });
    return bounded(scores).map(({ name, score }) => ({ name, confidence: logistic(score) }));
  }
}

interface Score {
  name: string;
  score: number;
}

/** Added to a head's score so that it is right as often as it says: those that saw few examples are too sure. */
const CORRECTION: Readonly<Record<string, number>> = {
  City: -2.2,
  Grass: -1,
  Indoors: -0.3,
  Plant: -0.3,
  Road: -1,
  Room: -1.5,
  Sand: 2,
  Snow: -0.7,
  Tree: -0.5,
  Water: -0.5,
};

const SANDBAR = 977; // of the ImageNet classes

/** The head of sand saw few dunes, but both networks know sandbars: together they are right far more often. */
function sandbarEvidence(probabilities: Float32Array): number {
  return 1.3 * Math.log(Math.max(probabilities[SANDBAR] ?? 0, 1e-4) / 0.02);
}

/** What tells that a picture is of the outside. */
const OUTSIDE = [
  'Sky',
  'Tree',
  'Plant',
  'Grass',
  'Snow',
  'Sand',
  'Water',
  'Building',
  'City',
  'Road',
  'Mountain',
];

/** How much surer the outside may be than the surest thing that is there. */
const BEYOND_EVIDENCE = 1.5;

/** A thing on a plain ground is of no place, but the outside to a head that saw few of them: then it needs evidence. */
function bounded(scores: readonly Score[]): Score[] {
  const evidence = Math.max(...scores.filter(({ name }) => OUTSIDE.includes(name)).map(({ score }) => score));
  return scores.map(({ name, score }) => ({
    name,
    score: name === 'Outdoors' ? Math.min(score, evidence + BEYOND_EVIDENCE) : score,
  }));
}

/** {@link https://en.wikipedia.org/wiki/Half-precision_floating-point_format} */
function readHalves(bytes: Buffer): Float32Array {
  return Float32Array.from({ length: bytes.length / HALF }, (_, index) => {
    const half = bytes.readUInt16LE(index * HALF);
    const sign = half & 0x8000 ? -1 : 1;
    const exponent = (half >> 10) & 0x1f;
    const fraction = half & 0x3ff;
    return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
  });
}
