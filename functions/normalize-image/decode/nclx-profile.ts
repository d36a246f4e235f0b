// An ICC profile for the code points (ITU-T H.273) by which HEIF and AVIF files name their colours.

/** `colr` box of type `nclx`: colour primaries and transfer characteristics as H.273 numbers them. */
export interface Nclx {
  readonly primaries: number;
  readonly transfer: number;
}

type Xyz = readonly [number, number, number];
type Matrix = readonly [Xyz, Xyz, Xyz];

/** H.273 table 2: x and y of red, green and blue. All of them have the white point D65. */
const BT709 = [0.64, 0.33, 0.3, 0.6, 0.15, 0.06] as const;
const PRIMARIES: ReadonlyMap<number, readonly number[]> = new Map([
  [5, [0.64, 0.33, 0.29, 0.6, 0.15, 0.06]], // BT.601, 625 lines
  [6, [0.63, 0.34, 0.31, 0.595, 0.155, 0.07]], // BT.601, 525 lines
  [9, [0.708, 0.292, 0.17, 0.797, 0.131, 0.046]], // BT.2020
  [12, [0.68, 0.32, 0.265, 0.69, 0.15, 0.06]], // Display P3
]);
const D65_XY = [0.3127, 0.329] as const;
const D50: Xyz = [0.9642, 1, 0.8249]; // ICC.1, 7.2.16
const BRADFORD: Matrix = [
  [0.8951, 0.2664, -0.1614],
  [-0.7502, 1.7135, 0.0367],
  [0.0389, -0.0685, 1.0296],
];

/** H.273 table 3, as far as photographs use it; what is not here shows as sRGB, which BT.709 is in practice too. */
const TRANSFERS: ReadonlyMap<number, (signal: number) => number> = new Map([
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

const CURVE_ENTRIES = 4096; // fine enough for the shadows of PQ at 12 bits

/**
 * @returns An ICC v2 matrix profile, or undefined for what sRGB already says. HDR curves (PQ, HLG) are mapped to the
 *   range of a normal screen.
 */
export function toIccProfile({ primaries, transfer }: Nclx): Buffer | undefined {
  const chromaticities = PRIMARIES.get(primaries);
  const curve = TRANSFERS.get(transfer);
  if (chromaticities === undefined && curve === undefined) return undefined;
  const colorants = toColorants(chromaticities ?? BT709);
  return writeProfile(colorants, curve ?? fromSrgb);
}

/** IEC 61966-2-1. */
function fromSrgb(signal: number): number {
  return signal <= 0.04045 ? signal / 12.92 : ((signal + 0.055) / 1.055) ** 2.4;
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

/** XYZ of red, green and blue, adapted to D50 as ICC's connection space wants it. */
function toColorants(xy: readonly number[]): Matrix {
  const [redX = 0, redY = 0, greenX = 0, greenY = 0, blueX = 0, blueY = 0] = xy;
  const columns = transpose([toXyz(redX, redY), toXyz(greenX, greenY), toXyz(blueX, blueY)]);
  const white = toXyz(...D65_XY);
  const [red, green, blue] = apply(invert(columns), white);
  const adapt = adaptation(white, D50);
  return transpose(
    multiply(adapt, columns.map(([r, g, b]) => [r * red, g * green, b * blue]) as unknown as Matrix),
  );
}

function toXyz(x: number, y: number): Xyz {
  return [x / y, 1, (1 - x - y) / y];
}

/** The Bradford transform from one white point to another, ICC.1 annex E. */
function adaptation(from: Xyz, to: Xyz): Matrix {
  const source = apply(BRADFORD, from);
  const target = apply(BRADFORD, to);
  const scale: Matrix = [
    [target[0] / source[0], 0, 0],
    [0, target[1] / source[1], 0],
    [0, 0, target[2] / source[2]],
  ];
  return multiply(invert(BRADFORD), multiply(scale, BRADFORD));
}

function apply([first, second, third]: Matrix, vector: Xyz): Xyz {
  return [dot(first, vector), dot(second, vector), dot(third, vector)];
}

function dot(a: Xyz, b: Xyz): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function cross(a: Xyz, b: Xyz): Xyz {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

function transpose([a, b, c]: Matrix): Matrix {
  return [
    [a[0], b[0], c[0]],
    [a[1], b[1], c[1]],
    [a[2], b[2], c[2]],
  ];
}

function multiply([first, second, third]: Matrix, right: Matrix): Matrix {
  const columns = transpose(right);
  return [apply(columns, first), apply(columns, second), apply(columns, third)];
}

/** Cramer's rule: the columns of the inverse are the cross products of the rows, divided by the determinant. */
function invert([a, b, c]: Matrix): Matrix {
  const determinant = dot(a, cross(b, c));
  const scaled = ([x, y, z]: Xyz): Xyz => [x / determinant, y / determinant, z / determinant];
  return transpose([scaled(cross(b, c)), scaled(cross(c, a)), scaled(cross(a, b))]);
}

/** ICC.1:2001-04: the header, the tag table, and the tags that a display profile needs. */
function writeProfile([red, green, blue]: Matrix, curve: (signal: number) => number): Buffer {
  const curveTag = writeCurve(curve);
  const tags: [signature: string, content: Buffer][] = [
    ['desc', writeDescription('nclx')],
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
function writeCurve(curve: (signal: number) => number): Buffer {
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
