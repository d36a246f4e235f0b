// Runs NormalizeImage's rules on bytes, with limits that no test image reaches.

import type { FileTraits } from '../../../../functions/normalize-image/decode/decode.ts';
import {
  type NormalizedImage,
  type NormalizeLimits,
  normalizeImage,
} from '../../../../functions/normalize-image/normalize-image.ts';
import { bytesSource } from '../../../../functions/shared/byte-source.ts';

const WIDE: NormalizeLimits = { maxPixels: 10_000_000, previewEdge: 4096 };

export function normalize(bytes: Buffer, traits: FileTraits, limits = WIDE): Promise<NormalizedImage> {
  return normalizeImage(bytesSource(bytes), traits, limits, 's3://uploads/photo');
}

/** @throws When the file is not supported, with the reason. */
export async function toPreview(bytes: Buffer, traits: FileTraits, limits = WIDE) {
  const normalized = await normalize(bytes, traits, limits);
  if (!normalized.supported) throw new Error(normalized.reason);
  return normalized;
}
