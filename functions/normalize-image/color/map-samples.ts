// From the samples that a file holds, of whatever type, to samples of 16 bits that a screen can show.

import { PHOTOMETRIC, type TiffLayout } from '../../shared/files/tiff-layout.ts';
import { toLabScale, writeLabAsSrgb } from './lab.ts';
import { toSampleRange } from './sample-range.ts';

/** Pixel by pixel: the colours that are shown, and behind them alpha where the layout has it. */
export type Samples = ArrayLike<number>;

export interface MappedSamples {
  readonly pixels: Uint16Array;
  readonly warnings: readonly string[];
}

const WHITE = 65_535;
const FLOAT = 3;

export function isLab({ photometric }: TiffLayout): boolean {
  return photometric === PHOTOMETRIC.cieLab || photometric === PHOTOMETRIC.iccLab;
}

/**
 * Grey, RGB or inks, in the file's own colours.
 *
 * @param colors - Samples of a pixel that are shown, alpha not counted.
 * @param isInverted - The largest value is black.
 * @param noData - The value that stands for "nothing was measured here".
 */
export function mapColors(
  samples: Samples,
  layout: TiffLayout,
  { colors, isInverted, noData }: { colors: number; isInverted: boolean; noData: number | undefined },
): MappedSamples {
  const stride = strideOf(layout, colors);
  const pixels = new Uint16Array(layout.width * layout.height * stride);
  const { low, high, warning } = toSampleRange(samples, { stride, colors, noData }, layout);
  const [black, white] = isInverted ? [high, low] : [low, high];
  scale(samples, { stride, from: 0, to: colors }, { black, white }, pixels);
  addAlpha(samples, layout, stride, pixels);
  return { pixels, warnings: warning === undefined ? [] : [warning] };
}

/** L*a*b*, as sRGB. */
export function mapLab(samples: Samples, layout: TiffLayout): MappedSamples {
  const { toLightness, toAxis } = toLabScale(layout);
  const stride = strideOf(layout, 3);
  const pixels = new Uint16Array(layout.width * layout.height * stride);
  for (let at = 0; at < pixels.length; at += stride) {
    const lightness = toLightness(samples[at] ?? 0);
    writeLabAsSrgb(lightness, toAxis(samples[at + 1] ?? 0), toAxis(samples[at + 2] ?? 0), pixels, at);
  }
  addAlpha(samples, layout, stride, pixels);
  return { pixels, warnings: [] };
}

/**
 * The colours of a palette, as RGB.
 *
 * @param palette - TIFF 6.0, ColorMap: all reds, all greens, all blues, of 16 bits.
 */
export function mapPalette(samples: Samples, layout: TiffLayout, palette: readonly number[]): MappedSamples {
  const entries = palette.length / 3;
  const stride = strideOf(layout, 1);
  const count = layout.width * layout.height;
  const pixels = new Uint16Array(count * 3);
  for (let pixel = 0; pixel < count; pixel++) {
    const index = samples[pixel * stride] ?? 0;
    for (let color = 0; color < 3; color++) {
      pixels[pixel * 3 + color] = palette[color * entries + index] ?? 0;
    }
  }
  return { pixels, warnings: [] };
}

function strideOf({ alpha }: TiffLayout, colors: number): number {
  return colors + (alpha ? 1 : 0);
}

/** Samples `from` to `to` of each pixel, so that `black` becomes 0 and `white` all ones. What is no number is black. */
function scale(
  samples: Samples,
  { stride, from, to }: { stride: number; from: number; to: number },
  { black, white }: { black: number; white: number },
  pixels: Uint16Array,
): void {
  const factor = white === black ? 0 : WHITE / (white - black);
  for (let at = 0; at < pixels.length; at += stride) {
    for (let sample = at + from; sample < at + to; sample++) {
      const value = ((samples[sample] ?? 0) - black) * factor;
      pixels[sample] = value > 0 ? Math.min(Math.round(value), WHITE) : 0;
    }
  }
}

/** Alpha has the full range of its type. Where colours are multiplied by it, that is undone. */
function addAlpha(samples: Samples, layout: TiffLayout, stride: number, pixels: Uint16Array): void {
  if (layout.alpha === undefined) return;
  const white = layout.sampleFormat === FLOAT ? 1 : 2 ** layout.bitsPerSample - 1;
  scale(samples, { stride, from: stride - 1, to: stride }, { black: 0, white }, pixels);
  if (!layout.alpha.isPremultiplied) return;
  for (let at = 0; at < pixels.length; at += stride) {
    const alpha = pixels[at + stride - 1] ?? 0;
    if (alpha === 0) continue;
    for (let sample = at; sample < at + stride - 1; sample++) {
      pixels[sample] = Math.min(Math.round(((pixels[sample] ?? 0) * WHITE) / alpha), WHITE);
    }
  }
}
