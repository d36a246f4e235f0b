// A placeholder of about 25 bytes that a browser draws before the thumbnail arrives.

import type { Sharp } from 'sharp';
import { rgbaToThumbHash } from 'thumbhash';

const MAX_EDGE = 100; // pixels; ThumbHash takes no more

/**
 * @param image - Upright, in sRGB.
 * @returns The ThumbHash in base64. {@link https://evanw.github.io/thumbhash/}
 */
export async function toThumbHash(image: Sharp): Promise<string> {
  const { data, info } = await image
    .resize({ width: MAX_EDGE, height: MAX_EDGE, fit: 'inside', withoutEnlargement: true })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return Buffer.from(rgbaToThumbHash(info.width, info.height, data)).toString('base64');
}
