// Where the plates with the captions go: beside their boxes, inside the picture, off each other as far as there is room.

import type { BoundingBox } from '@image-workflow/record';
import { fitCaption } from './caption.ts';
import type { Shape, ShapeKind } from './shapes.ts';

/** Pixels of the picture. */
export interface Rectangle {
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface Size {
  width: number;
  height: number;
}

export interface Plate extends Rectangle {
  text: string;
  fontSize: number;
}

export interface PlacedShape {
  kind: ShapeKind;
  box: Rectangle;
  /** Absent where there is no caption, or no room for one letter. */
  plate?: Plate;
}

/**
 * Letters are as tall as a share of the picture's long edge, more in larger boxes, so that they can be read when the
 * picture fills a screen.
 */
const FONT = { smallest: 1 / 120, largest: 1 / 55, ofBox: 0.2, smallestPixels: 12 };
/** Of the font size: the plate's height, and its margin left and right of the text. */
const PLATE = { height: 1.4, margin: 0.3 };

/** What plates keep off as well. Boxes of things are large, and so is the frame of the whole picture. */
const WORTH_SEEING: ReadonlySet<ShapeKind> = new Set(['person', 'celebrity', 'face', 'text']);

/** The plates of the first shapes find the best places. */
export function placeShapes(shapes: readonly Shape[], picture: Size): PlacedShape[] {
  const taken = shapes.filter(({ kind }) => WORTH_SEEING.has(kind)).map(({ box }) => toPixels(box, picture));
  const plates: Rectangle[] = [];
  return shapes.map(({ kind, box: ratios, caption }) => {
    const box = toPixels(ratios, picture);
    const plate = placePlate(caption, box, picture, plates, taken);
    if (!plate) return { kind, box };
    plates.push(plate);
    return { kind, box, plate };
  });
}

function placePlate(
  caption: string,
  box: Rectangle,
  picture: Size,
  plates: readonly Rectangle[],
  taken: readonly Rectangle[],
): Plate | undefined {
  let best: { plate: Plate; covered: number } | undefined;
  for (const fontSize of toFontSizes(box, picture)) {
    const margins = 2 * PLATE.margin * fontSize;
    const { text, width: textWidth } = fitCaption(caption, fontSize, picture.width - margins);
    const size = { width: textWidth + margins, height: PLATE.height * fontSize };
    if (text === '' || size.height > picture.height) continue;

    for (const corner of placesBeside(box, size)) {
      const plate = { ...moveInside(corner, size, picture), ...size, text, fontSize };
      // Under a plate a caption cannot be read; a face can still be guessed.
      const covered = 4 * sumOfOverlaps(plate, plates) + sumOfOverlaps(plate, taken);
      if (!best || covered < best.covered) best = { plate, covered };
    }
    if (best?.covered === 0) break;
  }
  return best?.plate;
}

/** Pixels: what suits the box, then the smallest that can be read, for where there is no room. */
function toFontSizes(box: Rectangle, { width, height }: Size): number[] {
  const longEdge = Math.max(width, height);
  const smallest = Math.max(FONT.smallestPixels, longEdge * FONT.smallest);
  const largest = Math.max(smallest, longEdge * FONT.largest);
  return [Math.min(largest, Math.max(smallest, box.height * FONT.ofBox)), smallest];
}

/** Upper left corners, the most usual first. */
function placesBeside(box: Rectangle, plate: Size): { left: number; top: number }[] {
  const right = box.left + box.width;
  const bottom = box.top + box.height;
  return [
    { left: box.left, top: box.top - plate.height },
    { left: right - plate.width, top: box.top - plate.height },
    { left: box.left, top: box.top },
    { left: box.left, top: bottom },
    { left: right - plate.width, top: bottom },
    { left: box.left, top: bottom - plate.height },
    { left: right, top: box.top },
    { left: box.left - plate.width, top: box.top },
  ];
}

function moveInside({ left, top }: { left: number; top: number }, plate: Size, picture: Size) {
  return {
    left: Math.max(0, Math.min(left, picture.width - plate.width)),
    top: Math.max(0, Math.min(top, picture.height - plate.height)),
  };
}

/** Square pixels. */
function sumOfOverlaps(place: Rectangle, others: readonly Rectangle[]): number {
  return others.reduce((sum, other) => sum + overlap(place, other), 0);
}

function overlap(one: Rectangle, other: Rectangle): number {
  const width = Math.min(one.left + one.width, other.left + other.width) - Math.max(one.left, other.left);
  const height = Math.min(one.top + one.height, other.top + other.height) - Math.max(one.top, other.top);
  return Math.max(0, width) * Math.max(0, height);
}

function toPixels({ left, top, width, height }: BoundingBox, picture: Size): Rectangle {
  return {
    left: left * picture.width,
    top: top * picture.height,
    width: width * picture.width,
    height: height * picture.height,
  };
}
