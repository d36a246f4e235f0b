// Reads every box in the direction in which it makes most sense: text may stand on its head or run up a wall.

import type { Raster } from '../raster.ts';
import type { ReadBox, Reading } from './recognition.ts';
import { type RotatedBox, turned } from './rotated-box.ts';

/** A reading this sure is not tried in another direction: upside down, only a short word can reach it. */
const SURE = 0.8;

/** A single upright letter, such as I or 1, is as tall as a word that runs down: it must be surer. */
const SURE_LETTER = 0.95;

/** Another direction must be better by this much than the one that the rest of the picture suggests. */
const MARGIN = 0.05;

/** Times as high as wide: from the first on a box may hold text that runs down, from the second on it does. */
const TALL = 1.5;
const CERTAINLY_TALL = 4;

/**
 * Reads the longest boxes first: they are the surest, and how they stand tells how the shorter ones do.
 *
 * @param boxes - Pointing to the right (-45° to 45°).
 * @returns A reading of each box, its box turned to the direction of reading.
 */
export async function readBoxes(read: ReadBox, raster: Raster, boxes: RotatedBox[]): Promise<Reading[]> {
  const readings: Reading[] = [];
  const level = new Heading();
  const downwards = new Heading();
  const longest = (box: RotatedBox) => Math.max(box.width, box.height);
  for (const box of [...boxes].sort((one, other) => longest(other) - longest(one))) {
    const tallness = box.height / box.width;
    if (tallness > TALL && tallness < CERTAINLY_TALL) {
      const letter = await level.read(read, raster, box);
      const word =
        letter.confidence >= SURE_LETTER ? letter : await downwards.read(read, raster, turned(box, 1));
      readings.push(word.confidence > letter.confidence ? word : letter);
    } else if (tallness > TALL) {
      readings.push(await downwards.read(read, raster, turned(box, 1)));
    } else {
      readings.push(await level.read(read, raster, box));
    }
  }
  return readings;
}

/** Which of two opposite directions texts have been read in, and therefore which to try first. */
class Heading {
  /** Characters read for sure along the direction given, less those read against it. */
  #balance = 0;

  async read(read: ReadBox, raster: Raster, box: RotatedBox): Promise<Reading> {
    const isAgainst = this.#balance < 0;
    const expected = await read(raster, isAgainst ? turned(box, 2) : box);
    if (expected.confidence >= SURE) {
      this.#count(expected, isAgainst);
      return expected;
    }
    const opposite = await read(raster, isAgainst ? box : turned(box, 2));
    if (opposite.confidence <= expected.confidence + MARGIN) return expected;
    this.#count(opposite, !isAgainst);
    return opposite;
  }

  #count({ words, confidence }: Reading, isAgainst: boolean): void {
    if (confidence < SURE) return;
    const characters = words.reduce((sum, { text }) => sum + text.length, 0);
    this.#balance += isAgainst ? -characters : characters;
  }
}
