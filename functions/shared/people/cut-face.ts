// The pixels of one face as a JPEG that Rekognition takes.

import sharp from 'sharp';
import type { PixelRegion } from './face-region.ts';

/**
 * Short edge in pixels that a smaller cut is enlarged to. Rekognition takes nothing below 80 px, and recommends a face
 * of at least 50 px, which is half of a cut with its margins.
 * {@link https://docs.aws.amazon.com/rekognition/latest/dg/recommendations-facial-input-images.html}
 */
const MIN_EDGE = 160;
/** Long edge in pixels: what Rekognition makes use of, and far below its 5 MB. */
const MAX_EDGE = 1_000;
const QUALITY = 92; // the cut is a second JPEG of the same pixels: little may be lost again

/** @param preview - JPEG. */
export async function cutFace(preview: Uint8Array, region: PixelRegion): Promise<Uint8Array> {
  const shortEdge = Math.min(region.width, region.height);
  const longEdge = Math.max(region.width, region.height);
  const scale = Math.max(Math.min(1, MAX_EDGE / longEdge), MIN_EDGE / shortEdge);
  return sharp(preview)
    .extract(region)
    .resize({
      width: Math.round(region.width * scale),
      height: Math.round(region.height * scale),
      fit: 'fill',
    })
    .jpeg({ quality: QUALITY })
    .toBuffer();
}
