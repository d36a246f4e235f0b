// What every decoder gets and gives, whatever the format: small, in sRGB, not yet upright.

import { type ChosenPicture, describeExcess } from '../../shared/chosen-picture.ts';

const BYTES_PER_PIXEL = 3;

/** sRGB pixels on white, three bytes each, row by row. */
export interface Picture {
  readonly pixels: Buffer;
  readonly width: number;
  readonly height: number;
}

/** The format as ExtractMetadata names it, and the picture that it has chosen. */
export type FileTraits = { readonly format: string } & Readonly<ChosenPicture>;

export interface Decoded {
  readonly picture: Picture;
  /** EXIF orientation that is still to be applied, 1 to 8. */
  readonly orientation: number;
  /** What the decoder found the picture to be: before it was scaled down, but upright. Absent for a preview in a RAW file. */
  readonly found?: FoundPicture;
  /** What was wrong with the file. */
  readonly warnings: string[];
  /** What the decoder said of it, in its own words: for the log. */
  readonly decoderMessages?: readonly string[];
}

/** Pixels of the upright picture in full size, and whether it has transparency. */
export interface FoundPicture {
  readonly width: number;
  readonly height: number;
  readonly hasAlpha?: boolean;
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
  /** What the decoder said, in its own words: for the log. */
  readonly decoderMessages: readonly string[];

  constructor(message: string, { cause, decoderMessages = [] }: UndecodableOptions = {}) {
    super(message, { cause });
    this.decoderMessages = decoderMessages;
  }
}

interface UndecodableOptions {
  readonly cause?: unknown;
  readonly decoderMessages?: readonly string[];
}

/** @throws {UndecodableError} When the picture has more pixels than are decoded, or too many in a row. */
export function assertPixels(width: number, height: number, maxPixels: number): void {
  const excess = describeExcess(width, height, maxPixels);
  if (excess !== undefined) throw new UndecodableError(`The picture ${excess}`);
}

export const LOST_COLORS = 'The preview is of one colour although the picture has more';

/** @returns Whether every pixel is the same: what a decoder leaves that has decoded nothing of a damaged file. */
export function isBlank({ pixels }: Picture): boolean {
  return isOneColor(pixels, BYTES_PER_PIXEL);
}

/** @param bytesPerPixel - Of all samples together, alpha too. */
export function isOneColor(pixels: Uint8Array | Uint16Array, bytesPerPixel: number): boolean {
  const bytes = Buffer.from(pixels.buffer, pixels.byteOffset, pixels.byteLength);
  return bytes.subarray(bytesPerPixel).equals(bytes.subarray(0, -bytesPerPixel));
}
