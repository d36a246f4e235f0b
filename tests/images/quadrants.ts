// A picture whose orientation shows: red, green, blue and white, from the upper left to the lower right.

import sharp from 'sharp';

export interface RgbImage {
  readonly pixels: Buffer;
  readonly width: number;
  readonly height: number;
}

const COLORS = { red: [255, 0, 0], green: [0, 255, 0], blue: [0, 0, 255], white: [255, 255, 255] } as const;

/** What {@link quadrantsOf} sees in an upright picture. */
export const UPRIGHT = ['red', 'green', 'blue', 'white'];

/** @param orientation - The picture is stored so that this EXIF orientation makes it upright. */
export function quadrants(width: number, height: number, orientation = 1): RgbImage {
  const isSideways = orientation >= 5;
  const stored = { width: isSideways ? height : width, height: isSideways ? width : height };
  const pixels = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const color = y < height / 2 ? (x < width / 2 ? 'red' : 'green') : x < width / 2 ? 'blue' : 'white';
      const [column, row] = toStored(orientation, x, y, width, height);
      pixels.set(COLORS[color], (row * stored.width + column) * 3);
    }
  }
  return { ...stored, pixels };
}

/**
 * Exif 3.0, table 6: what the first stored row and the first stored column show of the upright picture. Of
 * orientation 6, for example, the first row is the right side and the first column is the top.
 */
function toStored(
  orientation: number,
  x: number,
  y: number,
  width: number,
  height: number,
): [number, number] {
  const [right, bottom] = [width - 1 - x, height - 1 - y];
  const places: [number, number][] = [
    [x, y],
    [right, y],
    [right, bottom],
    [x, bottom],
    [y, x],
    [y, right],
    [bottom, right],
    [bottom, x],
  ];
  return places[orientation - 1] ?? [x, y];
}

/** The colours in the middles of the four quarters, from the upper left to the lower right. */
export async function quadrantsOf(image: Uint8Array): Promise<string[]> {
  const { data, info } = await sharp(image).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return [
    [1, 1],
    [3, 1],
    [1, 3],
    [3, 3],
  ].map(([x = 0, y = 0]) => {
    const at = (Math.floor((info.height * y) / 4) * info.width + Math.floor((info.width * x) / 4)) * 3;
    const seen = [...data.subarray(at, at + 3)];
    const near = Object.entries(COLORS).find(([, color]) =>
      color.every((value, i) => Math.abs(value - (seen[i] ?? 0)) < 24),
    );
    return near?.[0] ?? seen.join(' ');
  });
}
