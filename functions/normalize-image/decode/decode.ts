// Which decoder reads which format.

import type { ImageMetadata } from '@image-workflow/record/metadata';
import type { ByteSource } from '../../shared/byte-source.ts';
import { isRaw, readRawPreview } from '../raw/raw-preview.ts';
import type { Decoded, DecodeLimits } from './decoded.ts';
import { decodeHeif } from './heif.ts';
import { decodeJpegXl } from './jpeg-xl.ts';
import { decodeWithLibvips } from './libvips.ts';
import { completeWebp } from './webp.ts';

/** HEIF coded with HEVC. Prebuilt sharp leaves it out for its patents: https://github.com/lovell/sharp/issues/3981 */
const HEVC_FORMATS: readonly string[] = ['heic', 'heif'];

/**
 * Formats that take more memory to decode than others, and what they get of the pixel limit: an AVIF of 10 bits takes
 * 25 bytes for each pixel, a JPEG XL of 16 bits 37, the others up to 10 (bench/normalize-image.ts).
 */
const PIXEL_SHARES: ReadonlyMap<string, number> = new Map([
  ['avif', 1 / 3],
  ['jxl', 1 / 6],
]);

/** What ExtractMetadata has found in the bytes, as far as decoding needs it. */
export type FileTraits = Pick<ImageMetadata, 'format' | 'width' | 'height' | 'orientation'>;

/**
 * Decodes the first, or the primary, picture of a file; of a RAW file the largest preview that its camera made.
 *
 * @throws {UndecodableError} When the file holds no picture, or one with too many pixels.
 */
export async function decode(source: ByteSource, traits: FileTraits, limits: DecodeLimits): Promise<Decoded> {
  if (isRaw(traits.format)) return decodeRaw(source, traits, limits);
  const bytes = await source.read(0, source.sizeBytes);
  const { format } = traits;
  const maxPixels = Math.floor(limits.maxPixels * (PIXEL_SHARES.get(format) ?? 1));
  const ownLimits = { ...limits, maxPixels };
  if (HEVC_FORMATS.includes(format)) return decodeHeif(bytes, ownLimits);
  if (format === 'jxl') return decodeJpegXl(bytes, traits, ownLimits);
  if (format === 'webp') return decodeWebp(bytes, ownLimits);
  return decodeWithLibvips(bytes, format, ownLimits);
}

async function decodeWebp(file: Buffer, limits: DecodeLimits): Promise<Decoded> {
  const { bytes, warnings } = completeWebp(file);
  const decoded = await decodeWithLibvips(bytes, 'webp', limits);
  return { ...decoded, warnings: [...warnings, ...decoded.warnings] };
}

/** The preview lies in the file as the sensor saw it: the orientation is the file's, whatever the JPEG itself says. */
async function decodeRaw(source: ByteSource, traits: FileTraits, limits: DecodeLimits): Promise<Decoded> {
  const { jpeg, warnings } = await readRawPreview(source, traits.format);
  const decoded = await decodeWithLibvips(jpeg, 'jpeg', limits);
  return {
    ...decoded,
    orientation: traits.orientation ?? decoded.orientation,
    warnings: [...warnings, ...decoded.warnings],
  };
}
