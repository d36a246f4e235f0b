// Which decoder reads which format.

import type { Decoded, DecodeLimits } from './decoded.ts';
import { decodeHeif } from './heif.ts';
import { decodeWithLibvips } from './libvips.ts';

/** HEIF coded with HEVC. Prebuilt sharp leaves it out for its patents: https://github.com/lovell/sharp/issues/3981 */
const HEVC_FORMATS: readonly string[] = ['heic', 'heif'];

/**
 * Decodes the first, or the primary, picture of a file.
 *
 * @param format - As ExtractMetadata found it in the bytes: `jpeg`, `heic`, …
 * @throws {UndecodableError} When the bytes hold no picture, or one with too many pixels.
 */
export function decode(bytes: Uint8Array, format: string, limits: DecodeLimits): Promise<Decoded> {
  return HEVC_FORMATS.includes(format) ? decodeHeif(bytes, limits) : decodeWithLibvips(bytes, limits);
}
