// The last step of every decoder: scaled down, in sRGB, on white.

import type { Sharp } from 'sharp';
import type { Picture } from './decoded.ts';

/**
 * @param image - An image in its own colours; an embedded ICC profile is applied.
 * @param edge - Longest edge of the result in pixels; a smaller picture keeps its size.
 * @param isWide - The image has 16 bits and a profile. sharp converts such images to Display P3 first and, unless told
 *   the profile of the output, leaves them there: https://github.com/lovell/sharp/blob/main/src/pipeline.cc
 */
export async function toSrgb(image: Sharp, edge: number, isWide: boolean): Promise<Picture> {
  image
    .resize({ width: edge, height: edge, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: 'white' })
    .toColourspace('srgb');
  if (isWide) image.withIccProfile('srgb', { attach: false });
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  return { pixels: data, width: info.width, height: info.height };
}
