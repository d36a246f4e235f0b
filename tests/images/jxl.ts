// JPEG XL as libjxl's own encoder writes it, in WebAssembly, with a head that says more than the encoder would.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import createLibjxl from '@jsquash/jxl/codec/enc/jxl_enc.js';
import { defaultOptions } from '@jsquash/jxl/meta.js';
import type { RgbImage } from './quadrants.ts';

export interface JpegXlOptions {
  /** As EXIF numbers it. */
  readonly orientation?: number;
  /** H.273: 9 is BT.2020, 16 PQ, 18 HLG. The samples stay as they are. */
  readonly codePoints?: { readonly primaries: number; readonly transfer: number };
}

const path = createRequire(import.meta.url).resolve('@jsquash/jxl/codec/enc/jxl_enc.wasm');
let encoder: ReturnType<typeof createLibjxl> | undefined; // takes half a second to start

/** Lossless, so that the head alone says what the samples mean. */
export async function encodeJpegXl(
  { pixels, width, height }: RgbImage,
  options: JpegXlOptions = {},
): Promise<Buffer> {
  encoder ??= createLibjxl({ wasmBinary: readFileSync(path) });
  const libjxl = await encoder;
  const rgba = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let index = 0; index < width * height; index++) {
    rgba.set(pixels.subarray(index * 3, index * 3 + 3), index * 4);
  }
  const encoded = libjxl.encode(rgba, width, height, {
    ...defaultOptions,
    effort: 1,
    lossless: true,
    quality: 100,
  });
  if (encoded === null) throw new Error('Expected libjxl to encode the picture');
  return rewriteHead(Buffer.from(encoded), options);
}

/**
 * The image's metadata as the encoder writes them behind the size (ISO/IEC 18181-1): not all default, no extra fields, 8 bits
 * twice, one channel of alpha, no XYB, sRGB, no extensions, default transforms.
 */
const METADATA = '0' + '0' + '000' + '1' + '10' + '1' + '0' + '1' + '00' + '1';
const COLORS_AT = METADATA.length - 4;

function rewriteHead(jxl: Buffer, { orientation, codePoints }: JpegXlOptions): Buffer {
  if (orientation === undefined && codePoints === undefined) return jxl;
  const bits = [...jxl.subarray(0, 64)].map((byte) => toBits(byte, 8)).join('');
  const start = bits.indexOf(METADATA, 16);
  const end = start + METADATA.length;
  if (start < 0) throw new Error('Expected a head as libjxl writes it');

  const extraFields = orientation === undefined ? '0' : `1${toBits(orientation - 1, 3)}000`;
  const colors = codePoints === undefined ? '1' : toColors(codePoints);
  const toneMapping = orientation === undefined ? '' : '1'; // default
  const head = `${bits.slice(0, start)}0${extraFields}${METADATA.slice(2, COLORS_AT)}${colors}${toneMapping}001`;
  const padded = head.padEnd(Math.ceil(head.length / 8) * 8, '0');
  const bytes = (padded.match(/.{8}/g) ?? []).map((byte) => Number.parseInt([...byte].reverse().join(''), 2));
  return Buffer.concat([Buffer.from(bytes), jxl.subarray(Math.ceil(end / 8))]);
}

/** Not default, no profile, RGB, the white of D65, primaries, no gamma, transfer, relative intent. */
function toColors({ primaries, transfer }: { primaries: number; transfer: number }): string {
  return `0${'0'}00${'10'}${toEnumeration(primaries)}0${toEnumeration(transfer)}${'10'}`;
}

/** Two bits for the kind, and the number: bits stand from the lowest on. */
function toEnumeration(value: number): string {
  return value < 18 ? `01${toBits(value - 2, 4)}` : `11${toBits(value - 18, 6)}`;
}

function toBits(value: number, count: number): string {
  return [...value.toString(2).padStart(count, '0')].reverse().join('');
}
