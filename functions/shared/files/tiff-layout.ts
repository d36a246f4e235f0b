// What one directory of a TIFF says of its pixels: their samples, and what each sample is.

import type { Ifd, TiffReader } from './tiff.ts';

/** TIFF 6.0, and its supplements for SampleFormat and CIE L*a*b*. */
const TAG = {
  newSubfileType: 0x00fe,
  subfileType: 0x00ff,
  imageWidth: 0x0100,
  imageHeight: 0x0101,
  bitsPerSample: 0x0102,
  compression: 0x0103,
  photometric: 0x0106,
  stripOffsets: 0x0111,
  orientation: 0x0112,
  samplesPerPixel: 0x0115,
  planarConfiguration: 0x011c,
  tileOffsets: 0x0144,
  inkSet: 0x014c,
  numberOfInks: 0x014e,
  extraSamples: 0x0152,
  sampleFormat: 0x0153,
} as const;

/** PhotometricInterpretation. */
export const PHOTOMETRIC = {
  whiteIsZero: 0,
  blackIsZero: 1,
  rgb: 2,
  palette: 3,
  mask: 4,
  separated: 5,
  yCbCr: 6,
  cieLab: 8,
  iccLab: 9,
  ituLab: 10,
} as const;

/** Samples that are colour; where nothing says what a sample is, it is none. */
const COLOR_SAMPLES: ReadonlyMap<number, number> = new Map([
  [PHOTOMETRIC.rgb, 3],
  [PHOTOMETRIC.separated, 4],
  [PHOTOMETRIC.yCbCr, 3],
  [PHOTOMETRIC.cieLab, 3],
  [PHOTOMETRIC.iccLab, 3],
  [PHOTOMETRIC.ituLab, 3],
]);

/** ExtraSamples that are alpha: premultiplied and not. 0 is something else: infrared, a spot colour, a mask. */
const ALPHA_SAMPLES: readonly number[] = [1, 2];

/** InkSet of inks that are not cyan, magenta, yellow and black. */
const OTHER_INKS = 2;

export interface TiffLayout {
  readonly width: number;
  readonly height: number;
  readonly bitsPerSample: number;
  /** 1 unsigned, 2 signed, 3 floating point, 4 not said. */
  readonly sampleFormat: number;
  readonly samplesPerPixel: number;
  readonly colorSamples: number;
  /** The index of the sample that is alpha, and whether the colours are multiplied by it. */
  readonly alpha: { readonly index: number; readonly isPremultiplied: boolean } | undefined;
  readonly compression: number;
  readonly photometric: number | undefined;
  readonly isPlanar: boolean;
  readonly isTiled: boolean;
  readonly hasOtherInks: boolean;
  /** EXIF's 1 to 8, where the directory has it. */
  readonly orientation: number | undefined;
  /** A smaller copy of another picture of the file. */
  readonly isReduced: boolean;
  readonly isMask: boolean;
  /** The directory describes pixels at all. */
  readonly hasPixels: boolean;
}

export async function readTiffLayout(tiff: TiffReader, ifd: Ifd): Promise<TiffLayout> {
  const number = (tag: number) => tiff.readNumber(ifd, tag);
  const numbers = async (tag: number) => {
    const entry = ifd.entries.get(tag);
    return entry === undefined ? [] : await tiff.readNumbers(entry);
  };
  const bits = await numbers(TAG.bitsPerSample);
  const samplesPerPixel = (await number(TAG.samplesPerPixel)) ?? Math.max(bits.length, 1);
  const photometric = await number(TAG.photometric);
  const inks = photometric === PHOTOMETRIC.separated ? await number(TAG.numberOfInks) : undefined;
  const colorSamples = Math.min(inks ?? COLOR_SAMPLES.get(photometric ?? -1) ?? 1, samplesPerPixel);
  const extraSamples = await numbers(TAG.extraSamples);
  const alphaAt = extraSamples.findIndex((kind) => ALPHA_SAMPLES.includes(kind));
  // Extra samples are the last: a file that names fewer than it has says nothing of the others.
  const alphaIndex = samplesPerPixel - extraSamples.length + alphaAt;
  const isAlpha = alphaAt >= 0 && alphaIndex >= colorSamples;
  const subfileType = (await number(TAG.newSubfileType)) ?? 0;
  const orientation = await number(TAG.orientation);
  return {
    width: (await number(TAG.imageWidth)) ?? 0,
    height: (await number(TAG.imageHeight)) ?? 0,
    bitsPerSample: bits[0] ?? 1,
    sampleFormat: (await number(TAG.sampleFormat)) ?? 1,
    samplesPerPixel,
    colorSamples,
    alpha: isAlpha ? { index: alphaIndex, isPremultiplied: extraSamples[alphaAt] === 1 } : undefined,
    compression: (await number(TAG.compression)) ?? 1,
    photometric,
    isPlanar: (await number(TAG.planarConfiguration)) === 2,
    isTiled: ifd.entries.has(TAG.tileOffsets),
    hasOtherInks: (await number(TAG.inkSet)) === OTHER_INKS,
    orientation: [1, 2, 3, 4, 5, 6, 7, 8].find((known) => known === orientation),
    isReduced: (subfileType & 1) === 1 || (await number(TAG.subfileType)) === 2,
    isMask: (subfileType & 4) === 4 || photometric === PHOTOMETRIC.mask,
    hasPixels: ifd.entries.has(TAG.stripOffsets) || ifd.entries.has(TAG.tileOffsets),
  };
}
