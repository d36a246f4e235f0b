// Files in memory through the extractor.

import type { ImageMetadata } from '@image-workflow/record/metadata';
import {
  extractMetadata,
  type FileExtraction,
  type Limits,
} from '../../../../functions/extract-metadata/extract-metadata.ts';
import { bytesSource } from '../../../../functions/shared/files/byte-source.ts';
import { type ByteOrder, type ExifDirectories, toExif } from '../../../images/exif.ts';
import { exifSegment, frameSegment, type JpegSegment, toJpeg } from '../../../images/jpeg.ts';

export const LIMITS: Limits = { maxBytes: 100_000_000, maxPixels: 100_000_000 };
export const WHERE = 's3://uploads/photo';

export function extract(bytes: Buffer, limits: Limits = LIMITS): Promise<FileExtraction> {
  return extractMetadata(bytesSource(bytes), limits, WHERE);
}

/** @throws {Error} When the file is not supported. */
export async function extractSupported(
  bytes: Buffer,
): Promise<{ metadata: ImageMetadata; warnings: string[] }> {
  const extraction = await extract(bytes);
  if (!extraction.supported) throw new Error(extraction.reason);
  return extraction;
}

/** The metadata of a JPEG with an EXIF block. */
export async function fromExif(directories: ExifDirectories, order?: ByteOrder): Promise<ImageMetadata> {
  return fromSegments(exifSegment(toExif(directories, order)));
}

/** The metadata of a JPEG with these segments before a frame of 640 × 480 px. */
export async function fromSegments(...segments: readonly JpegSegment[]): Promise<ImageMetadata> {
  return (await extractSupported(toJpeg(...segments, frameSegment(640, 480)))).metadata;
}
