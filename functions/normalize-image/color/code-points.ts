// Code points (ITU-T H.273), by which HEIF, AVIF, PNG and JPEG XL name their colours.

import { BT709, toColorantsOf } from './chromaticities.ts';
import { type Curve, fromSrgb, toMatrixProfile } from './matrix-profile.ts';

/** Colour primaries and transfer characteristics as H.273 numbers them. */
export interface CodePoints {
  readonly primaries: number;
  readonly transfer: number;
}

export const PQ = 16;
export const HLG = 18;

/** The primaries that sRGB shares, and "unspecified". */
const SRGB_PRIMARIES: readonly number[] = [1, 2];

/** H.273 table 3, as far as photographs use it; what is not here shows as sRGB, which BT.709 is in practice too. */
const TRANSFERS: ReadonlyMap<number, Curve> = new Map([
  [4, (signal) => signal ** 2.2],
  [5, (signal) => signal ** 2.8],
  [8, (signal) => signal],
  [17, (signal) => signal ** 2.6 * (52.37 / 48)], // SMPTE ST 428-1
]);

/** PQ and HLG name light that a normal screen cannot show: ./hdr.ts brings it there. */
export function isHdr({ transfer }: CodePoints): boolean {
  return transfer === PQ || transfer === HLG;
}

/** @returns An ICC v2 matrix profile, or undefined for what sRGB already says. */
export function toIccProfile({ primaries, transfer }: CodePoints): Buffer | undefined {
  const colorants = SRGB_PRIMARIES.includes(primaries) ? undefined : toColorantsOf(primaries);
  const curve = TRANSFERS.get(transfer);
  if (colorants === undefined && curve === undefined) return undefined;
  return toMatrixProfile('Code points', colorants ?? BT709, curve ?? fromSrgb);
}
