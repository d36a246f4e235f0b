// ICC profiles that only stand for code points of HDR: what their curves say, a screen cannot show.

import { type CodePoints, HLG, isHdr, PQ } from './code-points.ts';
import { readIccTag } from './icc-tags.ts';

const BT2020 = 9;

/** Names of profiles from before ICC had a tag for code points: https://www.w3.org/TR/png-hdr-pq/ */
const NAMES: readonly (readonly [RegExp, number])[] = [
  [/\bPQ\b|_PQ_|ST ?2084|SMPTE2084/i, PQ],
  [/\bHLG\b|_HLG_/i, HLG],
];

/** @returns The code points of PQ or HLG, or undefined where the profile is one to be applied. */
export function readHdrCodePoints(icc: Buffer): CodePoints | undefined {
  const cicp = readIccTag(icc, 'cicp'); // ICC.1:2022, 9.2.17
  if (cicp !== undefined && cicp.length >= 12) {
    const codePoints = { primaries: cicp.readUInt8(8), transfer: cicp.readUInt8(9) };
    return isHdr(codePoints) ? codePoints : undefined;
  }
  const name = readIccTag(icc, 'desc')?.toString('latin1').replaceAll('\0', '') ?? '';
  const transfer = NAMES.find(([pattern]) => pattern.test(name))?.[1];
  const isNamed = /2100|2020/.test(name) && transfer !== undefined;
  return isNamed ? { primaries: BT2020, transfer } : undefined;
}
