// JPEG XL as libjxl's own encoder writes it, in WebAssembly.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import createLibjxl from '@jsquash/jxl/codec/enc/jxl_enc.js';
import { defaultOptions } from '@jsquash/jxl/meta.js';
import type { RgbImage } from './quadrants.ts';

export async function encodeJpegXl({ pixels, width, height }: RgbImage): Promise<Buffer> {
  const path = createRequire(import.meta.url).resolve('@jsquash/jxl/codec/enc/jxl_enc.wasm');
  const libjxl = await createLibjxl({ wasmBinary: readFileSync(path) });
  const rgba = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let index = 0; index < width * height; index++) {
    rgba.set(pixels.subarray(index * 3, index * 3 + 3), index * 4);
  }
  const encoded = libjxl.encode(rgba, width, height, { ...defaultOptions, effort: 1, lossless: true });
  if (encoded === null) throw new Error('Expected libjxl to encode the picture');
  return Buffer.from(encoded);
}
