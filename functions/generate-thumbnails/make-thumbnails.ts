// The WebP thumbnails of a preview, and its hash. The preview is decoded once, for the largest of them.

import sharp, { type Sharp } from 'sharp';
import { toThumbHash } from './thumb-hash.ts';

/**
 * sharp's defaults for WebP, about a third smaller than JPEG at the same look. Effort 2 instead of 4 halves the time of
 * encoding for 3 % more bytes and 0.3 dB less; thumbnails are made once and loaded often (bench/derivatives.ts).
 */
const QUALITY = 80;

export interface EncodedThumbnail {
  /** The requested long edge in pixels. */
  readonly edge: number;
  readonly webp: Buffer;
  readonly width: number;
  readonly height: number;
}

/** sRGB, three bytes each, row by row. */
export interface Pixels {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
}

/**
 * @param preview - The preview's JPEG: upright sRGB, without metadata.
 * @param edges - Long edges in pixels, ascending; a smaller preview keeps its size.
 * @returns One thumbnail for each edge, in their order, and the ThumbHash in base64.
 */
export async function makeThumbnails(
  preview: Uint8Array,
  edges: readonly number[],
): Promise<{ thumbnails: EncodedThumbnail[]; thumbHash: string }> {
  const largest = await scaleDown(sharp(preview), edges.at(-1) ?? 1);
  const thumbnails: EncodedThumbnail[] = [];
  let pixels = largest;
  for (const edge of edges.toReversed()) {
    pixels = await scaleDown(fromPixels(pixels), edge);
    const webp = await fromPixels(pixels).webp({ quality: QUALITY }).toBuffer();
    thumbnails.unshift({ edge, webp, width: pixels.width, height: pixels.height });
  }
  return { thumbnails, thumbHash: await toThumbHash(fromPixels(pixels)) };
}

async function scaleDown(image: Sharp, edge: number): Promise<Pixels> {
  const { data, info } = await image
    .resize({ width: edge, height: edge, fit: 'inside', withoutEnlargement: true })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

function fromPixels({ data, width, height }: Pixels): Sharp {
  return sharp(data, { raw: { width, height, channels: 3 } });
}
