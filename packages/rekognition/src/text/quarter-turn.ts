// A picture whose text runs up or down, laid on its side: the detector finds level text best.

import type { Raster } from '../raster.ts';
import type { RotatedBox } from './rotated-box.ts';

/** Times as long as wide: from here on a box is no single letter. */
const ELONGATED = 2;

/** So many times more text runs up or down than to a side before the picture is turned: a page, not a banner. */
const MAJORITY = 4;

/** Whether nearly all of the text, by its length, runs up or down. */
export function runsVertically(boxes: RotatedBox[]): boolean {
  let [down, sideways] = [0, 0];
  for (const { width, height } of boxes) {
    if (height > ELONGATED * width) down += height;
    if (width > ELONGATED * height) sideways += width;
  }
  return down > MAJORITY * sideways;
}

/** Turns a picture to the left by 90°: what ran down runs to the right. */
export function turnLeft({ data, width, height }: Raster): Raster {
  const turned = new Uint8Array(data.length);
  let to = 0;
  for (let x = width - 1; x >= 0; x -= 1) {
    for (let y = 0; y < height; y += 1) {
      const from = 3 * (y * width + x);
      turned[to] = data[from] as number;
      turned[to + 1] = data[from + 1] as number;
      turned[to + 2] = data[from + 2] as number;
      to += 3;
    }
  }
  return { data: turned, width: height, height: width };
}

/** A box of the turned picture in the picture as it was. @param width - Of the picture as it was, in pixels. */
export function turnBoxBack(box: RotatedBox, width: number): RotatedBox {
  return {
    ...box,
    centerX: width - box.centerY,
    centerY: box.centerX,
    axisX: -box.axisY,
    axisY: box.axisX,
  };
}
