// JPEG, PNG, WebP, GIF, TIFF and AVIF: what sharp decodes.

import sharp, { type Metadata } from 'sharp';
import { assertPixels, type Decoded, type DecodeLimits, type Picture, UndecodableError } from './decoded.ts';
import { cleanMessages } from './decoder-messages.ts';
import { toSrgb } from './to-srgb.ts';

sharp.cache(false); // every picture is decoded once

/** How much damage is tolerated: https://sharp.pixelplumbing.com/api-constructor */
type FailOn = 'error' | 'none';

/**
 * Decodes the first page. A damaged file is decoded as far as it goes, and the warnings say what is wrong with it.
 *
 * JPEG and WebP are scaled down while they are decoded. The picture is not turned upright here: turning would hold the
 * full-size picture in memory.
 *
 * @throws {UndecodableError} When there is no picture, or it has too many pixels.
 */
export async function decodeWithLibvips(bytes: Uint8Array, limits: DecodeLimits): Promise<Decoded> {
  const { width, height, orientation = 1, icc, space } = await readHeader(bytes);
  assertPixels(width, height, limits.maxPixels);
  const isWide = icc !== undefined && space === 'rgb16';

  const strict = await tryToDecode(bytes, 'error', limits, isWide);
  if (strict.picture) return { picture: strict.picture, orientation, warnings: strict.messages };
  const lenient = await tryToDecode(bytes, 'none', limits, isWide);
  if (lenient.picture) return { picture: lenient.picture, orientation, warnings: strict.messages };
  throw new UndecodableError(describe(lenient.messages));
}

async function readHeader(bytes: Uint8Array): Promise<Metadata> {
  try {
    return await sharp(bytes, { failOn: 'none', limitInputPixels: false }).metadata();
  } catch (error) {
    throw new UndecodableError(describe(cleanMessages([(error as Error).message])), { cause: error });
  }
}

async function tryToDecode(
  bytes: Uint8Array,
  failOn: FailOn,
  limits: DecodeLimits,
  isWide: boolean,
): Promise<{ picture?: Picture; messages: string[] }> {
  const messages: string[] = [];
  const image = sharp(bytes, { failOn, limitInputPixels: limits.maxPixels });
  image.on('warning', (message: string) => messages.push(message));
  try {
    const picture = await toSrgb(image, limits.edge, isWide);
    return { picture, messages: cleanMessages(messages) };
  } catch (error) {
    return { messages: cleanMessages([(error as Error).message, ...messages]) };
  }
}

function describe(messages: string[]): string {
  return `Expected a picture but the decoder found: ${messages.join('; ') || 'nothing it can decode'}`;
}
