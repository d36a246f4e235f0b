// Text detection: from the probability map to boxes around pieces of text.

import type { ProbabilityMap } from './probability-map.ts';
import { findRegions, type Region } from './regions.ts';
import { grown, type RotatedBox, scaled } from './rotated-box.ts';
import { boxAlong, smallestBox } from './smallest-box.ts';

/** Pixels above it may be text: PP-OCR's setting. */
const PIXEL_THRESHOLD = 0.3;

/** Mean of a region's pixels; PP-OCR has 0.6. Lower keeps faint text, and reading it sorts out what is none. */
const REGION_THRESHOLD = 0.5;

/**
 * The detector marks the core of a text; the box is its core grown by area × ratio ÷ perimeter on each side.
 * Measured on 26 pictures with 800 words: 1.4 reads 80.6 % of the words, 1.0 80.4 %, 1.6 78.7 %, 2.0 76.6 %.
 */
const UNCLIP_RATIO = 1.4;

/** Pixels of the map; no letter can be read in less. */
const MIN_AREA = 12;
const MIN_EDGE = 3;

/** A page of a newspaper has 600 lines; a picture of gravel may have any number of false ones. */
const MAX_BOXES = 1000;

/** Times as long as high: from here on a box's own direction is sure. */
const ELONGATED = 3;

/** A level box may be this much larger than the smallest one and still be the better guess. */
const LEVEL_TOLERANCE = 1.3;

/** The largest boxes come first. @returns Boxes in pixels of the map, pointing to the right (-45° to 45°). */
export function toBoxes(map: ProbabilityMap): RotatedBox[] {
  const regions = findRegions(map, PIXEL_THRESHOLD)
    .filter(({ area, probability }) => area >= MIN_AREA && probability >= REGION_THRESHOLD)
    .sort((one, other) => other.area - one.area)
    .slice(0, MAX_BOXES);
  const cores = regions.map(({ outline }) => smallestBox(outline));
  const level = meanDirection(cores);
  return cores
    .map((core, index) => straightened(core, regions[index] as Region, level))
    .filter(({ width, height }) => Math.min(width, height) >= MIN_EDGE)
    .map((core) => grown(core, (core.width * core.height * UNCLIP_RATIO) / (2 * (core.width + core.height))));
}

/** Boxes of a map in pixels of the picture it was made of. */
export function toPicture(
  boxes: RotatedBox[],
  map: ProbabilityMap,
  picture: { width: number; height: number },
): RotatedBox[] {
  return boxes.map((box) => scaled(box, picture.width / map.width, picture.height / map.height));
}

interface Direction {
  x: number;
  y: number;
}

/** The direction of the picture's long texts, the longer the more it counts; level where there are none. */
function meanDirection(boxes: RotatedBox[]): Direction {
  let [x, y] = [0, 0];
  for (const { axisX, axisY, width, height } of boxes) {
    if (Math.max(width, height) < ELONGATED * Math.min(width, height)) continue;
    x += axisX * Math.max(width, height);
    y += axisY * Math.max(width, height);
  }
  const length = Math.hypot(x, y);
  return length > 0 ? { x: x / length, y: y / length } : { x: 1, y: 0 };
}

/** The smallest box around a single letter may stand askew (A, 4, 7): then the direction of the others is truer. */
function straightened(core: RotatedBox, { outline }: Region, level: Direction): RotatedBox {
  if (Math.max(core.width, core.height) >= ELONGATED * Math.min(core.width, core.height)) return core;
  const straight = boxAlong(outline, level.x, level.y);
  return straight.width * straight.height <= LEVEL_TOLERANCE * core.width * core.height ? straight : core;
}
