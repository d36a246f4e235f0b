// One way to turn a JPEG or PNG into pixels: upright, sRGB, three bytes a pixel, no larger than the engines need.

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

/** What all engines share of a picture: its pixels are in memory that every thread sees. Nobody may write to them. */
export interface DecodedImage extends Raster {
  /** Long edge of the file's picture in pixels, which may be larger than the pixels that were kept. */
  sourceEdge: number;
}

/** Long edge in pixels that pictures are scaled down to: the most that an engine looks at. */
export const DECODED_EDGE = 2048;

/** Below this the service refuses. {@link https://docs.aws.amazon.com/rekognition/latest/dg/limits.html} */
const MIN_SOURCE_EDGE = 80;

/**
 * Decodes a JPEG or PNG, the two formats the service reads.
 *
 * The EXIF orientation of a JPEG is applied, that of a PNG is not: so does the service.
 * Alpha is laid on white, grey and CMYK become sRGB, 16 bits become 8.
 *
 * @throws {RekognitionError} InvalidImageFormatException for any other format and for damaged files,
 *   InvalidParameterException below 80 px.
 * @see https://docs.aws.amazon.com/rekognition/latest/dg/images-orientation.html
 */
export async function decodeImage(bytes: Uint8Array): Promise<DecodedImage> {
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

  const upright = format === 'jpeg' ? image.autoOrient() : image;
  const { data, info } = await upright
    .flatten({ background: 'white' })
    .toColourspace('srgb')
    .resize({ width: DECODED_EDGE, height: DECODED_EDGE, fit: 'inside', withoutEnlargement: true })
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
    .catch((cause) => {
      throw invalidImageFormat(cause);
    });
  return {
    data: toSharedRgb(data, info.channels),
    width: info.width,
    height: info.height,
    sourceEdge: Math.max(width, height),
  };
}

/** Three bytes a pixel: sharp keeps a grey picture at one channel. */
function toSharedRgb(pixels: Uint8Array, channels: number): Uint8Array {
  const rgb = new Uint8Array(new SharedArrayBuffer((pixels.length / channels) * 3));
  if (channels === 3) rgb.set(pixels);
  else {
    for (let from = 0, to = 0; from < pixels.length; from += channels, to += 3) {
      rgb.fill(pixels[from] ?? 0, to, to + 3);
    }
  }
  return rgb;
}

/**
 * @param maxEdge - Longest edge in pixels of a file's picture that an operation accepts.
 * @throws {RekognitionError} InvalidParameterException for a larger one.
 */
export function expectSourceEdge({ sourceEdge }: DecodedImage, maxEdge: number): void {
  if (sourceEdge <= maxEdge) return;
  throw invalidParameter(
    `Request has invalid parameters: expected an image of at most ${maxEdge} px on both sides but found one of ${sourceEdge} px`,
  );
}

/** @returns The picture scaled down to a long edge of `maxEdge` pixels; a smaller one as it is. */
export async function scaledDown(photo: Raster, maxEdge: number): Promise<Raster> {
  const { data, width, height } = photo;
  if (Math.max(width, height) <= maxEdge) return photo;
  const scaled = await sharp(data, { raw: { width, height, channels: 3 } })
    .resize({ width: maxEdge, height: maxEdge, fit: 'inside' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data: scaled.data, width: scaled.info.width, height: scaled.info.height };
}
