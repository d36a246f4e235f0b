// HDR pictures (PQ and HLG, ITU-R BT.2100) on a normal screen: one tone curve, whatever file they come in.

import type { Picture } from '../decode/decoded.ts';
import { BT709, toColorantsOf, toSrgbMatrix } from './chromaticities.ts';
import { type CodePoints, PQ } from './code-points.ts';
import type { ProfiledPixels } from './profiled-tiff.ts';

/** BT.2408: the luminance of diffuse white in an HDR picture, cd/m². */
const REFERENCE_WHITE = 203;
/** BT.2100: the nominal peak of HLG, cd/m², and its system gamma there. */
const HLG_PEAK = 1000;
const HLG_GAMMA = 1.2;

/** Linear light below this stays as it is, three fifths of diffuse white; what is brighter approaches 1 softly. */
const KNEE = 0.6;

/** BT.2100: what red, green and blue give to the luminance of a scene. */
const LUMINANCE = [0.2627, 0.678, 0.0593] as const;

/** Signals as 16 bits have them, and steps of linear light between black and diffuse white. */
const SIGNALS = 65_536;
const STEPS = 65_536;

/**
 * @param pixels - RGB with or without alpha, in the code points' own signals.
 * @returns sRGB on white. Light above diffuse white is compressed, each colour by itself.
 */
export function hdrToSrgb(picture: ProfiledPixels, { primaries, transfer }: CodePoints): Picture {
  const { width, height, hasAlpha } = picture;
  const samples = toSamples(picture);
  const channels = hasAlpha ? 4 : 3;
  const top = picture.bitDepth === 16 ? SIGNALS - 1 : 255;
  const isPq = transfer === PQ;
  const lights = toTable(top + 1, (step) => (isPq ? fromPq(step / top) : fromHlg(step / top)));
  const [[rr, rg, rb], [gr, gg, gb], [br, bg, bb]] = toSrgbMatrix(toColorantsOf(primaries) ?? BT709);
  const [lumaR, lumaG, lumaB] = LUMINANCE;
  const pixels = Buffer.alloc(width * height * 3);
  for (let from = 0, to = 0; to < pixels.length; from += channels, to += 3) {
    const r = lights[samples[from] ?? 0] ?? 0;
    const g = lights[samples[from + 1] ?? 0] ?? 0;
    const b = lights[samples[from + 2] ?? 0] ?? 0;
    // HLG's OOTF brightens a pixel as a whole, by its luminance: colours keep their hue.
    const gain = isPq
      ? 1
      : (lumaR * r + lumaG * g + lumaB * b) ** (HLG_GAMMA - 1) * (HLG_PEAK / REFERENCE_WHITE);
    const alpha = hasAlpha ? (samples[from + 3] ?? 0) / top : 1;
    const paper = (1 - alpha) * 255;
    pixels[to] = alpha * toScreen((rr * r + rg * g + rb * b) * gain) + paper + 0.5;
    pixels[to + 1] = alpha * toScreen((gr * r + gg * g + gb * b) * gain) + paper + 0.5;
    pixels[to + 2] = alpha * toScreen((br * r + bg * g + bb * b) * gain) + paper + 0.5;
  }
  return { pixels, width, height };
}

function toSamples({ pixels, bitDepth }: ProfiledPixels): Uint8Array | Uint16Array {
  return bitDepth === 8 ? pixels : new Uint16Array(pixels.buffer, pixels.byteOffset, pixels.length / 2);
}

function toTable(length: number, toValue: (step: number) => number): Float32Array {
  return Float32Array.from({ length }, (_, step) => toValue(step));
}

/** Compressed light below 1 as the signal of sRGB, 0 to 255. */
const SCREEN = toTable(STEPS + 1, (step) => {
  const light = step / STEPS;
  return 255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055);
});

/** @param light - Linear, 1 is diffuse white. */
function toScreen(light: number): number {
  if (!(light > 0)) return 0;
  const shown = light <= KNEE ? light : 1 - (1 - KNEE) * Math.exp((KNEE - light) / (1 - KNEE));
  return SCREEN[Math.round(shown * STEPS)] ?? 0;
}

/** BT.2100 table 4: the signal's light, relative to diffuse white. */
function fromPq(signal: number): number {
  const power = signal ** (32 / 2523);
  const light = (Math.max(power - 107 / 128, 0) / (2413 / 128 - (2392 / 128) * power)) ** (16384 / 2610);
  return (light * 10_000) / REFERENCE_WHITE;
}

/** BT.2100 table 5, the inverse OETF: the signal's light in the scene, 0 to 1. */
function fromHlg(signal: number): number {
  return signal <= 0.5 ? signal ** 2 / 3 : (Math.exp((signal - 0.55991073) / 0.17883277) + 0.28466892) / 12;
}
