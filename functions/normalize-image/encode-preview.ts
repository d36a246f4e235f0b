// One JPEG from upright sRGB pixels, small enough for every Rekognition call.

import sharp from 'sharp';
import type { Picture } from './decode/decoded.ts';

/** Rekognition takes at most 5 MB as bytes; 15 MB from S3. {@link https://docs.aws.amazon.com/rekognition/latest/dg/limits.html} */
export const MAX_PREVIEW_BYTES = 5_000_000;

/** 90 looks like the original. Below 70 blocks begin to show, so then the size gives way instead. */
const QUALITY = { best: 90, lower: 80, lowest: 70 };

/** What a picture that stays too large loses of each side at least: half of its pixels after three times. */
const MAX_SCALE_STEP = 0.9;

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
export async function encodePreview(picture: Picture, maxBytes = MAX_PREVIEW_BYTES): Promise<EncodedPreview> {
  let encoded = await toJpeg(picture, QUALITY.best);
  for (const quality of [QUALITY.lower, QUALITY.lowest]) {
    if (encoded.jpeg.length > maxBytes) encoded = await toJpeg(picture, quality);
  }
  let scale = 1;
  while (encoded.jpeg.length > maxBytes && encoded.width * encoded.height > 1) {
    scale *= Math.min(Math.sqrt(maxBytes / encoded.jpeg.length), MAX_SCALE_STEP);
    encoded = await toJpeg(picture, QUALITY.lowest, scale);
  }
  return encoded;
}

async function toJpeg(
  { pixels, width, height }: Picture,
  quality: number,
  scale = 1,
): Promise<EncodedPreview> {
  const image = sharp(pixels, { raw: { width, height, channels: 3 } });
  if (scale < 1) image.resize({ width: Math.max(1, Math.round(width * scale)) });
  const { data, info } = await image
    .jpeg({ quality, progressive: true })
    .toBuffer({ resolveWithObject: true });
  return { jpeg: data, width: info.width, height: info.height };
}
