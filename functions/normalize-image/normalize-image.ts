// From the bytes of a photograph to the one preview that everything after it reads.

import { toUprightSize } from '../shared/chosen-picture.ts';
import { type ByteSource, ReadBudgetError } from '../shared/files/byte-source.ts';
import type { Normalization } from '../shared/workflow.ts';
import { decode } from './decode/decode.ts';
import { type FileTraits, type FoundPicture, UndecodableError } from './decode/decoded.ts';
import { type EncodedPreview, encodePreview } from './encode-preview.ts';
import { turnUpright } from './turn-upright.ts';

export interface NormalizeLimits {
  /** Pictures of more pixels, width × height, are not decoded. */
  readonly maxPixels: number;
  /** Longest edge of the preview in pixels. */
  readonly previewEdge: number;
}

/** What the record is to say instead of what ExtractMetadata has read in the file's header. */
export type Corrections = NonNullable<Extract<Normalization, { supported: true }>['corrections']>;

/** What the decoder said, in its own words: for the log. */
type DecoderMessages = { readonly decoderMessages?: readonly string[] };

export type NormalizedImage = DecoderMessages &
  (
    | ({ supported: true; warnings: string[]; corrections?: Corrections } & EncodedPreview)
    | { supported: false; reason: string }
  );

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
    const { corrections, warnings } = correct(traits, decoded.found);
    return {
      supported: true,
      warnings: [...decoded.warnings, ...warnings],
      ...(corrections && { corrections }),
      ...toMessages(decoded),
      ...(await encodePreview(upright)),
    };
  } catch (error) {
    if (error instanceof UndecodableError || error instanceof ReadBudgetError) {
      const messages = error instanceof UndecodableError ? toMessages(error) : {};
      return { supported: false, reason: `${error.message} in ${where}`, ...messages };
    }
    throw error;
  }
}

function toMessages({ decoderMessages = [] }: DecoderMessages): DecoderMessages {
  return decoderMessages.length > 0 ? { decoderMessages } : {};
}

/** Where decoding shows otherwise than the header said, decoding is right. */
function correct(
  traits: FileTraits,
  found: FoundPicture | undefined,
): { corrections?: Corrections; warnings: string[] } {
  if (found === undefined) return { warnings: [] };
  const claimed = toUprightSize(traits);
  const { width, height, hasAlpha } = found;
  const isSize = claimed.width === width && claimed.height === height;
  const isAlpha = hasAlpha === undefined || traits.hasAlpha === undefined || hasAlpha === traits.hasAlpha;
  if (isSize && isAlpha) return { warnings: [] };
  return {
    corrections: { width, height, ...(!isAlpha && { hasAlpha }) },
    warnings: [
      ...(isSize ? [] : [toSizeWarning(claimed, found)]),
      ...(isAlpha
        ? []
        : [
            `The file's header says that it has ${toAlphaWord(!hasAlpha)} but the picture has ${toAlphaWord(hasAlpha)}`,
          ]),
    ],
  };
}

function toSizeWarning(claimed: { width: number; height: number }, found: FoundPicture): string {
  return `The file's header says ${claimed.width}×${claimed.height} px but the picture has ${found.width}×${found.height} px`;
}

function toAlphaWord(hasAlpha: boolean): string {
  return hasAlpha ? 'transparency' : 'no transparency';
}
