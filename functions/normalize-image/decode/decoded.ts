// What every decoder gives, whatever the format: small, in sRGB, not yet upright.

const BYTES_PER_PIXEL = 3;

/** sRGB pixels on white, three bytes each, row by row. */
export interface Picture {
  readonly pixels: Buffer;
  readonly width: number;
  readonly height: number;
}

export interface Decoded {
  readonly picture: Picture;
  /** EXIF orientation that is still to be applied, 1 to 8. */
  readonly orientation: number;
  /** What was wrong with the file. */
  readonly warnings: string[];
}

export interface DecodeLimits {
  /** Pictures of more pixels, width × height, are not decoded. */
  readonly maxPixels: number;
  /** Longest edge of the decoded picture in pixels. */
  readonly edge: number;
}

/** No decoder can make a picture of these bytes. The message reads on with where the file lies. */
export class UndecodableError extends Error {
  override readonly name = 'UndecodableError';
}

/** @throws {UndecodableError} When the picture has more pixels than are decoded. */
export function assertPixels(width: number, height: number, maxPixels: number): void {
  const pixels = width * height;
  if (pixels <= maxPixels) return;
  throw new UndecodableError(
    `The picture of ${width}×${height} = ${pixels} px exceeds the limit of ${maxPixels} px`,
  );
}

/** @returns Whether every pixel is the same: what a decoder leaves that has decoded nothing of a damaged file. */
export function isBlank({ pixels }: Picture): boolean {
  return pixels.subarray(BYTES_PER_PIXEL).equals(pixels.subarray(0, -BYTES_PER_PIXEL));
}
