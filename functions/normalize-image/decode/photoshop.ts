// The flattened picture of a Photoshop document, as a plain TIFF for libvips. No library reads all modes and depths of it.

import { inflateSync } from 'node:zlib';
import { bytesSource } from '../../shared/files/byte-source.ts';
import { PHOTOSHOP_MODE, type PhotoshopDocument, readPhotoshop } from '../../shared/files/photoshop.ts';
import { writeLabAsSrgb } from '../color/lab.ts';
import { fromSrgb } from '../color/matrix-profile.ts';
import { type PixelModel, toTiff } from '../color/profiled-tiff.ts';
import {
  assertPixels,
  type Decoded,
  type DecodeLimits,
  type FileTraits,
  UndecodableError,
} from './decoded.ts';
import { decodeWithLibvips } from './libvips.ts';

const COMPRESSION = { none: 0, rle: 1, zip: 2 };
const ICC_RESOURCE = 0x040f;
const FULL = 65_535;

/** Planes and the TIFF are held at once. */
const PIXEL_SHARE = 1 / 6;

/** By mode: how it is shown, and how many planes are its colours. */
const DISPLAYS: ReadonlyMap<number, { model: PixelModel; planes: number }> = new Map([
  [PHOTOSHOP_MODE.bitmap, { model: 'Gray', planes: 1 }],
  [PHOTOSHOP_MODE.grey, { model: 'Gray', planes: 1 }],
  [PHOTOSHOP_MODE.indexed, { model: 'RGB', planes: 1 }],
  [PHOTOSHOP_MODE.rgb, { model: 'RGB', planes: 3 }],
  [PHOTOSHOP_MODE.cmyk, { model: 'CMYK', planes: 4 }],
  [PHOTOSHOP_MODE.duotone, { model: 'Gray', planes: 1 }],
  [PHOTOSHOP_MODE.lab, { model: 'RGB', planes: 3 }],
]);

/** @throws {UndecodableError} When there is no picture, or it has too many pixels. */
export async function decodePhotoshop(
  bytes: Buffer,
  traits: FileTraits,
  limits: DecodeLimits,
): Promise<Decoded> {
  const document = await readPhotoshop(bytesSource(bytes));
  const display = document && DISPLAYS.get(document.mode);
  if (document === undefined || display === undefined) {
    throw new UndecodableError(
      'Expected a Photoshop mode that can be shown but found multichannel or another',
    );
  }
  assertPixels(document.width, document.height, Math.floor(limits.maxPixels * PIXEL_SHARE));
  assertSamples(document, display.planes);
  const hasAlpha = document.hasTransparency && document.channels > display.planes;
  const planes = readPlanes(bytes, document, display.planes + (hasAlpha ? 1 : 0));
  const pixels = toPixels(planes, document, display.planes, hasAlpha, bytes);
  const profile = document.resourcesById.get(ICC_RESOURCE);
  const icc = profile && bytes.subarray(profile.offset, profile.offset + profile.length);
  const isOwn =
    document.mode === PHOTOSHOP_MODE.lab ||
    document.mode === PHOTOSHOP_MODE.duotone ||
    document.bitDepth === 32;
  const tiff = toTiff(
    {
      pixels: Buffer.from(pixels.buffer, pixels.byteOffset, pixels.byteLength),
      width: document.width,
      height: document.height,
      model: display.model,
      hasAlpha,
      bitDepth: 16,
    },
    isOwn ? undefined : icc,
  );
  return decodeWithLibvips(tiff, { ...traits, format: 'psd' }, limits);
}

function assertSamples({ bitDepth, channels, mode }: PhotoshopDocument, planes: number): void {
  const isBitmap = mode === PHOTOSHOP_MODE.bitmap;
  const isKnown = isBitmap ? bitDepth === 1 : [8, 16, 32].includes(bitDepth);
  if (isKnown && channels >= planes) return;
  const found = `${channels} channels of ${bitDepth} bits`;
  throw new UndecodableError(`Expected a Photoshop document whose samples fit its mode but found ${found}`);
}

/** Each plane's rows, uncompressed. */
function readPlanes(bytes: Buffer, document: PhotoshopDocument, count: number): Buffer[] {
  const { width, height, bitDepth, channels, picture, isLarge } = document;
  const rowBytes = Math.ceil((width * bitDepth) / 8);
  const planeBytes = rowBytes * height;
  const data = bytes.subarray(picture.offset + 2);
  const compression = bytes.length < picture.offset + 2 ? -1 : bytes.readUInt16BE(picture.offset);
  if (compression === COMPRESSION.rle) {
    const counts = isLarge ? 4 : 2;
    return unpackPlanes(data.subarray(channels * height * counts), { count, planeBytes });
  }
  const planes = compression === COMPRESSION.zip ? tryToInflate(data, planeBytes * channels) : data;
  if (compression !== COMPRESSION.none && compression !== COMPRESSION.zip) {
    throw new UndecodableError(
      `Expected a Photoshop compression that can be decoded but found number ${compression}`,
    );
  }
  assertWhole(planes.length, planeBytes * count);
  return Array.from({ length: count }, (_, plane) =>
    planes.subarray(plane * planeBytes, (plane + 1) * planeBytes),
  );
}

function assertWhole(length: number, expected: number): void {
  if (length >= expected) return;
  throw new UndecodableError(
    'Expected a picture in the Photoshop document but found that the file breaks off',
  );
}

function tryToInflate(data: Buffer, maxOutputLength: number): Buffer {
  try {
    return inflateSync(data, { maxOutputLength });
  } catch (error) {
    throw new UndecodableError('Expected a picture in the Photoshop document but found its data damaged', {
      cause: error,
    });
  }
}

/** PackBits: rows follow one another, so that their lengths are not needed. */
function unpackPlanes(data: Buffer, { count, planeBytes }: { count: number; planeBytes: number }): Buffer[] {
  const all = Buffer.alloc(count * planeBytes);
  let to = 0;
  let from = 0;
  while (to < all.length && from < data.length) {
    const head = data.readInt8(from++);
    if (head >= 0) {
      data.copy(all, to, from, from + head + 1);
      from += head + 1;
      to += head + 1;
    } else if (head !== -128) {
      all.fill(data[from++] ?? 0, to, Math.min(to + 1 - head, all.length));
      to += 1 - head;
    }
  }
  assertWhole(to, all.length);
  return Array.from({ length: count }, (_, plane) =>
    all.subarray(plane * planeBytes, (plane + 1) * planeBytes),
  );
}

/** Pixel by pixel, in 16 bits. */
function toPixels(
  planes: readonly Buffer[],
  document: PhotoshopDocument,
  colors: number,
  hasAlpha: boolean,
  bytes: Buffer,
): Uint16Array {
  const { width, height, bitDepth, mode } = document;
  const count = width * height;
  const isLab = mode === PHOTOSHOP_MODE.lab;
  const isIndexed = mode === PHOTOSHOP_MODE.indexed;
  const shown = isIndexed ? 3 : colors;
  const stride = shown + (hasAlpha ? 1 : 0);
  const pixels = new Uint16Array(count * stride);
  for (const [plane, samples] of planes.entries()) {
    const isAlpha = plane === colors;
    const read = toReader(samples, bitDepth, width, isAlpha ? PHOTOSHOP_MODE.grey : mode);
    const at = isAlpha ? shown : plane;
    for (let pixel = 0; pixel < count; pixel++) pixels[pixel * stride + at] = read(pixel);
  }
  if (isIndexed) applyPalette(pixels, stride, bytes.subarray(document.colorModeData.offset));
  if (isLab) {
    for (let at = 0; at < pixels.length; at += stride) {
      const toAxis = (value = 0) => (value / FULL) * 255 - 128;
      writeLabAsSrgb(
        ((pixels[at] ?? 0) * 100) / FULL,
        toAxis(pixels[at + 1]),
        toAxis(pixels[at + 2]),
        pixels,
        at,
      );
    }
  }
  return pixels;
}

/** A sample as 0 to 65,535. Inks are stored with none as white; 32 bits are light, and bitmaps have black as one. */
function toReader(samples: Buffer, bitDepth: number, width: number, mode: number): (pixel: number) => number {
  const rowBytes = Math.ceil(width / 8);
  if (bitDepth === 1) {
    return (pixel) => {
      const [x, y] = [pixel % width, Math.floor(pixel / width)];
      return ((samples[y * rowBytes + (x >> 3)] ?? 0) >> (7 - (x & 7))) & 1 ? 0 : FULL;
    };
  }
  if (bitDepth === 32) return (pixel) => toSignal(samples.readFloatBE(pixel * 4));
  const isIndex = mode === PHOTOSHOP_MODE.indexed;
  const read =
    bitDepth === 16
      ? (pixel: number) => samples.readUInt16BE(pixel * 2)
      : (pixel: number) => (samples[pixel] ?? 0) * (isIndex ? 1 : 257);
  return mode === PHOTOSHOP_MODE.cmyk ? (pixel) => FULL - read(pixel) : read;
}

/** Light of 0 to 1 as sRGB, by bisection of its curve: pictures in 32 bits are few. */
const SIGNALS = Uint16Array.from({ length: 4097 }, (_, step) => {
  let [low, high] = [0, 1];
  for (let round = 0; round < 20; round++) {
    const middle = (low + high) / 2;
    if (fromSrgb(middle) < step / 4096) low = middle;
    else high = middle;
  }
  return Math.round(low * FULL);
});

function toSignal(light: number): number {
  return light > 0 ? (SIGNALS[Math.min(Math.round(light * 4096), 4096)] ?? 0) : 0;
}

/** 256 reds, 256 greens, 256 blues. The index stands where red will. */
function applyPalette(pixels: Uint16Array, stride: number, palette: Buffer): void {
  for (let at = 0; at < pixels.length; at += stride) {
    const index = pixels[at] ?? 0;
    for (let color = 0; color < 3; color++) pixels[at + color] = (palette[color * 256 + index] ?? 0) * 257;
  }
}
