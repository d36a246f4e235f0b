// HEIC and HEIF: decoded by libheif, brought to sRGB by sharp.

import sharp from 'sharp';
import { readHdrCodePoints } from '../color/icc-code-points.ts';
import { type NamedColors, toSrgbBy } from '../color/to-srgb.ts';
import {
  type Decoded,
  type DecodeLimits,
  isBlank,
  isOneColor,
  LOST_COLORS,
  UndecodableError,
} from './decoded.ts';
import { toReason, toWarnings } from './decoder-messages.ts';
import { decodeHeifPicture, type HeifPicture } from './heif-picture.ts';

/**
 * Decodes the primary picture. Its rotation is part of HEIF and applied by the decoder; an EXIF orientation beside it
 * only repeats it (ISO/IEC 23008-12, 6.5.10).
 *
 * @throws {UndecodableError} When there is no picture, or it has too many pixels.
 */
export async function decodeHeif(bytes: Uint8Array, limits: DecodeLimits): Promise<Decoded> {
  const decoded = decodeHeifPicture(bytes, limits.maxPixels);
  const { pixels, width, height, channels, bitDepth } = decoded;
  const image = sharp(pixels, { raw: { width, height, channels }, limitInputPixels: false });
  const picture = await toSrgbBy(toNamedColors(decoded), image, limits.edge, bitDepth);
  const { warnings: decoderMessages } = decoded;
  const warnings = toWarnings(decoderMessages);
  if (warnings.length > 0 && isBlank(picture)) {
    throw new UndecodableError(toReason('HEIF', decoderMessages), { decoderMessages });
  }
  const found = { width, height, hasAlpha: channels === 4 };
  if (isBlank(picture) && !isOneColor(pixels, channels * pixels.BYTES_PER_ELEMENT))
    warnings.push(LOST_COLORS);
  return { picture, orientation: 1, found, warnings, decoderMessages };
}

function toNamedColors({ icc, nclx }: HeifPicture): NamedColors | undefined {
  const codePoints = icc ? readHdrCodePoints(icc) : nclx;
  if (codePoints) return { codePoints };
  return icc && { profile: icc };
}
