// One way to turn a JPEG or PNG into pixels: upright, sRGB, three bytes a pixel, no larger than an engine needs.

import sharp from 'sharp';
import { invalidImageFormat, invalidParameter } from './errors.ts';

sharp.cache(false); // images never repeat: a cache only costs memory
sharp.concurrency(1); // one inference thread, one decoding thread

/** Pixels, row by row from the top left: R, G, B, one byte each. */
export interface Raster {
  data: Uint8Array;
  width: number;
  height: number;
}

export interface DecodeOptions {
  /** Long edge in pixels that the result is scaled down to; a smaller image keeps its size. */
  maxEdge: number;
  /** Longest edge in pixels that the operation accepts, where the service has such a limit. */
  maxSourceEdge?: number;
}

/** Below this the service refuses. {@link https://docs.aws.amazon.com/rekognition/latest/dg/limits.html} */
const MIN_SOURCE_EDGE = 80;

/**
 * Decodes a JPEG or PNG, the two formats the service reads.
 *
 * The EXIF orientation of a JPEG is applied, that of a PNG is not: so does the service.
 * Alpha is laid on white, grey and CMYK become sRGB, 16 bits become 8.
 *
 * @throws {RekognitionError} InvalidImageFormatException for any other format and for damaged files,
 *   InvalidParameterException below 80 px or above `maxSourceEdge`.
 * @see https://docs.aws.amazon.com/rekognition/latest/dg/images-orientation.html
 */
export async function decodeImage(
  bytes: Uint8Array,
  { maxEdge, maxSourceEdge }: DecodeOptions,
): Promise<Raster> {
  if (bytes.length === 0) throw invalidImageFormat(); // sharp takes it for a missing argument
  const image = sharp(bytes, { failOn: 'truncated' });
  const { format, width, height } = await image.metadata().catch((cause) => {
    throw invalidImageFormat(cause);
  });
  if (format !== 'jpeg' && format !== 'png') throw invalidImageFormat();
  if (Math.min(width, height) < MIN_SOURCE_EDGE) {
    throw invalidParameter(
      `Request has invalid parameters: expected an image of at least ${MIN_SOURCE_EDGE} px on both sides but found ${width}×${height} px`,
    );
  }
  if (maxSourceEdge !== undefined && Math.max(width, height) > maxSourceEdge) {
    throw invalidParameter(
      `Request has invalid parameters: expected an image of at most ${maxSourceEdge} px on both sides but found ${width}×${height} px`,
    );
  }

  const upright = format === 'jpeg' ? image.autoOrient() : image;
  const { data, info } = await upright
    .flatten({ background: 'white' })
    .toColourspace('srgb')
    .resize({ width: maxEdge, height: maxEdge, fit: 'inside', withoutEnlargement: true })
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
    .catch((cause) => {
      throw invalidImageFormat(cause);
    });
  return {
    data: info.channels === 3 ? data : greyToRgb(data, info.channels),
    width: info.width,
    height: info.height,
  };
}

/** sharp keeps a grey image at one channel. */
function greyToRgb(grey: Uint8Array, channels: number): Uint8Array {
  const rgb = new Uint8Array((grey.length / channels) * 3);
  for (let from = 0, to = 0; from < grey.length; from += channels, to += 3) {
    rgb.fill(grey[from] ?? 0, to, to + 3);
  }
  return rgb;
}
