// The RAW formats that are TIFF files inside: CR2, NEF, ARW, DNG, RW2, ORF, PEF and more.

import type { ByteSource } from '../../shared/files/byte-source.ts';
import { type Ifd, TiffReader } from '../../shared/files/tiff.ts';
import { PHOTOMETRIC, readTiffLayout } from '../../shared/files/tiff-layout.ts';
import type { Extent } from './embedded-jpeg.ts';
import { extractDirectory } from './extract-directory.ts';
import { findMakerNotePreviews } from './maker-note-previews.ts';

// TIFF 6.0, TIFF/EP, Exif 3.0; Panasonic: https://exiftool.org/TagNames/PanasonicRaw.html
const COMPRESSION = 0x0103;
const STRIP_OFFSETS = 0x0111;
const STRIP_BYTE_COUNTS = 0x0117;
const SUB_IFDS = 0x014a;
const JPEG_OFFSET = 0x0201;
const JPEG_LENGTH = 0x0202;
const EXIF_IFD = 0x8769;
const MAKER_NOTE = 0x927c;
const PANASONIC_JPEGS = [0x002e, 0x0127]; // JpgFromRaw, JpgFromRaw2: the JPEG is the value

const JPEG_COMPRESSIONS: readonly number[] = [6, 7];

/** DNG 1.7, and what stood for it before. */
const JPEG_XL_COMPRESSIONS: readonly number[] = [52546, 50002];

/** Directories of one file: DNG files with masks and previews reach about ten. */
const MAX_IFDS = 50;

/** What a finished picture is, and no sensor's values. */
const PICTURES: readonly number[] = [PHOTOMETRIC.blackIsZero, PHOTOMETRIC.rgb, PHOTOMETRIC.yCbCr];

/** A preview that is no JPEG but a directory's own pixels. */
export interface RasterPreview {
  readonly width: number;
  readonly height: number;
  readonly format: 'tiff' | 'jxl';
  /** Reads it, as a file of that format. */
  readonly read: () => Promise<Buffer | undefined>;
}

export async function findTiffPreviews(source: ByteSource): Promise<Extent[]> {
  const extents: Extent[] = [];
  await walkDirectories(source, async (tiff, ifd) => {
    const makerNote = ifd.entries.get(MAKER_NOTE);
    extents.push(...(await previewsOf(tiff, ifd)), ...(await findMakerNotePreviews(source, makerNote)));
  });
  return extents;
}

/** @returns The pictures of a RAW file, or of a DNG, that are stored as in any TIFF, or whole as JPEG XL. */
export async function findRasterPreviews(source: ByteSource): Promise<RasterPreview[]> {
  const previews: RasterPreview[] = [];
  await walkDirectories(source, async (tiff, ifd) => {
    const { width, height, photometric, compression, hasPixels } = await readTiffLayout(tiff, ifd);
    const isJpeg = JPEG_COMPRESSIONS.includes(compression);
    if (!hasPixels || isJpeg || !PICTURES.includes(photometric ?? -1)) return;
    if (JPEG_XL_COMPRESSIONS.includes(compression)) {
      const extent = await readWholeStrip(tiff, ifd);
      if (extent === undefined) return;
      const read = () => source.read(extent.offset, extent.length);
      previews.push({ width, height, format: 'jxl', read });
    } else {
      previews.push({ width, height, format: 'tiff', read: () => extractDirectory(source, tiff, ifd) });
    }
  });
  return previews;
}

async function walkDirectories(
  source: ByteSource,
  visit: (tiff: TiffReader, ifd: Ifd) => Promise<void>,
): Promise<void> {
  const tiff = await TiffReader.open(source);
  if (tiff === undefined) return;
  const queue = [tiff.firstIfdOffset];
  const seen = new Set<number>();
  for (const offset of queue) {
    if (seen.has(offset) || seen.size >= MAX_IFDS) continue;
    seen.add(offset);
    const ifd = await tiff.readIfd(offset);
    if (ifd === undefined) continue;
    await visit(tiff, ifd);
    const subIfds = ifd.entries.get(SUB_IFDS);
    queue.push(ifd.nextOffset, (await tiff.readNumber(ifd, EXIF_IFD)) ?? 0);
    if (subIfds !== undefined) queue.push(...(await tiff.readNumbers(subIfds)));
  }
}

/** The JPEGs that one directory points to, in each of the three ways. */
async function previewsOf(tiff: TiffReader, ifd: Ifd): Promise<Extent[]> {
  const extents = PANASONIC_JPEGS.flatMap((tag) => {
    const entry = ifd.entries.get(tag);
    return entry ? [{ offset: entry.offset, length: entry.byteLength }] : [];
  });
  const jpegOffset = await tiff.readNumber(ifd, JPEG_OFFSET);
  const jpegLength = await tiff.readNumber(ifd, JPEG_LENGTH);
  if (jpegOffset && jpegLength) extents.push({ offset: jpegOffset, length: jpegLength });

  const compression = (await tiff.readNumber(ifd, COMPRESSION)) ?? 0;
  const strip = JPEG_COMPRESSIONS.includes(compression) ? await readWholeStrip(tiff, ifd) : undefined;
  return strip === undefined ? extents : [...extents, strip];
}

/** @returns undefined for several strips, which each hold a part of the picture. */
async function readWholeStrip(tiff: TiffReader, ifd: Ifd): Promise<Extent | undefined> {
  if (ifd.entries.get(STRIP_OFFSETS)?.count !== 1) return undefined;
  const offset = await tiff.readNumber(ifd, STRIP_OFFSETS);
  const length = await tiff.readNumber(ifd, STRIP_BYTE_COUNTS);
  return offset && length ? { offset, length } : undefined;
}
