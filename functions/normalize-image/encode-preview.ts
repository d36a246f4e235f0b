// One JPEG from upright sRGB pixels, small enough for every Rekognition call.

import sharp from 'sharp';
import type { Picture } from './decode/decoded.ts';

/** Rekognition takes at most 5 MB as bytes; 15 MB from S3. {@link https://docs.aws.amazon.com/rekognition/latest/dg/limits.html} */
export const MAX_PREVIEW_BYTES = 5_000_000;

/** 90 looks like the original; below 70 Rekognition's confidences begin to fall, so then the size shrinks instead. */
const QUALITIES = [90, 80, 70];

const SHRINK = 0.75; // halves the pixels of a picture that stays too large at the lowest quality

export interface EncodedPreview {
  jpeg: Buffer;
  width: number;
  height: number;
}

/**
 * Encodes pixels as a progressive JPEG without any metadata.
 *
 * @param picture - Upright sRGB pixels.
 * @param maxBytes - The JPEG is at most this large: quality gives way first, then size.
 */
export async function encodePreview(
  picture: Picture,
  maxBytes: number = MAX_PREVIEW_BYTES,
): Promise<EncodedPreview> {
  for (let scale = 1; ; scale *= SHRINK) {
    for (const quality of QUALITIES) {
      const { data, info } = await toJpeg(picture, scale, quality);
      const isSmallest = info.width === 1 && info.height === 1;
      if (data.length <= maxBytes || isSmallest)
        return { jpeg: data, width: info.width, height: info.height };
    }
  }
}

function toJpeg({ pixels, width, height }: Picture, scale: number, quality: number) {
  const image = sharp(pixels, { raw: { width, height, channels: 3 } });
  if (scale < 1) image.resize({ width: Math.max(1, Math.round(width * scale)) });
  return image.jpeg({ quality, progressive: true }).toBuffer({ resolveWithObject: true });
}
