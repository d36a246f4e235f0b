// Cuts squares out of a photograph, the input of every face model.

import type { Box } from '../box.ts';
import type { Raster } from '../raster.ts';
import type { Transform } from './geometry.ts';

/** What lies outside the photograph: a grey value, or its nearest pixel. */
export type Outside = number | 'nearest';

/**
 * Samples a square through a transform, bilinearly at pixel centres.
 *
 * @param sizePx - Edge of the square.
 * @returns Three planes of `sizePx` × `sizePx`, red, green and blue, 0 to 255, each row by row.
 */
export function crop(photo: Raster, transform: Transform, sizePx: number, outside: Outside): Float32Array {
  const { cos, sin, originX, originY } = transform;
  const square = new Float32Array(sizePx * sizePx * 3);
  const plane = sizePx * sizePx;
  let at = 0;
  for (let row = 0; row < sizePx; row++) {
    const v = row + 0.5;
    for (let column = 0; column < sizePx; column++, at++) {
      const u = column + 0.5;
      const x = originX + cos * u - sin * v;
      const y = originY + sin * u + cos * v;
      if (outside !== 'nearest' && (x < 0 || y < 0 || x >= photo.width || y >= photo.height)) {
        square[at] = square[plane + at] = square[2 * plane + at] = outside;
      } else {
        samplePixel(photo, x - 0.5, y - 0.5, square, at, plane);
      }
    }
  }
  return square;
}

/** Writes the RGB value between the four pixels around (x, y) to the three planes of `target` at `at`. */
function samplePixel(
  photo: Raster,
  x: number,
  y: number,
  target: Float32Array,
  at: number,
  plane: number,
): void {
  const { data, width, height } = photo;
  const left = Math.floor(x);
  const top = Math.floor(y);
  const rightShare = x - left;
  const bottomShare = y - top;
  const columnLeft = Math.min(Math.max(left, 0), width - 1) * 3;
  const columnRight = Math.min(Math.max(left + 1, 0), width - 1) * 3;
  const rowTop = Math.min(Math.max(top, 0), height - 1) * width * 3;
  const rowBottom = Math.min(Math.max(top + 1, 0), height - 1) * width * 3;
  for (let channel = 0; channel < 3; channel++) {
    const topLeft = data[rowTop + columnLeft + channel] as number;
    const topRight = data[rowTop + columnRight + channel] as number;
    const bottomLeft = data[rowBottom + columnLeft + channel] as number;
    const bottomRight = data[rowBottom + columnRight + channel] as number;
    const above = topLeft + (topRight - topLeft) * rightShare;
    const below = bottomLeft + (bottomRight - bottomLeft) * rightShare;
    target[at + channel * plane] = above + (below - above) * bottomShare;
  }
}

/**
 * The transform of a letterbox: the whole of `region`, upright and centred, as large as fits in the square.
 *
 * @param zoom - 1 fills the square; 0.6 leaves a border, for faces larger than the model expects.
 */
export function letterbox(region: Box, sizePx: number, zoom = 1): Transform {
  const width = region.right - region.left;
  const height = region.bottom - region.top;
  const scale = Math.max(width, height) / (sizePx * zoom);
  return {
    cos: scale,
    sin: 0,
    originX: region.left + (width - sizePx * scale) / 2,
    originY: region.top + (height - sizePx * scale) / 2,
  };
}
