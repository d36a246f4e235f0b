// JPEG, PNG, WebP, GIF, TIFF and AVIF: what sharp decodes.

import sharp, { type Metadata, type Sharp, type SharpOptions } from 'sharp';
import { toUprightSize } from '../../shared/chosen-picture.ts';
import { readExifProfile, readNclx } from '../color/assumed-profile.ts';
import type { CodePoints } from '../color/code-points.ts';
import { readHdrCodePoints } from '../color/icc-code-points.ts';
import { hasPossibleColorants } from '../color/icc-tags.ts';
import { readPngColors } from '../color/png-colors.ts';
import { isSrgb, type NamedColors, toSrgb, toSrgbBy, wideGreyToSrgb } from '../color/to-srgb.ts';
import {
  assertPixels,
  type Decoded,
  type DecodeLimits,
  type FileTraits,
  isBlank,
  LOST_COLORS,
  type Picture,
  UndecodableError,
} from './decoded.ts';
import { PROFILE, toReason, toWarnings } from './decoder-messages.ts';

sharp.cache(false); // every picture is decoded once

type ToPicture = (image: Sharp) => Promise<Picture>;

/**
 * Decodes the first page. A damaged file is decoded as far as it goes, and the warnings say what is wrong with it.
 *
 * JPEG and WebP are scaled down while they are decoded. The picture is not turned upright here: turning would hold the
 * full-size picture in memory.
 *
 * @throws {UndecodableError} When there is no picture, or it has too many pixels.
 */
export async function decodeWithLibvips(
  bytes: Buffer,
  { format, orientation: chosen }: FileTraits,
  limits: DecodeLimits,
): Promise<Decoded> {
  const { icc, ...rest } = await readHeader(bytes, format);
  const isProfileBroken = icc !== undefined && !hasPossibleColorants(icc);
  const header: Metadata = isProfileBroken || icc === undefined ? rest : { ...rest, icc };
  assertPixels(header.width, header.height, limits.maxPixels);
  const colors = await readNamedColors(bytes, header);
  const toPicture = choosePathToSrgb(colors, header, limits.edge);

  const orientation = header.format === 'heif' ? 1 : chosen; // libheif has turned it
  const found = { ...toUprightSize({ ...header, orientation }), hasAlpha: header.hasAlpha };
  const options = { limitInputPixels: limits.maxPixels, ignoreIcc: colors !== undefined || isProfileBroken };
  const strict = await tryToDecode(bytes, { ...options, failOn: 'error' }, toPicture);
  const warnings = [...(isProfileBroken ? [PROFILE.warning] : []), ...toWarnings(strict.messages)];
  const decoded = { orientation, found, decoderMessages: strict.messages };
  if (strict.picture) {
    warnings.push(...(await describeBlank(bytes, strict.picture)));
    return { picture: strict.picture, ...decoded, warnings };
  }
  const lenient = await tryToDecode(bytes, { ...options, ...toLenientOptions(header) }, toPicture);
  if (lenient.picture && !isBlank(lenient.picture)) {
    return { picture: lenient.picture, ...decoded, warnings };
  }
  throw new UndecodableError(toReason(format.toUpperCase(), strict.messages), {
    decoderMessages: strict.messages,
  });
}

/**
 * Whatever can be decoded is. libvips gives a JPEG up after too many warnings, unless it is `unlimited`; one of several
 * scans is never that, because each of them costs as much time as a picture.
 */
function toLenientOptions({ format, isProgressive }: Metadata): SharpOptions {
  return { failOn: 'none', unlimited: format === 'jpeg' && !isProgressive };
}

async function readHeader(bytes: Buffer, format: string): Promise<Metadata> {
  try {
    return await sharp(bytes, { failOn: 'none', limitInputPixels: false }).metadata();
  } catch (error) {
    const decoderMessages = [(error as Error).message];
    throw new UndecodableError(toReason(format.toUpperCase(), decoderMessages), {
      cause: error,
      decoderMessages,
    });
  }
}

/** By what the file says of its colours, else by the embedded profile. */
function choosePathToSrgb(colors: NamedColors | undefined, header: Metadata, edge: number): ToPicture {
  const isWide = header.depth === 'ushort';
  if (colors !== undefined && isSrgb(colors)) return (image) => toSrgb(image, edge, false);
  if (colors !== undefined) return (image) => toSrgbBy(colors, image, edge, isWide ? 16 : 8);
  if (header.icc && header.space === 'grey16') return (image) => wideGreyToSrgb(image, edge);
  return (image) => toSrgb(image, edge, isWide && header.icc !== undefined && header.space === 'rgb16');
}

/** A preview of one colour is right only where the file has no more: transparency, for example, can hide all of it. */
async function describeBlank(bytes: Buffer, picture: Picture): Promise<string[]> {
  if (!isBlank(picture)) return [];
  const { channels } = await sharp(bytes, { failOn: 'none', limitInputPixels: false }).stats();
  return channels.some(({ min, max }) => min !== max) ? [LOST_COLORS] : [];
}

/** @returns Colours that count instead of an embedded profile, or where there is none. */
async function readNamedColors(bytes: Buffer, header: Metadata): Promise<NamedColors | undefined> {
  if (header.format === 'png') {
    const colors = readPngColors(bytes);
    if (colors !== undefined) return colors;
  }
  if (header.icc) return toNamed(readHdrCodePoints(header.icc));
  if (header.format === 'heif') return toNamed(readNclx(bytes));
  const profile = header.space === 'srgb' && header.exif ? await readExifProfile(header.exif) : undefined;
  return profile && { profile };
}

function toNamed(codePoints: CodePoints | undefined): NamedColors | undefined {
  return codePoints && { codePoints };
}

async function tryToDecode(
  bytes: Buffer,
  options: SharpOptions,
  toPicture: ToPicture,
): Promise<{ picture?: Picture; messages: string[] }> {
  const messages: string[] = [];
  const image = sharp(bytes, options);
  image.on('warning', (message: string) => messages.push(message));
  try {
    const picture = await toPicture(image);
    return { picture, messages };
  } catch (error) {
    return { messages: [(error as Error).message, ...messages] };
  }
}
