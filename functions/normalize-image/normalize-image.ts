// From the bytes of a photograph to the one preview that everything after it reads.

import { type ByteSource, ReadBudgetError } from '../shared/byte-source.ts';
import { decode, type FileTraits } from './decode/decode.ts';
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
 * @param traits - What ExtractMetadata found in the bytes.
 * @param where - The file's identity, for the reason: `s3://uploads/notes.txt`.
 * @returns A file that no decoder can use is an answer: `{ supported: false, reason }`.
 */
export async function normalizeImage(
  source: ByteSource,
  traits: FileTraits,
  limits: NormalizeLimits,
  where: string,
): Promise<NormalizedImage> {
  try {
    const { maxPixels, previewEdge } = limits;
    const decoded = await decode(source, traits, { maxPixels, edge: previewEdge });
    const upright = await turnUpright(decoded.picture, decoded.orientation);
    return { supported: true, warnings: decoded.warnings, ...(await encodePreview(upright)) };
  } catch (error) {
    if (error instanceof UndecodableError || error instanceof ReadBudgetError) {
      return { supported: false, reason: `${error.message} in ${where}` };
    }
    throw error;
  }
}
