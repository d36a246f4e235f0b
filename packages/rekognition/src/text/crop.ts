// A rotated box of the picture, straightened, as input of the recogniser.

import type { Raster } from '../raster.ts';
import { pointInBox, type RotatedBox } from './rotated-box.ts';
import { toUnit } from './tensor.ts';

/** The recogniser's input height in pixels. */
export const CROP_HEIGHT = 48;

/** The recogniser takes eight columns for one step; twice that keeps its inner sizes even. */
const WIDTH_MULTIPLE = 16;

/** Less text is padded to this width: with fewer steps the recogniser repeats characters. */
const MIN_WIDTH = 160;

/** Bounds memory and time: a line 66 times as long as high is squeezed beyond. */
const MAX_WIDTH = 3200;

/** Samples in each direction for one pixel of the crop where the picture is larger, so that letters keep their edges. */
const MAX_SAMPLES = 6;

/** Text straightened: planes of blue, green and red, `CROP_HEIGHT` rows each, from -1 to 1. */
export interface Crop {
  planes: Float32Array;
  width: number;
  /** Columns that hold the box; those right of them are grey. */
  textWidth: number;
}

export function cropText(raster: Raster, box: RotatedBox): Crop {
  const textWidth = Math.min(MAX_WIDTH, Math.max(8, Math.round((CROP_HEIGHT * box.width) / box.height)));
  const width = Math.max(MIN_WIDTH, Math.ceil(textWidth / WIDTH_MULTIPLE) * WIDTH_MULTIPLE);
  const planes = new Float32Array(3 * CROP_HEIGHT * width);

  const samples = Math.min(MAX_SAMPLES, Math.max(1, Math.round(box.height / CROP_HEIGHT)));
  const weight = 1 / samples ** 2;
  const columnStep = box.width / (textWidth * samples);
  const rowStep = box.height / (CROP_HEIGHT * samples);
  const origin = pointInBox(box, 0, 0);
  for (let row = 0; row < CROP_HEIGHT * samples; row += 1) {
    const down = (row + 0.5) * rowStep;
    for (let column = 0; column < textWidth * samples; column += 1) {
      const along = (column + 0.5) * columnStep;
      const x = origin.x + along * box.axisX - down * box.axisY - 0.5; // pixel centres lie at halves
      const y = origin.y + along * box.axisY + down * box.axisX - 0.5;
      addSample(
        raster,
        x,
        y,
        weight,
        planes,
        Math.floor(row / samples) * width + Math.floor(column / samples),
      );
    }
  }
  return { planes, width, textWidth };
}

/** Adds one bilinear sample to a pixel of all three planes. Outside the picture its edge goes on. */
function addSample(
  { data, width, height }: Raster,
  x: number,
  y: number,
  weight: number,
  planes: Float32Array,
  pixel: number,
): void {
  const left = Math.max(0, Math.min(width - 2, Math.floor(x)));
  const top = Math.max(0, Math.min(height - 2, Math.floor(y)));
  const fractionX = Math.max(0, Math.min(1, x - left));
  const fractionY = Math.max(0, Math.min(1, y - top));
  const upper = 3 * (top * width + left);
  const lower = upper + 3 * width;
  const plane = planes.length / 3;
  for (let channel = 0; channel < 3; channel += 1) {
    const leftTop = data[upper + channel] as number;
    const rightTop = data[upper + 3 + channel] as number;
    const leftBottom = data[lower + channel] as number;
    const rightBottom = data[lower + 3 + channel] as number;
    const above = leftTop + (rightTop - leftTop) * fractionX;
    const below = leftBottom + (rightBottom - leftBottom) * fractionX;
    const target = (2 - channel) * plane + pixel; // red, green, blue become blue, green, red
    planes[target] = (planes[target] as number) + weight * toUnit(above + (below - above) * fractionY);
  }
}
