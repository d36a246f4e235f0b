// How bright and how sharp a face is.

import type { Raster } from '../raster.ts';
import { alignedCrop } from './alignment.ts';
import type { Mesh } from './facemesh.ts';

/** Percent, 0 to 100. */
export interface Quality {
  brightness: number;
  sharpness: number;
}

const CROP_PX = 112;

/** The mean change between neighbouring pixels of grey that counts as fully sharp: 0 to 255. */
const SHARP_CHANGE = 14;

export function qualityOf(photo: Raster, mesh: Mesh): Quality {
  const grey = toGrey(alignedCrop(photo, mesh, CROP_PX));
  let sum = 0;
  let change = 0;
  let count = 0;
  for (let row = 1; row < CROP_PX - 1; row++) {
    for (let column = 1; column < CROP_PX - 1; column++) {
      const at = row * CROP_PX + column;
      const value = grey[at] as number;
      const around =
        (grey[at - 1] as number) +
        (grey[at + 1] as number) +
        (grey[at - CROP_PX] as number) +
        (grey[at + CROP_PX] as number);
      sum += value;
      change += Math.abs(4 * value - around); // Laplacian
      count++;
    }
  }
  return {
    brightness: (sum / count / 255) * 100,
    sharpness: Math.min(100, (change / count / SHARP_CHANGE) * 100),
  };
}

/** Luma of ITU-R BT.601. */
function toGrey(planes: Float32Array): Float32Array {
  const grey = new Float32Array(planes.length / 3);
  for (let at = 0; at < grey.length; at++) {
    const red = planes[at] as number;
    const green = planes[grey.length + at] as number;
    const blue = planes[2 * grey.length + at] as number;
    grey[at] = 0.299 * red + 0.587 * green + 0.114 * blue;
  }
  return grey;
}
