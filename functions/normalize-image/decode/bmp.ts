// BMP, as raw pixels for libvips. The packages that read it mix up palettes, run lengths or alpha.

import sharp from 'sharp';
import { BMP_COMPRESSION, type BmpHeader, readBmpHeader } from '../../shared/files/bmp-header.ts';
import { toSrgb } from '../color/to-srgb.ts';
import {
  assertPixels,
  type Decoded,
  type DecodeLimits,
  isBlank,
  isOneColor,
  LOST_COLORS,
  UndecodableError,
} from './decoded.ts';

const COMPRESSIONS: readonly number[] = Object.values(BMP_COMPRESSION);
const BITS: readonly number[] = [1, 2, 4, 8, 16, 24, 32];
const CHANNELS = 4;

/** Pixels are held in four bytes each. */
const PIXEL_SHARE = 1 / 2;

/** @throws {UndecodableError} When there is no picture, or it has too many pixels. */
export async function decodeBmp(bytes: Buffer, limits: DecodeLimits): Promise<Decoded> {
  const header = readBmpHeader(bytes.subarray(0, 138));
  if (
    header === undefined ||
    !COMPRESSIONS.includes(header.compression) ||
    !BITS.includes(header.bitsPerPixel)
  ) {
    const found = header
      ? `one of ${header.bitsPerPixel} bits in compression ${header.compression}`
      : 'no header';
    throw new UndecodableError(`Expected a BMP that can be decoded but found ${found}`);
  }
  const { width, height } = header;
  assertPixels(width, height, Math.floor(limits.maxPixels * PIXEL_SHARE));
  const isRle = header.compression === BMP_COMPRESSION.rle8 || header.compression === BMP_COMPRESSION.rle4;
  const { pixels, isWhole } = isRle ? readRuns(bytes, header) : readRows(bytes, header);
  const hasAlpha = header.alphaMask !== 0 && !fillEmptyAlpha(pixels);
  const image = sharp(pixels, { raw: { width, height, channels: CHANNELS }, limitInputPixels: false });
  const picture = await toSrgb(image, limits.edge, false);
  const warnings = isWhole ? [] : ['The file breaks off before the end of its picture'];
  if (isBlank(picture) && !isOneColor(pixels, CHANNELS)) warnings.push(LOST_COLORS);
  return { picture, orientation: 1, found: { width, height, hasAlpha }, warnings };
}

/** Programs that know no alpha leave it at zero: where it is nowhere more, all is opaque. @returns Whether that was so. */
function fillEmptyAlpha(pixels: Buffer): boolean {
  for (let at = 3; at < pixels.length; at += CHANNELS) if (pixels[at] !== 0) return false;
  for (let at = 3; at < pixels.length; at += CHANNELS) pixels[at] = 255;
  return true;
}

interface Pixels {
  readonly pixels: Buffer;
  readonly isWhole: boolean;
}

function readRows(bytes: Buffer, header: BmpHeader): Pixels {
  const { width, height, bitsPerPixel, pixelsOffset, isTopDown } = header;
  const rowBytes = Math.ceil((width * bitsPerPixel) / 32) * 4;
  if (bytes.length <= pixelsOffset + rowBytes / 2) {
    throw new UndecodableError('Expected a picture in the BMP but found that the file breaks off');
  }
  const pixels = Buffer.alloc(width * height * CHANNELS, 255);
  const write = toWriter(bytes, header, pixels);
  for (let row = 0; row < height; row++) {
    const start = pixelsOffset + row * rowBytes;
    if (start + rowBytes > bytes.length) return { pixels, isWhole: false };
    const to = (isTopDown ? row : height - 1 - row) * width;
    for (let x = 0; x < width; x++) write(start, x, (to + x) * CHANNELS);
  }
  return { pixels, isWhole: true };
}

/** @returns What writes pixel `x` of the row at `start`. */
function toWriter(
  bytes: Buffer,
  header: BmpHeader,
  pixels: Buffer,
): (start: number, x: number, to: number) => void {
  const { bitsPerPixel } = header;
  if (bitsPerPixel <= 8) {
    const palette = readPalette(bytes, header);
    const perByte = 8 / bitsPerPixel;
    const mask = 2 ** bitsPerPixel - 1;
    return (start, x, to) => {
      const byte = bytes[start + Math.floor(x / perByte)] ?? 0;
      const index = (byte >> (8 - bitsPerPixel - (x % perByte) * bitsPerPixel)) & mask;
      palette.copy(pixels, to, index * 3, index * 3 + 3);
    };
  }
  if (bitsPerPixel === 24) {
    return (start, x, to) => {
      const at = start + x * 3;
      pixels[to] = bytes[at + 2] ?? 0;
      pixels[to + 1] = bytes[at + 1] ?? 0;
      pixels[to + 2] = bytes[at] ?? 0;
    };
  }
  const masks = [header.redMask, header.greenMask, header.blueMask, header.alphaMask].map(toMask);
  return (start, x, to) => {
    const value = bitsPerPixel === 16 ? bytes.readUInt16LE(start + x * 2) : bytes.readUInt32LE(start + x * 4);
    for (let channel = 0; channel < CHANNELS; channel++) {
      const { mask, shift, top } = masks[channel] ?? toMask(0);
      if (top > 0) pixels[to + channel] = (((value & mask) >>> shift) * 255) / top + 0.5;
      else if (channel < 3) pixels[to + channel] = 0;
    }
  };
}

function toMask(mask: number): { mask: number; shift: number; top: number } {
  if (mask === 0) return { mask, shift: 0, top: 0 };
  const shift = Math.clz32(1) - Math.clz32(mask & -mask);
  return { mask, shift, top: mask >>> shift };
}

/** Red, green and blue of each entry. */
function readPalette(bytes: Buffer, { paletteOffset, paletteEntries, paletteEntryBytes }: BmpHeader): Buffer {
  const palette = Buffer.alloc(256 * 3);
  for (let index = 0; index < Math.min(paletteEntries, 256); index++) {
    const at = paletteOffset + index * paletteEntryBytes;
    palette.set([bytes[at + 2] ?? 0, bytes[at + 1] ?? 0, bytes[at] ?? 0], index * 3);
  }
  return palette;
}

/** Runs of one index, or of two in turn in RLE4, from the lowest row up; what is left out is the first entry. */
function readRuns(bytes: Buffer, header: BmpHeader): Pixels {
  const { width, height, pixelsOffset } = header;
  const isNibbles = header.compression === BMP_COMPRESSION.rle4;
  const palette = readPalette(bytes, header);
  const pixels = Buffer.alloc(width * height * CHANNELS, 255);
  for (let at = 0; at < pixels.length; at += CHANNELS) palette.copy(pixels, at, 0, 3);
  let [x, y, at] = [0, 0, pixelsOffset];
  const put = (index: number) => {
    if (x < width && y < height) {
      palette.copy(pixels, ((height - 1 - y) * width + x) * CHANNELS, index * 3, index * 3 + 3);
    }
    x++;
  };
  const nibble = (byte: number, index: number) => (index % 2 === 0 ? byte >> 4 : byte & 15);
  while (at + 2 <= bytes.length && y < height) {
    const [count = 0, value = 0] = [bytes[at], bytes[at + 1]];
    at += 2;
    if (count > 0) {
      for (let index = 0; index < count; index++) put(isNibbles ? nibble(value, index) : value);
    } else if (value === 0) {
      [x, y] = [0, y + 1];
    } else if (value === 1) {
      return { pixels, isWhole: true };
    } else if (value === 2) {
      [x, y, at] = [x + (bytes[at] ?? 0), y + (bytes[at + 1] ?? 0), at + 2];
    } else {
      for (let index = 0; index < value; index++) {
        put(isNibbles ? nibble(bytes[at + (index >> 1)] ?? 0, index) : (bytes[at + index] ?? 0));
      }
      const length = isNibbles ? Math.ceil(value / 2) : value;
      at += length + (length % 2);
    }
  }
  return { pixels, isWhole: y >= height };
}
