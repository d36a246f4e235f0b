// Which value of a sample is black and which is white, where the file does not say it by the number of its bits.

import type { TiffLayout } from '../../shared/files/tiff-layout.ts';

export interface SampleRange {
  readonly low: number;
  readonly high: number;
  /** What was assumed, in words. */
  readonly warning?: string;
}

/** How samples lie: `stride` to a pixel, of which the first `colors` are shown. */
export interface SampleOrder {
  readonly stride: number;
  readonly colors: number;
  /** The value that stands for "nothing was measured here" (GDAL). */
  readonly noData: number | undefined;
}

const FLOAT = 3;
const SIGNED = 2;

/** Values that programs write where nothing was measured, and that no picture has. */
const NO_DATA: readonly number[] = [-9999, -32768];
const LARGEST_MEASURED = 1e30;

/** Samples that are looked at, evenly over the picture. */
const LOOKED_AT = 100_000;

/** The share of outliers at either end. */
const OUTLIERS = 0.001;

/** A picture whose brightest sample is darker than this share of white would be black to the eye. */
const DARKEST = 1 / 16;

/** Highlights of floating-point pictures: white is 1, and what is brighter is clipped. */
const BRIGHTEST_HIGHLIGHT = 16;

/**
 * - Unsigned samples of up to 16 bits: all zeros are black, all ones are white.
 * - Others: black is 0 and white the usual maximum that holds all samples, 1 (floating point), 255, 65,535 or that of the
 *   type.
 * - Where samples are negative, or fit none of these, the darkest becomes black and the brightest white.
 */
export function toSampleRange(
  samples: ArrayLike<number>,
  order: SampleOrder,
  { sampleFormat, bitsPerSample }: Pick<TiffLayout, 'sampleFormat' | 'bitsPerSample'>,
): SampleRange {
  const isFloat = sampleFormat === FLOAT;
  if (!isFloat && sampleFormat !== SIGNED && bitsPerSample <= 16)
    return { low: 0, high: 2 ** bitsPerSample - 1 };
  const { lowest, highest } = quantiles(samples, order);
  const ofType = 2 ** (sampleFormat === SIGNED ? bitsPerSample - 1 : bitsPerSample) - 1;
  const usual = isFloat ? [1, 255, 65_535] : [255, 65_535, ofType].filter((maximum) => maximum <= ofType);
  const white = usual.find(
    (maximum) =>
      highest > maximum * DARKEST && highest <= maximum * (maximum === 1 ? BRIGHTEST_HIGHLIGHT : 1),
  );
  const isNegative = lowest < -Math.abs(highest) / 100;
  if (white !== undefined && !isNegative) return { low: 0, high: white };
  if (highest === lowest) return { low: Math.min(0, lowest), high: Math.max(highest, 1) };
  const warning = `The samples reach from ${toWord(lowest)} to ${toWord(highest)}: these are shown as black and white`;
  return { low: lowest, high: highest, warning };
}

function toWord(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function quantiles(samples: ArrayLike<number>, { stride, colors, noData }: SampleOrder) {
  const pixels = Math.floor(samples.length / stride);
  const step = Math.max(1, Math.floor((pixels * colors) / LOOKED_AT));
  const values: number[] = [];
  for (let pixel = 0; pixel < pixels; pixel += step) {
    for (let color = 0; color < colors; color++) {
      const value = samples[pixel * stride + color] ?? Number.NaN;
      const isMeasured = Math.abs(value) < LARGEST_MEASURED && value !== noData && !NO_DATA.includes(value);
      if (isMeasured) values.push(value);
    }
  }
  values.sort((a, b) => a - b);
  const skipped = Math.floor(values.length * OUTLIERS);
  return { lowest: values[skipped] ?? 0, highest: values[values.length - 1 - skipped] ?? 0 };
}
