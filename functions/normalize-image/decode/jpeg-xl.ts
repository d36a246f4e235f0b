// JPEG XL: decoded in WebAssembly, by libjxl, which gives sRGB of 8 bits, or by jxl-oxide, which keeps the light of HDR.

import createLibjxl from '@jsquash/jxl/codec/dec/jxl_dec.js';
import sharp from 'sharp';
import { toUprightSize } from '../../shared/chosen-picture.ts';
import { bytesSource } from '../../shared/files/byte-source.ts';
import { readJpegXlHeader, walkJpegXlBoxes } from '../../shared/files/jpeg-xl-header.ts';
import { isHdr } from '../color/code-points.ts';
import { toSrgb } from '../color/to-srgb.ts';
import {
  assertPixels,
  type Decoded,
  type DecodeLimits,
  type FileTraits,
  isOneColor,
  LOST_COLORS,
  UndecodableError,
} from './decoded.ts';
import { decodeToPng } from './jxl-oxide.ts';
import { decodeWithLibvips } from './libvips.ts';
import { readLibjxl } from './read-wasm.ts';
import { isWasmFailure } from './wasm-failure.ts';

/** What HDR gets of the pixels of other JPEG XL: jxl-oxide takes twice the memory. */
const HDR_SHARE = 1 / 2;

/**
 * Decodes the first frame, upright, in a memory of its own that is given back afterwards.
 *
 * @throws {UndecodableError} When there is no picture, or it has too many pixels.
 */
export async function decodeJpegXl(
  bytes: Buffer,
  traits: FileTraits,
  limits: DecodeLimits,
): Promise<Decoded> {
  const source = bytesSource(bytes);
  const header = await readJpegXlHeader(source, await walkJpegXlBoxes(source));
  if (header?.codePoints && isHdr(header.codePoints)) return decodeHdr(bytes, traits, limits);

  assertPixels(traits.width, traits.height, limits.maxPixels);
  const { data, width, height } = await decodePixels(bytes);
  const pixels = Buffer.from(data.buffer, data.byteOffset, data.length);
  const image = sharp(pixels, { raw: { width, height, channels: 4 }, limitInputPixels: false });
  const picture = await toSrgb(image, limits.edge, false);
  const isLost = isOneColor(picture.pixels, 3) && !isOneColor(pixels, 4);
  return { picture, orientation: 1, found: { width, height }, warnings: isLost ? [LOST_COLORS] : [] };
}

async function decodePixels(bytes: Uint8Array) {
  const libjxl = await createLibjxl({ wasmBinary: await readLibjxl() });
  const image = await tryToDecode(() => libjxl.decode(bytes));
  if (image === null) {
    throw new UndecodableError('Expected a picture in the JPEG XL but found its data damaged');
  }
  return image;
}

async function decodeHdr(bytes: Buffer, traits: FileTraits, limits: DecodeLimits): Promise<Decoded> {
  assertPixels(traits.width, traits.height, Math.floor(limits.maxPixels * HDR_SHARE));
  const png = await tryToDecode(() => decodeToPng(bytes));
  const { width, height } = toUprightSize(traits);
  return decodeWithLibvips(png, { format: 'png', width, height, orientation: 1 }, limits);
}

async function tryToDecode<T>(decode: () => T | Promise<T>): Promise<T> {
  try {
    return await decode();
  } catch (error) {
    if (!isWasmFailure(error)) throw error;
    const reason = 'Expected a picture in the JPEG XL but found its data damaged';
    throw new UndecodableError(reason, { cause: error });
  }
}
