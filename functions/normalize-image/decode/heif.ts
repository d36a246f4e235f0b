// HEIC and HEIF: decoded by libheif, brought to sRGB by sharp.

import sharp from 'sharp';
import type { Decoded, DecodeLimits, Picture } from './decoded.ts';
import { decodeHeifPicture, type HeifPicture } from './heif-picture.ts';
import { toIccProfile } from './nclx-profile.ts';
import { type ProfiledPixels, toTiff } from './raw-tiff.ts';
import { toSrgb } from './to-srgb.ts';

/**
 * Decodes the primary picture. Its rotation is part of HEIF and applied by the decoder; an EXIF orientation beside it
 * only repeats it (ISO/IEC 23008-12, 6.5.10).
 *
 * @throws {UndecodableError} When there is no picture, or it has too many pixels.
 */
export async function decodeHeif(bytes: Uint8Array, limits: DecodeLimits): Promise<Decoded> {
  const picture = decodeHeifPicture(bytes, limits.maxPixels);
  const icc = picture.icc ?? (picture.nclx && toIccProfile(picture.nclx));
  const scaled = await scaleDown(picture, limits.edge);
  return { picture: await applyProfile(scaled, icc, limits.edge), orientation: 1, warnings: [] };
}

/** Scales in the file's own colours, so that the full-size picture is held only once. */
async function scaleDown(
  { pixels, width, height, channels, bitDepth }: HeifPicture,
  edge: number,
): Promise<ProfiledPixels> {
  const isWide = bitDepth > 8;
  const { data, info } = await sharp(pixels, { raw: { width, height, channels }, limitInputPixels: false })
    .resize({ width: edge, height: edge, fit: 'inside', withoutEnlargement: true })
    .toColourspace(isWide ? 'rgb16' : 'srgb')
    .raw({ depth: isWide ? 'ushort' : 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const scaled = { width: info.width, height: info.height, channels };
  if (!isWide) return { ...scaled, pixels: data, bitDepth: 8 };
  return { ...scaled, pixels: widen(data, bitDepth), bitDepth: 16 };
}

/** Stretches samples of 10 or 12 bits to 16, in place. */
function widen(samples: Buffer, bitDepth: number): Buffer {
  const factor = 65_535 / (2 ** bitDepth - 1);
  for (let at = 0; at < samples.length; at += 2) {
    samples.writeUInt16LE(Math.min(Math.round(samples.readUInt16LE(at) * factor), 65_535), at);
  }
  return samples;
}

/** Without a profile the colours are taken as sRGB. */
function applyProfile(scaled: ProfiledPixels, icc: Buffer | undefined, edge: number): Promise<Picture> {
  return toSrgb(sharp(toTiff(scaled, icc)), edge, scaled.bitDepth === 16 && icc !== undefined);
}
