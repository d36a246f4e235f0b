// PNG (third edition): colours that are named by chunks instead of an ICC profile.

import { BT709, type Colorants, toColorants, type Xy } from './chromaticities.ts';
import { type Curve, fromSrgb, toMatrixProfile } from './matrix-profile.ts';
import type { NamedColors } from './to-srgb.ts';

/** Chunks before the picture data that are looked at: real files have about ten. */
const MAX_CHUNKS = 200;

/** gAMA is the encoding exponent × 100,000; this one stands for sRGB's curve, and libpng takes 5 % about it for the same. */
const SRGB_GAMMA = 45_455;
const SAME_GAMMA = 0.05;

/** cHRM is × 100,000 too: what differs by less is rounded. */
const SAME_CHROMATICITY = 0.002;

/** In the order of the standard, 11.3.2: cICP, then iCCP, which libvips applies, then sRGB, then gAMA with cHRM. */
export function readPngColors(png: Buffer): NamedColors | undefined {
  const chunks = readChunks(png);
  const cicp = chunks.get('cICP');
  if (cicp !== undefined && cicp.length >= 4) {
    return { codePoints: { primaries: cicp.readUInt8(0), transfer: cicp.readUInt8(1) } };
  }
  if (chunks.has('iCCP') || chunks.has('sRGB')) return undefined;
  const colorants = toPngColorants(chunks.get('cHRM'));
  const curve = toPngCurve(chunks.get('gAMA'));
  if (colorants === undefined && curve === undefined) return undefined;
  return { profile: toMatrixProfile('PNG', colorants ?? BT709, curve ?? fromSrgb) };
}

function readChunks(png: Buffer): Map<string, Buffer> {
  const chunks = new Map<string, Buffer>();
  let offset = 8;
  for (let count = 0; count < MAX_CHUNKS && offset + 12 <= png.length; count++) {
    const length = png.readUInt32BE(offset);
    const type = png.toString('latin1', offset + 4, offset + 8);
    if (type === 'IDAT') break;
    if (!chunks.has(type)) chunks.set(type, png.subarray(offset + 8, offset + 8 + length));
    offset += 12 + length;
  }
  return chunks;
}

/** White, red, green, blue, each as x and y. */
function toPngColorants(chrm: Buffer | undefined): Colorants | undefined {
  if (chrm === undefined || chrm.length < 32) return undefined;
  const at = (index: number): Xy => [
    chrm.readUInt32BE(index * 8) / 100_000,
    chrm.readUInt32BE(index * 8 + 4) / 100_000,
  ];
  const colorants = toColorants({ white: at(0), red: at(1), green: at(2), blue: at(3) });
  const isSrgb = colorants?.every((xyz, color) =>
    xyz.every((value, axis) => Math.abs(value - (BT709[color]?.[axis] ?? 0)) < SAME_CHROMATICITY),
  );
  return isSrgb ? undefined : colorants;
}

function toPngCurve(gama: Buffer | undefined): Curve | undefined {
  if (gama === undefined || gama.length < 4) return undefined;
  const gamma = gama.readUInt32BE(0);
  if (gamma === 0 || Math.abs(gamma / SRGB_GAMMA - 1) <= SAME_GAMMA) return undefined;
  return (signal) => signal ** (100_000 / gamma);
}
