// ICC profiles for the code points (ITU-T H.273) by which HEIF and AVIF files name their colours.

import {
  BT709,
  BT2020,
  type Colorants,
  type Curve,
  fromSrgb,
  P3,
  toMatrixProfile,
} from './matrix-profile.ts';

/** `colr` box of type `nclx`: colour primaries and transfer characteristics as H.273 numbers them. */
export interface Nclx {
  readonly primaries: number;
  readonly transfer: number;
}

/** H.273 table 2; the primaries of BT.601 are close enough to those of BT.709. */
const PRIMARIES: ReadonlyMap<number, Colorants> = new Map([
  [9, BT2020],
  [12, P3],
]);

/** H.273 table 3, as far as photographs use it; what is not here shows as sRGB, which BT.709 is in practice too. */
const TRANSFERS: ReadonlyMap<number, Curve> = new Map([
  [4, (signal) => signal ** 2.2],
  [5, (signal) => signal ** 2.8],
  [8, (signal) => signal],
  [16, (signal) => compressHighlights(fromPq(signal))],
  [18, (signal) => compressHighlights(fromHlg(signal))],
]);

/** BT.2408: the luminance of diffuse white in an HDR picture, cd/m². */
const REFERENCE_WHITE = 203;
/** BT.2100: the nominal peak of HLG, cd/m², and its system gamma there. */
const HLG_PEAK = 1000;
const HLG_GAMMA = 1.2;

/** Linear light below this stays as it is, half of diffuse white; what is brighter approaches 1 softly. */
const KNEE = 0.5;

/**
 * @returns An ICC v2 matrix profile, or undefined for what sRGB already says. HDR curves (PQ, HLG) are mapped to the
 *   range of a normal screen.
 */
export function toIccProfile({ primaries, transfer }: Nclx): Buffer | undefined {
  const colorants = PRIMARIES.get(primaries);
  const curve = TRANSFERS.get(transfer);
  if (colorants === undefined && curve === undefined) return undefined;
  return toMatrixProfile('nclx', colorants ?? BT709, curve ?? fromSrgb);
}

/** BT.2100 table 4: the signal's light, relative to diffuse white. */
function fromPq(signal: number): number {
  const power = signal ** (32 / 2523);
  const light = (Math.max(power - 107 / 128, 0) / (2413 / 128 - (2392 / 128) * power)) ** (16384 / 2610);
  return (light * 10_000) / REFERENCE_WHITE;
}

/** BT.2100 table 5: the inverse OETF and the OOTF of a 1000 cd/m² screen, per channel, relative to diffuse white. */
function fromHlg(signal: number): number {
  const scene =
    signal <= 0.5 ? signal ** 2 / 3 : (Math.exp((signal - 0.55991073) / 0.17883277) + 0.28466892) / 12;
  return (scene ** HLG_GAMMA * HLG_PEAK) / REFERENCE_WHITE;
}

function compressHighlights(light: number): number {
  if (light <= KNEE) return light;
  return KNEE + (1 - KNEE) * (1 - Math.exp((KNEE - light) / (1 - KNEE)));
}
