// CIE L*a*b* in TIFF, as sRGB.

import { PHOTOMETRIC, type TiffLayout } from '../../shared/files/tiff-layout.ts';

/** CIE 15: f(t) = t³ above, a line below. */
const EPSILON = 6 / 29;

/** The white of ICC, D50. Photoshop and all others write L*a*b* relative to it, whatever the tag WhitePoint says. */
const D50_X = 0.9642;
const D50_Z = 0.8249;

/**
 * TIFF 6.0, section 23: L* of 0 to 100 over the whole range, a* and b* as signed numbers of 1, or of 1/256 in 16 bits.
 * ICC's variant has a* and b* unsigned, with 128 as zero. Floating-point samples are the values themselves.
 */
export function toLabScale({ bitsPerSample, sampleFormat, photometric }: TiffLayout): {
  toLightness: (sample: number) => number;
  toAxis: (sample: number) => number;
} {
  if (sampleFormat === 3) return { toLightness: (sample) => sample, toAxis: (sample) => sample };
  const steps = 2 ** (bitsPerSample - 8);
  const full = 2 ** bitsPerSample;
  const isIcc = photometric === PHOTOMETRIC.iccLab;
  return {
    toLightness: (sample) => ((sample < 0 ? sample + full : sample) * 100) / (full - 1),
    toAxis: (sample) => {
      if (isIcc) return sample / steps - 128;
      return (sample >= full / 2 ? sample - full : sample) / steps;
    },
  };
}

/** Steps of linear light for which the signal is computed once: finer than 16 bits show in the shadows. */
const STEPS = 65_536;
const SIGNALS = Uint16Array.from({ length: STEPS + 1 }, (_, step) => {
  const light = step / STEPS;
  const signal = light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055;
  return Math.round(signal * 65_535);
});

/**
 * Writes one pixel of sRGB in 16 bits; colours beyond it are clipped.
 *
 * The numbers take XYZ relative to D50 to linear sRGB, by Bradford.
 *
 * @see https://www.w3.org/TR/css-color-4/#color-conversion-code
 */
export function writeLabAsSrgb(
  lightness: number,
  a: number,
  b: number,
  pixels: Uint16Array,
  at: number,
): void {
  const fy = (lightness + 16) / 116;
  const x = toLight(fy + a / 500) * D50_X;
  const y = toLight(fy);
  const z = toLight(fy - b / 200) * D50_Z;
  pixels[at] = toSignal(3.1341359569 * x - 1.6173863321 * y - 0.4906619461 * z);
  pixels[at + 1] = toSignal(-0.9787955492 * x + 1.9162543774 * y + 0.0334428734 * z);
  pixels[at + 2] = toSignal(0.0719553892 * x - 0.2289768264 * y + 1.4053860351 * z);
}

function toLight(f: number): number {
  return f > EPSILON ? f * f * f : 3 * EPSILON * EPSILON * (f - 4 / 29);
}

function toSignal(light: number): number {
  return SIGNALS[Math.round(Math.min(Math.max(light, 0), 1) * STEPS)] ?? 0;
}
