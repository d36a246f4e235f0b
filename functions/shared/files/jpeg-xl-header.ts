// The head of a JPEG XL codestream (ISO/IEC 18181-1): size, orientation, samples and colours.

import type { ByteSource } from './byte-source.ts';
import { type Box, walkBoxes } from './iso-boxes.ts';

export interface JpegXlHeader {
  /** Pixels as stored. */
  readonly width: number;
  readonly height: number;
  /** As EXIF numbers it. */
  readonly orientation: number;
  readonly bitDepth: number;
  readonly isGrey: boolean;
  readonly hasAlpha: boolean;
  readonly isAnimated: boolean;
  /** H.273 code points; absent where a profile stands in the codestream, or the colours are named otherwise. */
  readonly codePoints: { readonly primaries: number; readonly transfer: number } | undefined;
}

const SIGNATURE = 0xff0a;

/** All fields lie in far fewer, unless a channel has a long name. */
const HEADER_BYTES = 512;

/** Widths that are given by a ratio to the height (table of aspect ratios). */
const RATIOS: readonly (readonly [number, number])[] = [
  [1, 1],
  [12, 10],
  [4, 3],
  [3, 2],
  [16, 9],
  [5, 4],
  [2, 1],
];

const SRGB = { primaries: 1, transfer: 13 };
const CUSTOM = 2;
const GREY = 1;
const XYB = 2;
const ALPHA = 0;
const SPOT_COLOR = 2;
const COLOR_FILTER_ARRAY = 5;

/** Channels beside the colours that are read. */
const MAX_EXTRA_CHANNELS = 16;

/** @param boxes - Those of the file; none for a bare codestream. @returns undefined where there is no codestream. */
export async function readJpegXlHeader(
  source: ByteSource,
  boxes: readonly Box[],
): Promise<JpegXlHeader | undefined> {
  const box = boxes.find(({ type }) => type === 'jxlc' || type === 'jxlp');
  // A part of a codestream is numbered by four bytes.
  const start = box === undefined ? 0 : box.start + (box.type === 'jxlp' ? 4 : 0);
  return parseHeader(await source.read(start, HEADER_BYTES));
}

/** @returns The boxes around the codestream; none where the file begins with it. */
export async function walkJpegXlBoxes(source: ByteSource): Promise<Box[]> {
  const signature = await source.read(0, 2);
  return signature.length === 2 && signature.readUInt16BE(0) === SIGNATURE ? [] : walkBoxes(source);
}

function parseHeader(codestream: Buffer): JpegXlHeader | undefined {
  if (codestream.length < 4 || codestream.readUInt16BE(0) !== SIGNATURE) return undefined;
  const bits = new BitReader(codestream.subarray(2));
  const size = readSize(bits);
  const plain = { ...size, orientation: 1, bitDepth: 8, isGrey: false, hasAlpha: false, isAnimated: false };
  if (bits.bool()) return { ...plain, codePoints: SRGB };
  const extra = bits.bool() ? readExtraFields(bits) : { orientation: 1, isAnimated: false };
  const bitDepth = readBitDepth(bits);
  bits.bool(); // 16-bit buffers are enough
  const hasAlpha = readExtraChannels(bits);
  bits.bool(); // XYB
  return { ...size, ...extra, bitDepth, hasAlpha, ...readColors(bits) };
}

function readSize(bits: BitReader): { width: number; height: number } {
  const isSmall = bits.bool(); // both a multiple of 8, up to 256
  const readEdge = () =>
    isSmall ? 8 * (1 + bits.uint(5)) : 1 + bits.uint([9, 13, 18, 30][bits.uint(2)] ?? 30);
  const height = readEdge();
  const ratio = RATIOS[bits.uint(3) - 1];
  return { width: ratio === undefined ? readEdge() : Math.floor((height * ratio[0]) / ratio[1]), height };
}

function readExtraFields(bits: BitReader): { orientation: number; isAnimated: boolean } {
  const orientation = 1 + bits.uint(3);
  if (bits.bool()) readSize(bits); // intrinsic size
  if (bits.bool()) skipPreview(bits);
  const isAnimated = bits.bool();
  if (isAnimated) {
    bits.choice([100, 0], [1000, 0], [1, 10], [1, 30]); // ticks per second
    bits.choice([1, 0], [1001, 0], [1, 8], [1, 10]);
    bits.choice([0, 0], [0, 3], [0, 16], [0, 32]); // loops
    bits.bool(); // time codes
  }
  return { orientation, isAnimated };
}

function skipPreview(bits: BitReader): void {
  const isSmall = bits.bool();
  const readEdge = () =>
    isSmall
      ? bits.choice([16, 0], [32, 0], [1, 5], [33, 9])
      : bits.choice([1, 6], [65, 8], [321, 10], [1345, 12]);
  readEdge();
  if (bits.uint(3) === 0) readEdge();
}

function readBitDepth(bits: BitReader): number {
  if (!bits.bool()) return bits.choice([8, 0], [10, 0], [12, 0], [1, 6]);
  const bitDepth = bits.choice([32, 0], [16, 0], [24, 0], [1, 6]);
  bits.uint(4); // of the exponent
  return bitDepth;
}

/** @returns Whether one of them is alpha. */
function readExtraChannels(bits: BitReader): boolean {
  const count = Math.min(bits.choice([0, 0], [1, 0], [2, 4], [1, 12]), MAX_EXTRA_CHANNELS);
  let hasAlpha = false;
  for (let channel = 0; channel < count; channel++) {
    if (bits.bool()) {
      hasAlpha = true; // the default is alpha of 8 bits
      continue;
    }
    const type = bits.enumeration();
    readBitDepth(bits);
    bits.choice([0, 0], [3, 0], [4, 0], [1, 3]); // how much smaller it is
    const nameLength = bits.choice([0, 0], [0, 4], [16, 5], [48, 10]);
    bits.skip(nameLength * 8);
    if (type === ALPHA) bits.bool(); // colours are multiplied by it
    if (type === SPOT_COLOR) bits.skip(64);
    if (type === COLOR_FILTER_ARRAY) bits.choice([1, 0], [0, 2], [3, 4], [19, 8]);
    hasAlpha ||= type === ALPHA;
  }
  return hasAlpha;
}

function readColors(bits: BitReader): Pick<JpegXlHeader, 'isGrey' | 'codePoints'> {
  if (bits.bool()) return { isGrey: false, codePoints: SRGB };
  const hasProfile = bits.bool();
  const space = bits.enumeration();
  const isGrey = space === GREY;
  if (hasProfile || space === XYB) return { isGrey, codePoints: undefined };
  const white = bits.enumeration();
  if (white === CUSTOM) skipCustomXy(bits);
  const primaries = isGrey ? SRGB.primaries : bits.enumeration();
  if (!isGrey && primaries === CUSTOM) for (let color = 0; color < 3; color++) skipCustomXy(bits);
  const hasGamma = bits.bool();
  if (hasGamma) return { isGrey, codePoints: undefined };
  const transfer = bits.enumeration();
  // JPEG XL's P3 is that of H.273 with the white of a screen.
  return { isGrey, codePoints: { primaries: primaries === 11 ? 12 : primaries, transfer } };
}

function skipCustomXy(bits: BitReader): void {
  for (let axis = 0; axis < 2; axis++) {
    bits.choice([0, 19], [524_288, 19], [1_048_576, 20], [2_097_152, 21]);
  }
}

/** Bits from the lowest of each byte upwards; zeros beyond the end. */
class BitReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  uint(count: number): number {
    let value = 0;
    for (let bit = 0; bit < count; bit++, this.#at++) {
      value += (((this.#bytes[this.#at >> 3] ?? 0) >> (this.#at & 7)) & 1) * 2 ** bit;
    }
    return value;
  }

  bool(): boolean {
    return this.uint(1) === 1;
  }

  skip(count: number): void {
    this.#at += count;
  }

  /** U32: two bits choose an offset and the number of bits that are added to it. */
  choice(...distributions: readonly (readonly [offset: number, bits: number])[]): number {
    const [offset, count] = distributions[this.uint(2)] ?? [0, 0];
    return offset + this.uint(count);
  }

  enumeration(): number {
    return this.choice([0, 0], [1, 0], [2, 4], [18, 6]);
  }
}
