// JPEG XL: decoded by libjxl in WebAssembly, which turns the picture upright and gives sRGB.

import createLibjxl from '@jsquash/jxl/codec/dec/jxl_dec.js';
import sharp from 'sharp';
import { toSrgb } from '../color/to-srgb.ts';
import { assertPixels, type Decoded, type DecodeLimits, UndecodableError } from './decoded.ts';
import { readLibjxl } from './read-libjxl.ts';
import { isWasmFailure } from './wasm-failure.ts';

/**
 * Decodes the first frame, in a memory of its own that is given back afterwards.
 *
 * @param size - Pixels as the codestream's header says; libjxl is not asked before it decodes.
 * @throws {UndecodableError} When there is no picture, or it has too many pixels.
 */
export async function decodeJpegXl(
  bytes: Uint8Array,
  size: { width: number; height: number },
  limits: DecodeLimits,
): Promise<Decoded> {
  assertPixels(size.width, size.height, limits.maxPixels);
  const { data, width, height } = await decodePixels(bytes);
  const pixels = Buffer.from(data.buffer, data.byteOffset, data.length);
  const image = sharp(pixels, { raw: { width, height, channels: 4 }, limitInputPixels: false });
  return {
    picture: await toSrgb(image, limits.edge, false),
    orientation: 1,
    found: { width, height },
    warnings: [],
  };
}

async function decodePixels(bytes: Uint8Array) {
  const libjxl = await createLibjxl({ wasmBinary: await readLibjxl() });
  let image: ReturnType<typeof libjxl.decode> = null;
  try {
    image = libjxl.decode(bytes);
  } catch (error) {
    if (!isWasmFailure(error)) throw error;
    const reason = `Expected a picture in the JPEG XL but the decoder stopped: ${error.message}`;
    throw new UndecodableError(reason, { cause: error });
  }
  if (image === null)
    throw new UndecodableError('Expected a picture in the JPEG XL but the decoder found none');
  return image;
}
