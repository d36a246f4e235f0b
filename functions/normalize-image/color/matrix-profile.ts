// Writes ICC profiles of the simplest kind: three primaries and one tone curve.

import type { Colorants } from './chromaticities.ts';

type Xyz = Colorants[number];

/** From a signal of 0 to 1 to linear light of 0 to 1. */
export type Curve = (signal: number) => number;

const D50: Xyz = [0.9642, 1, 0.8249]; // ICC.1, 7.2.16

const CURVE_ENTRIES = 4096; // fine enough for the shadows of linear light

/** IEC 61966-2-1. */
export function fromSrgb(signal: number): number {
  return signal <= 0.04045 ? signal / 12.92 : ((signal + 0.055) / 1.055) ** 2.4;
}

/** @returns An ICC v2 profile (ICC.1:2001-04): the header, the tag table, and the tags that a display needs. */
export function toMatrixProfile(name: string, [red, green, blue]: Colorants, curve: Curve): Buffer {
  const curveTag = writeCurve(curve);
  const tags: [signature: string, content: Buffer][] = [
    ['desc', writeDescription(name)],
    ['cprt', Buffer.from('text\0\0\0\0No copyright\0\0\0\0', 'latin1')],
    ['wtpt', writeXyz(D50)],
    ['rXYZ', writeXyz(red)],
    ['gXYZ', writeXyz(green)],
    ['bXYZ', writeXyz(blue)],
    ['rTRC', curveTag],
    ['gTRC', curveTag],
    ['bTRC', curveTag],
  ];
  const table = Buffer.alloc(4 + tags.length * 12);
  table.writeUInt32BE(tags.length, 0);
  const contents: Buffer[] = [];
  let offset = 128 + table.length;
  for (const [index, [signature, content]] of tags.entries()) {
    const isShared = contents.at(-1) === content; // the three curves are one
    if (!isShared) {
      contents.push(content);
      offset += content.length;
    }
    const at = 4 + index * 12;
    table.write(signature, at, 'latin1');
    table.writeUInt32BE(offset - content.length, at + 4);
    table.writeUInt32BE(content.length, at + 8);
  }

  const header = Buffer.alloc(128);
  header.writeUInt32BE(offset, 0);
  header.writeUInt32BE(0x02100000, 8); // version 2.1
  header.write('mntrRGB XYZ ', 12, 'latin1');
  header.write('acsp', 36, 'latin1');
  writeXyz(D50).copy(header, 68, 8);
  return Buffer.concat([header, table, ...contents]);
}

/** The type `XYZ `: s15Fixed16 numbers. */
function writeXyz(xyz: Xyz): Buffer {
  const tag = Buffer.alloc(20);
  tag.write('XYZ ', 'latin1');
  for (const [index, value] of xyz.entries()) tag.writeInt32BE(Math.round(value * 65_536), 8 + index * 4);
  return tag;
}

/** The type `curv`: linear light as 16-bit fractions at even steps of the signal. */
function writeCurve(curve: Curve): Buffer {
  const tag = Buffer.alloc(12 + CURVE_ENTRIES * 2);
  tag.write('curv', 'latin1');
  tag.writeUInt32BE(CURVE_ENTRIES, 8);
  for (let index = 0; index < CURVE_ENTRIES; index++) {
    const light = Math.min(Math.max(curve(index / (CURVE_ENTRIES - 1)), 0), 1);
    tag.writeUInt16BE(Math.round(light * 65_535), 12 + index * 2);
  }
  return tag;
}

/** The type `desc`: an ASCII name, and empty Unicode and Macintosh ones. */
function writeDescription(name: string): Buffer {
  const tag = Buffer.alloc(90 + name.length + 1 + ((4 - ((90 + name.length + 1) % 4)) % 4));
  tag.write('desc', 'latin1');
  tag.writeUInt32BE(name.length + 1, 8);
  tag.write(name, 12, 'latin1');
  return tag;
}
