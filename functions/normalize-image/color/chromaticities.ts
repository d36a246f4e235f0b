// The colours of red, green, blue and white, as files name them, and as ICC wants them.

type Vector = readonly [number, number, number];
type Matrix = readonly [Vector, Vector, Vector];

/** CIE 1931. */
export type Xy = readonly [x: number, y: number];

export interface Chromaticities {
  readonly white: Xy;
  readonly red: Xy;
  readonly green: Xy;
  readonly blue: Xy;
}

/** XYZ of red, green and blue, adapted to D50 by the Bradford transform as ICC wants it (ICC.1, annex E). */
export type Colorants = readonly [red: Vector, green: Vector, blue: Vector];

const D65: Xy = [0.3127, 0.329];
const C: Xy = [0.31, 0.316];
const DCI: Xy = [0.314, 0.351];

/** ITU-T H.273, table 2, without 10, which is XYZ itself. */
const PRIMARIES: ReadonlyMap<number, Chromaticities> = new Map([
  [1, { white: D65, red: [0.64, 0.33], green: [0.3, 0.6], blue: [0.15, 0.06] }], // BT.709, sRGB
  [4, { white: C, red: [0.67, 0.33], green: [0.21, 0.71], blue: [0.14, 0.08] }],
  [5, { white: D65, red: [0.64, 0.33], green: [0.29, 0.6], blue: [0.15, 0.06] }], // PAL
  [6, { white: D65, red: [0.63, 0.34], green: [0.31, 0.595], blue: [0.155, 0.07] }], // NTSC
  [7, { white: D65, red: [0.63, 0.34], green: [0.31, 0.595], blue: [0.155, 0.07] }],
  [8, { white: C, red: [0.681, 0.319], green: [0.243, 0.692], blue: [0.145, 0.049] }], // film
  [9, { white: D65, red: [0.708, 0.292], green: [0.17, 0.797], blue: [0.131, 0.046] }], // BT.2020, BT.2100
  [11, { white: DCI, red: [0.68, 0.32], green: [0.265, 0.69], blue: [0.15, 0.06] }], // DCI-P3
  [12, { white: D65, red: [0.68, 0.32], green: [0.265, 0.69], blue: [0.15, 0.06] }], // Display P3
  [22, { white: D65, red: [0.63, 0.34], green: [0.295, 0.605], blue: [0.155, 0.077] }],
]);

const ADOBE: Chromaticities = { white: D65, red: [0.64, 0.33], green: [0.21, 0.71], blue: [0.15, 0.06] };

/** ICC.1, 7.2.16. */
const D50: Vector = [0.9642, 1, 0.8249];

/** Lam's responses of the cones, as in ICC.1, annex E. */
const BRADFORD: Matrix = [
  [0.8951, 0.2664, -0.1614],
  [-0.7502, 1.7135, 0.0367],
  [0.0389, -0.0685, 1.0296],
];

/** @returns undefined where the four are no colours that span a space. */
export function toColorants({ white, red, green, blue }: Chromaticities): Colorants | undefined {
  const [r, g, b, w] = [red, green, blue, white].map(toXyz) as [Vector, Vector, Vector, Vector];
  const columns = transpose([r, g, b]);
  const inverse = invert(columns);
  if (inverse === undefined || white[1] <= 0) return undefined;
  const strengths = apply(inverse, w);
  const adapt = toAdaptation(w);
  return [r, g, b].map((xyz, index) =>
    apply(adapt, xyz.map((value) => value * (strengths[index] ?? 0)) as unknown as Vector),
  ) as unknown as Colorants;
}

/** @returns undefined for primaries that H.273 leaves open or does not know. */
export function toColorantsOf(primaries: number): Colorants | undefined {
  const chromaticities = PRIMARIES.get(primaries);
  return chromaticities && toColorants(chromaticities);
}

/** The rows take light in the space of the colorants to linear sRGB; what lies outside of it is below 0 or above 1. */
export function toSrgbMatrix(colorants: Colorants): Matrix {
  const fromXyz = invert(transpose(BT709)) as Matrix;
  return transpose(colorants.map((xyz) => apply(fromXyz, xyz)) as unknown as Matrix);
}

function toXyz([x, y]: Xy): Vector {
  return y === 0 ? [0, 0, 0] : [x / y, 1, (1 - x - y) / y];
}

function toAdaptation(white: Vector): Matrix {
  const from = apply(BRADFORD, white);
  const to = apply(BRADFORD, D50);
  const scaled = BRADFORD.map((row, index) =>
    row.map((value) => (value * (to[index] ?? 0)) / (from[index] ?? 1)),
  ) as unknown as Matrix;
  return multiply(invert(BRADFORD) as Matrix, scaled);
}

function apply(matrix: Matrix, [x, y, z]: Vector): Vector {
  return matrix.map(([a, b, c]) => a * x + b * y + c * z) as unknown as Vector;
}

function transpose([[a, b, c], [d, e, f], [g, h, i]]: Matrix): Matrix {
  return [
    [a, d, g],
    [b, e, h],
    [c, f, i],
  ];
}

function multiply(left: Matrix, right: Matrix): Matrix {
  return transpose(transpose(right).map((column) => apply(left, column)) as unknown as Matrix);
}

function invert([[a, b, c], [d, e, f], [g, h, i]]: Matrix): Matrix | undefined {
  const determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  if (!(Math.abs(determinant) > 1e-9)) return undefined;
  const cofactors: Matrix = [
    [e * i - f * h, c * h - b * i, b * f - c * e],
    [f * g - d * i, a * i - c * g, c * d - a * f],
    [d * h - e * g, b * g - a * h, a * e - b * d],
  ];
  return cofactors.map((row) => row.map((value) => value / determinant)) as unknown as Matrix;
}

/** ITU-R BT.709, whose primaries sRGB shares. */
export const BT709 = toColorantsOf(1) as Colorants;
export const ADOBE_RGB = toColorants(ADOBE) as Colorants;
