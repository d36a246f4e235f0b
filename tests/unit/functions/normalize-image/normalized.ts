// Runs NormalizeImage's rules on bytes, with limits that no test image reaches.

import type { FileTraits } from '../../../../functions/normalize-image/decode/decode.ts';
import {
  type NormalizedImage,
  type NormalizeLimits,
  normalizeImage,
} from '../../../../functions/normalize-image/normalize-image.ts';
import { bytesSource } from '../../../../functions/shared/byte-source.ts';

const WIDE: NormalizeLimits = { maxPixels: 10_000_000, previewEdge: 4096 };

/** The size matters to JPEG XL only. */
type Traits = Pick<FileTraits, 'format'> & Partial<FileTraits>;

export function normalize(bytes: Buffer, traits: Traits, limits = WIDE): Promise<NormalizedImage> {
  const sized = { width: 1, height: 1, ...traits };
  return normalizeImage(bytesSource(bytes), sized, limits, 's3://uploads/photo');
}

/** @throws When the file is not supported, with the reason. */
export async function toPreview(bytes: Buffer, traits: Traits, limits = WIDE) {
  const normalized = await normalize(bytes, traits, limits);
  if (!normalized.supported) throw new Error(normalized.reason);
  return normalized;
}
