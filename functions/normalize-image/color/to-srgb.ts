// The last step of every decoder: scaled down, in sRGB, on white.

import sharp, { type Sharp } from 'sharp';
import type { Picture } from '../decode/decoded.ts';
import { type CodePoints, isHdr, toIccProfile } from './code-points.ts';
import { hdrToSrgb } from './hdr.ts';
import { type ProfiledPixels, toTiff } from './profiled-tiff.ts';

/**
 * @param image - An image in its own colours; an embedded ICC profile is applied.
 * @param edge - Longest edge of the result in pixels; a smaller picture keeps its size.
 * @param isWide - The image has 16 bits and a profile. sharp converts such images to Display P3 first and, unless told
 *   the profile of the output, leaves them there: https://github.com/lovell/sharp/blob/main/src/pipeline.cc
 */
export async function toSrgb(image: Sharp, edge: number, isWide: boolean): Promise<Picture> {
  scaleDown(image, edge).flatten({ background: 'white' }).toColourspace('srgb');
  if (isWide) image.withIccProfile('srgb', { attach: false });
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  return { pixels: data, width: info.width, height: info.height };
}

/**
 * Grey of 16 bits with a profile, which sharp applies only at the end of its way, and without leaving 16 bits.
 *
 * @see https://github.com/lovell/sharp/blob/main/src/pipeline.cc
 */
export async function wideGreyToSrgb(image: Sharp, edge: number): Promise<Picture> {
  const { data, info } = await scaleDown(image, edge)
    .flatten({ background: 'white' })
    .toColourspace('grey16')
    .withIccProfile('srgb', { attach: false })
    .raw({ depth: 'ushort' })
    .toBuffer({ resolveWithObject: true });
  const samples = new Uint16Array(data.buffer, data.byteOffset, data.length / 2);
  const pixels = Buffer.alloc(samples.length);
  for (let index = 0; index < pixels.length; index++) pixels[index] = Math.round((samples[index] ?? 0) / 257);
  return { pixels, width: info.width, height: info.height };
}

/** What says in which colours an image without an embedded profile is: code points, or a profile from elsewhere. */
export type NamedColors = { readonly codePoints: CodePoints } | { readonly profile: Buffer };

/**
 * Brings an image without an embedded profile to sRGB.
 *
 * @param colors - Without them the image is taken as sRGB.
 * @param bitDepth - Bits that a sample of the image uses: 8 of 8, or 9 to 16 of 16.
 */
export async function toSrgbBy(
  colors: NamedColors | undefined,
  image: Sharp,
  edge: number,
  bitDepth: number,
): Promise<Picture> {
  const scaled = await scaleInOwnColors(image, edge, bitDepth);
  if (colors && 'codePoints' in colors && isHdr(colors.codePoints))
    return hdrToSrgb(scaled, colors.codePoints);
  const icc = colors && toProfile(colors);
  return toSrgb(sharp(toTiff(scaled, icc)), edge, scaled.bitDepth === 16 && icc !== undefined);
}

/** @returns undefined for code points that say sRGB or nothing. */
function toProfile(colors: NamedColors): Buffer | undefined {
  return 'profile' in colors ? colors.profile : toIccProfile(colors.codePoints);
}

/** @returns Whether the image is in sRGB as it is. */
export function isSrgb(colors: NamedColors): boolean {
  const isLight = 'codePoints' in colors && isHdr(colors.codePoints);
  return !isLight && toProfile(colors) === undefined;
}

function scaleDown(image: Sharp, edge: number): Sharp {
  return image.resize({ width: edge, height: edge, fit: 'inside', withoutEnlargement: true });
}

async function scaleInOwnColors(image: Sharp, edge: number, bitDepth: number): Promise<ProfiledPixels> {
  const isWide = bitDepth > 8;
  const { data, info } = await scaleDown(image, edge)
    .toColourspace(isWide ? 'rgb16' : 'srgb')
    .raw({ depth: isWide ? 'ushort' : 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const size = {
    width: info.width,
    height: info.height,
    model: 'RGB',
    hasAlpha: info.channels === 4,
  } as const;
  if (!isWide) return { ...size, pixels: data, bitDepth: 8 };
  return { ...size, pixels: widen(data, bitDepth), bitDepth: 16 };
}

/** Stretches samples of `bitDepth` bits to 16, in place. */
function widen(pixels: Buffer, bitDepth: number): Buffer {
  if (bitDepth === 16) return pixels;
  const factor = 65_535 / (2 ** bitDepth - 1);
  const samples = new Uint16Array(pixels.buffer, pixels.byteOffset, pixels.length / 2);
  // Resizing may overshoot; a for loop, because an iterator takes seconds for the samples of a preview.
  for (let index = 0; index < samples.length; index++) {
    samples[index] = Math.min(Math.round((samples[index] ?? 0) * factor), 65_535);
  }
  return pixels;
}
