// From the bytes of a photograph to the one preview that everything after it reads.

import { decode } from './decode/decode.ts';
import { UndecodableError } from './decode/decoded.ts';
import { type EncodedPreview, encodePreview } from './encode-preview.ts';
import { turnUpright } from './turn-upright.ts';

export interface NormalizeLimits {
  /** Pictures of more pixels, width × height, are not decoded. */
  readonly maxPixels: number;
  /** Longest edge of the preview in pixels. */
  readonly previewEdge: number;
}

export type NormalizedImage =
  | ({ supported: true; warnings: string[] } & EncodedPreview)
  | { supported: false; reason: string };

/**
 * Decodes a file and encodes its picture upright, in sRGB, on white.
 *
 * @param format - As ExtractMetadata found it in the bytes: `jpeg`, `heic`, …
 * @param where - The file's identity, for the reason: `s3://uploads/notes.txt`.
 * @returns A file that no decoder can use is an answer: `{ supported: false, reason }`.
 */
export async function normalizeImage(
  bytes: Uint8Array,
  format: string,
  limits: NormalizeLimits,
  where: string,
): Promise<NormalizedImage> {
  try {
    const { maxPixels, previewEdge } = limits;
    const decoded = await decode(bytes, format, { maxPixels, edge: previewEdge });
    const upright = await turnUpright(decoded.picture, decoded.orientation);
    return { supported: true, warnings: decoded.warnings, ...(await encodePreview(upright)) };
  } catch (error) {
    if (error instanceof UndecodableError)
      return { supported: false, reason: `${error.message} in ${where}` };
    throw error;
  }
}
