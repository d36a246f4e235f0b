// The text engine: PP-OCRv6, one model that finds text and one that reads it.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Engine, ImageInput } from '../inference/engine.ts';
import { loadOnnxSession } from '../inference/onnx.ts';
import { DECODED_EDGE, type Raster } from '../raster.ts';
import { toBoxes, toPicture } from './detection.ts';
import { readBoxes } from './directions.ts';
import { mapText } from './probability-map.ts';
import { runsVertically, turnBoxBack, turnLeft } from './quarter-turn.ts';
import { inReadingOrder } from './reading-order.ts';
import { boxReader, type Reading, toAlphabet } from './recognition.ts';
import { corners, holds, type Point, type RotatedBox, sliceOfBox } from './rotated-box.ts';

/** A line of text: words in order of reading. */
export interface TextLine {
  words: TextWord[];
}

export interface TextWord {
  text: string;
  /** Percent: mean probability of its characters. */
  confidence: number;
  /** Four corners as ratios of the picture, in order of reading: start and end above the letters, end and start below. */
  polygon: Point[];
}

/** Long edge, in pixels, of the picture that letters are read from. */
const READING_EDGE = DECODED_EDGE;

/** Long edge of the first look. It finds letters that are 4 px high there: the print of a newspaper page. */
const FIRST_LOOK_EDGE = 1280;

/** Where so many lines are this small at the first look, there is likely smaller print: a closer look pays. */
const SMALL_PRINT_LINES = 3;
const SMALL_PRINT_HEIGHT = 14; // pixels of the first look

/** @param modelsFolder - Holds `ppocrv6-det.onnx`, `ppocrv6-rec.onnx` and `ppocrv6-keys.txt`. */
export async function loadTextEngine(modelsFolder: string): Promise<Engine<ImageInput, TextLine[]>> {
  const detector = await loadOnnxSession(join(modelsFolder, 'ppocrv6-det.onnx'));
  const recognizer = await loadOnnxSession(join(modelsFolder, 'ppocrv6-rec.onnx'));
  const read = boxReader(
    recognizer,
    toAlphabet(await readFile(join(modelsFolder, 'ppocrv6-keys.txt'), 'utf8')),
  );

  async function find(raster: Raster, longEdge: number): Promise<RotatedBox[]> {
    const map = await mapText(detector, raster, longEdge);
    return toPicture(toBoxes(map), map, raster);
  }

  async function readPicture(raster: Raster, boxes: RotatedBox[]): Promise<Reading[]> {
    const readings = (await readBoxes(read, raster, boxes)).filter(isText);
    if (!hasSmallPrint(readings, raster)) return readings;

    const more = (await find(raster, READING_EDGE)).filter(
      (box) => !readings.some((reading) => overlaps(reading.box, box)),
    );
    return [...readings, ...(await readBoxes(read, raster, more)).filter(isText)];
  }

  return {
    async run({ image: raster }) {
      const boxes = await find(raster, FIRST_LOOK_EDGE);
      if (!runsVertically(boxes)) return toLines(await readPicture(raster, boxes), raster);

      const turned = turnLeft(raster);
      const readings = await readPicture(turned, await find(turned, FIRST_LOOK_EDGE));
      return toLines(
        readings.map((reading) => ({ ...reading, box: turnBoxBack(reading.box, raster.width) })),
        raster,
      );
    },

    async close() {
      await detector.release();
      await recognizer.release();
    },
  };
}

/** Short readings must be surer: any mark looks like some letter. Of 30 words that this drops 29 were wrong. */
function isText({ words, confidence }: Reading): boolean {
  const text = words.map((word) => word.text).join('');
  return /[\p{L}\p{N}]/u.test(text) && confidence >= 0.65 + 0.3 / text.length;
}

function hasSmallPrint(readings: Reading[], { width, height }: Raster): boolean {
  const longEdge = Math.max(width, height);
  if (longEdge <= FIRST_LOOK_EDGE) return false;
  const limit = (SMALL_PRINT_HEIGHT * longEdge) / FIRST_LOOK_EDGE;
  return readings.filter(({ box }) => box.height < limit).length >= SMALL_PRINT_LINES;
}

function overlaps(one: RotatedBox, other: RotatedBox): boolean {
  return (
    holds(one, { x: other.centerX, y: other.centerY }) || holds(other, { x: one.centerX, y: one.centerY })
  );
}

function toLines(readings: Reading[], raster: Raster): TextLine[] {
  return inReadingOrder(readings).map(({ box, words }) => ({
    words: words.map(({ text, confidence, from, to }) => ({
      text,
      confidence: Math.min(100, 100 * confidence), // the sum of a soft-max may round to more than 1
      polygon: corners(sliceOfBox(box, from, to)).map((point) => toRatios(point, raster)),
    })),
  }));
}

/** Clipped to the picture: a box grows past the edge where text touches it. */
function toRatios({ x, y }: Point, { width, height }: Raster): Point {
  return { x: Math.min(1, Math.max(0, x / width)), y: Math.min(1, Math.max(0, y / height)) };
}
