// Which picture of a file is the picture, and how it is to be shown. ExtractMetadata decides, NormalizeImage obeys.

import type { ImageMetadata } from '@image-workflow/record/metadata';
import * as z from 'zod';

/**
 * - `width` and `height` are pixels as stored: cropped as the file says, not yet turned.
 * - `orientation` is what makes the stored picture upright, 1 to 8 as EXIF numbers it, from the one place in the file
 *   that counts: `irot` and `imir` in HEIC and AVIF, the codestream in JPEG XL, EXIF elsewhere.
 * - `hasAlpha` says whether a sample is transparency; absent where the container does not tell.
 * - `directoryOffset` is where the directory of the picture lies in a TIFF.
 */
export const chosenPictureSchema = z.object({
  width: z.int().positive(),
  height: z.int().positive(),
  orientation: z.int().min(1).max(8),
  hasAlpha: z.boolean().optional(),
  directoryOffset: z.int().positive().optional(),
});

export type ChosenPicture = z.infer<typeof chosenPictureSchema>;

/**
 * Longest edge of a picture that is decoded, in pixels. Decoders hold rows as a whole, several at a time: with ten million
 * pixels to a row they take gigabytes, however few rows there are.
 */
const MAX_EDGE = 1_000_000;

/** @returns What is too large about a picture, to follow "The picture"; undefined where nothing is. */
export function describeExcess(width: number, height: number, maxPixels: number): string | undefined {
  const pixels = width * height;
  if (pixels > maxPixels) return `of ${width}×${height} = ${pixels} px exceeds the limit of ${maxPixels} px`;
  if (Math.max(width, height) > MAX_EDGE) {
    return `of ${width}×${height} px exceeds the limit of ${MAX_EDGE} px for an edge`;
  }
  return undefined;
}

/** @returns Whether `orientation` turns a picture by a quarter, so that its width becomes its height. */
export function isSideways(orientation: number): boolean {
  return orientation >= 5;
}

export function toUprightSize({ width, height, orientation }: ChosenPicture): {
  width: number;
  height: number;
} {
  return isSideways(orientation) ? { width: height, height: width } : { width, height };
}

/** What the record's metadata tell of the picture: all that executions of a definition up to 0.1.0 know. */
export function toChosenPicture({ width, height, orientation = 1, hasAlpha }: ImageMetadata): ChosenPicture {
  const stored = toUprightSize({ width, height, orientation }); // a quarter back is a swap too
  return { ...stored, orientation, ...(hasAlpha !== undefined && { hasAlpha }) };
}

/**
 * Each orientation as where it takes the upper left corner's two edges: `[a, b, c, d]` maps (x, y) to
 * (ax + by, cx + dy), with y downwards. Exif 3.0, tag 0x0112.
 */
const MATRICES: readonly (readonly [number, number, number, number])[] = [
  [1, 0, 0, 1],
  [-1, 0, 0, 1],
  [-1, 0, 0, -1],
  [1, 0, 0, -1],
  [0, 1, 1, 0],
  [0, -1, 1, 0],
  [0, -1, -1, 0],
  [0, 1, -1, 0],
];

/** @returns The one orientation that does what `first` and then `second` do. */
export function composeOrientations(first: number, second: number): number {
  const [a, b, c, d] = MATRICES[first - 1] ?? [1, 0, 0, 1];
  const [e, f, g, h] = MATRICES[second - 1] ?? [1, 0, 0, 1];
  const composed = [e * a + f * c, e * b + f * d, g * a + h * c, g * b + h * d];
  return 1 + MATRICES.findIndex((matrix) => matrix.every((value, index) => value === composed[index]));
}
