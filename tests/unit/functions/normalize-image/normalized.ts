// Runs NormalizeImage's rules on bytes, with limits that no test image reaches.

import type { FileTraits } from '../../../../functions/normalize-image/decode/decoded.ts';
import {
  type NormalizedImage,
  type NormalizeLimits,
  normalizeImage,
} from '../../../../functions/normalize-image/normalize-image.ts';
import { bytesSource } from '../../../../functions/shared/files/byte-source.ts';
import { extract } from '../extract-metadata/extract.ts';

const WIDE: NormalizeLimits = { maxPixels: 10_000_000, previewEdge: 4096 };

const ANY_PICTURE = { width: 1, height: 1, orientation: 1 };

/** What is not given is what ExtractMetadata chooses, if it can read the file. */
type Traits = Pick<FileTraits, 'format'> & Partial<FileTraits>;

export async function normalize(bytes: Buffer, traits: Traits, limits = WIDE): Promise<NormalizedImage> {
  const extraction = await extract(bytes);
  const picture = extraction.supported ? extraction.picture : ANY_PICTURE;
  return normalizeImage(bytesSource(bytes), { ...picture, ...traits }, limits, 's3://uploads/photo');
}

/** @throws When the file is not supported, with the reason. */
export async function toPreview(bytes: Buffer, traits: Traits, limits = WIDE) {
  const normalized = await normalize(bytes, traits, limits);
  if (!normalized.supported) throw new Error(normalized.reason);
  return normalized;
}
