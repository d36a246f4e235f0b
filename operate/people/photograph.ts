// A photograph of a person as IndexFaces takes it: any format that the workflow reads, of any size.

import { createHash } from 'node:crypto';
import { extractMetadata } from '../../functions/extract-metadata/extract-metadata.ts';
import { normalizeImage } from '../../functions/normalize-image/normalize-image.ts';
import { bytesSource } from '../../functions/shared/files/byte-source.ts';
import { toRefusal } from '../../functions/shared/rekognition-image.ts';
import type { PeopleTarget } from './people-target.ts';

/** Lower-case hex. */
export function toSha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * Does what ExtractMetadata and NormalizeImage do: an upright sRGB JPEG of less than Rekognition's 5 MB.
 *
 * @param photo - The file's name, for the reason.
 * @returns A file that is no picture is an answer.
 */
export async function toFaceImage(
  bytes: Buffer,
  photo: string,
  limits: PeopleTarget['limits'],
): Promise<{ jpeg: Buffer } | { reason: string }> {
  const source = bytesSource(bytes);
  const extraction = await extractMetadata(source, limits, photo);
  if (!extraction.supported) return extraction;

  const traits = { ...extraction.picture, format: extraction.metadata.format };
  const normalized = await normalizeImage(source, traits, limits, photo);
  if (!normalized.supported) return normalized;
  const { jpeg, width, height } = normalized;
  const reason = toRefusal({ key: photo, width, height, sizeBytes: jpeg.length });
  return reason === undefined ? { jpeg } : { reason };
}
