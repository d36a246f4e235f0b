// One way to turn a JPEG or PNG into pixels: upright, sRGB, three bytes a pixel, no larger than an engine needs.

import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { invalidImageFormat, invalidParameter } from './errors.ts';

sharp.cache(false); // its cache is of files and operations, and images come as bytes
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
export function decodeImage(bytes: Uint8Array, options: DecodeOptions): Promise<Raster> {
  const key = `${createHash('sha256').update(bytes).digest('base64')} ${options.maxEdge} ${options.maxSourceEdge}`;
  const known = recent.get(key);
  if (known) return known.raster;

  const raster = decode(bytes, options);
  const forget = setTimeout(() => recent.delete(key), RECENT_MS).unref();
  recent.set(key, { raster, forget });
  raster.catch(() => recent.delete(key));
  for (const [oldest, entry] of recent) {
    if (recent.size <= MAX_RECENT) break;
    clearTimeout(entry.forget);
    recent.delete(oldest);
  }
  return raster;
}

/**
 * Pictures decoded just now, by content and size: one photograph is asked about seven times within seconds, three of
 * them for its faces. One entry is at most 13 MB. Nobody may write to a raster.
 */
const recent = new Map<string, { raster: Promise<Raster>; forget: NodeJS.Timeout }>();
const MAX_RECENT = 2;
const RECENT_MS = 10_000;

async function decode(bytes: Uint8Array, { maxEdge, maxSourceEdge }: DecodeOptions): Promise<Raster> {
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
