// The RAW formats that are TIFF files inside: CR2, NEF, ARW, DNG, RW2, ORF, PEF and more.

import { type Ifd, TiffReader } from '../../extract-metadata/tiff.ts';
import type { ByteSource } from '../../shared/byte-source.ts';
import type { Extent } from './embedded-jpeg.ts';
import { findMakerNotePreviews } from './maker-note-previews.ts';

// TIFF 6.0, TIFF/EP, Exif 3.0; Panasonic: https://exiftool.org/TagNames/PanasonicRaw.html
const COMPRESSION = 0x0103;
const STRIP_OFFSETS = 0x0111;
const STRIP_BYTE_COUNTS = 0x0117;
const SUB_IFDS = 0x014a;
export const JPEG_OFFSET = 0x0201;
export const JPEG_LENGTH = 0x0202;
const EXIF_IFD = 0x8769;
const MAKER_NOTE = 0x927c;
const PANASONIC_JPEGS = [0x002e, 0x0127]; // JpgFromRaw, JpgFromRaw2: the JPEG is the value

const JPEG_COMPRESSIONS: readonly number[] = [6, 7];

/** Directories of one file: DNG files with masks and previews reach about ten. */
const MAX_IFDS = 50;

export async function findTiffPreviews(source: ByteSource): Promise<Extent[]> {
  const tiff = await TiffReader.open(source);
  if (tiff === undefined) return [];
  const extents: Extent[] = [];
  const queue = [tiff.firstIfdOffset];
  const seen = new Set<number>();
  for (const offset of queue) {
    if (seen.has(offset) || seen.size >= MAX_IFDS) continue;
    seen.add(offset);
    const ifd = await tiff.readIfd(offset);
    if (ifd === undefined) continue;
    extents.push(
      ...(await previewsOf(tiff, ifd)),
      ...(await findMakerNotePreviews(source, ifd.entries.get(MAKER_NOTE))),
    );
    queue.push(
      ifd.nextOffset,
      ...(await numbers(tiff, ifd, SUB_IFDS)),
      ...(await numbers(tiff, ifd, EXIF_IFD)),
    );
  }
  return extents;
}

/** The JPEGs that one directory points to, in each of the three ways. */
async function previewsOf(tiff: TiffReader, ifd: Ifd): Promise<Extent[]> {
  const extents = PANASONIC_JPEGS.flatMap((tag) => {
    const entry = ifd.entries.get(tag);
    return entry ? [{ offset: entry.offset, length: entry.byteLength }] : [];
  });
  const [jpegOffset] = await numbers(tiff, ifd, JPEG_OFFSET);
  const [jpegLength] = await numbers(tiff, ifd, JPEG_LENGTH);
  if (jpegOffset && jpegLength) extents.push({ offset: jpegOffset, length: jpegLength });

  const [compression = 0] = await numbers(tiff, ifd, COMPRESSION);
  const offsets = await numbers(tiff, ifd, STRIP_OFFSETS);
  const [offset, second] = offsets;
  const [length] = await numbers(tiff, ifd, STRIP_BYTE_COUNTS);
  const isWhole = second === undefined; // several strips are several JPEGs, each a part of the picture
  if (JPEG_COMPRESSIONS.includes(compression) && isWhole && offset && length)
    extents.push({ offset, length });
  return extents;
}

/** The numbers of a tag; none where the directory does not have it. */
export async function numbers(tiff: TiffReader, ifd: Ifd, tag: number): Promise<number[]> {
  const entry = ifd.entries.get(tag);
  return entry === undefined ? [] : tiff.readNumbers(entry);
}
