// TIFF 6.0 and BigTIFF: the frame of the picture, unless the file is a RAW file in TIFF's clothes.

import type { ByteSource } from '../../shared/files/byte-source.ts';
import { type Ifd, TiffReader } from '../../shared/files/tiff.ts';
import { readTiffLayout, type TiffLayout } from '../../shared/files/tiff-layout.ts';
import { TIFF } from '../exif-tags.ts';
import {
  addTiff,
  type ColorModel,
  type Container,
  container,
  DamagedFileError,
  type Frame,
  MAX_ICC_BYTES,
} from './container.ts';
import { addPanasonicJpeg, readRawFrame } from './raw-tiff.ts';

/** By PhotometricInterpretation. */
const COLOR_MODELS: ReadonlyMap<number, ColorModel> = new Map([
  [0, 'Gray'],
  [1, 'Gray'],
  [2, 'RGB'],
  [3, 'RGB'], // a palette of RGB
  [5, 'CMYK'],
  [6, 'RGB'], // YCbCr
  [8, 'Lab'],
  [9, 'Lab'],
  [10, 'Lab'],
]);

/** Each page may cost a request; those of longer documents are not counted. */
const MAX_PAGES = 250;

/** Directories that one may point to: previews, and the picture itself where the first directory is a thumbnail. */
const MAX_SUB_DIRECTORIES = 16;

/** How much of its width a smaller copy may lose to rounding. */
const SAME_SHAPE = 0.02;

interface Directory {
  readonly offset: number;
  readonly ifd: Ifd;
  readonly layout: TiffLayout;
}

export async function readTiff(source: ByteSource): Promise<Container> {
  const tiff = await TiffReader.open(source);
  const first = await tiff?.readIfd(tiff.firstIfdOffset);
  if (tiff === undefined || first === undefined) {
    throw new DamagedFileError('Expected a TIFF but found no image file directory');
  }
  const raw = await readRawFrame(source, tiff, first);
  if (raw === undefined) return readPages(source, tiff, first);
  const found = container(raw);
  addTiff(found, source);
  if (found.frame.format === 'rw2') await addPanasonicJpeg(source, first, found);
  return found;
}

async function readPages(source: ByteSource, tiff: TiffReader, first: Ifd): Promise<Container> {
  const { chain, isWhole } = await walkChain(tiff, first);
  const picture = choosePicture([...chain, ...(await readSubDirectories(tiff, first))]);
  const pages = chain.filter(({ layout }, index) => index === 0 || !(layout.isReduced || layout.isMask));
  // A smaller copy before the picture is no page of its own.
  const copies = chain[0] !== picture && chain[0]?.layout.isReduced && pages.includes(picture) ? 1 : 0;
  const found = container(toFrame(picture, isWhole ? pages.length - copies : undefined));
  addTiff(found, source);
  const icc = picture.ifd.entries.get(TIFF.IccProfile);
  if (icc !== undefined) found.icc = await tiff.readBytes(icc, MAX_ICC_BYTES);
  return found;
}

function toFrame({ offset, layout }: Directory, pages: number | undefined): Frame {
  const colorModel = COLOR_MODELS.get(layout.photometric ?? -1);
  return {
    format: 'tiff',
    mimeType: 'image/tiff',
    width: layout.width,
    height: layout.height,
    bitDepth: layout.bitsPerSample,
    hasAlpha: layout.alpha !== undefined,
    directoryOffset: offset,
    ...(layout.orientation && { orientation: layout.orientation }),
    ...(colorModel && { colorModel }),
    ...(pages && { pages }),
  };
}

/** Its directories, and whether these are all: there may be too many. */
async function walkChain(tiff: TiffReader, first: Ifd): Promise<{ chain: Directory[]; isWhole: boolean }> {
  const chain = [{ offset: tiff.firstIfdOffset, ifd: first, layout: await readTiffLayout(tiff, first) }];
  const seen = new Set([tiff.firstIfdOffset]);
  let offset = first.nextOffset;
  while (offset !== 0 && !seen.has(offset)) {
    if (seen.size > MAX_PAGES) return { chain, isWhole: false };
    seen.add(offset);
    const ifd = await tiff.readIfd(offset);
    if (ifd === undefined) break;
    chain.push({ offset, ifd, layout: await readTiffLayout(tiff, ifd) });
    offset = ifd.nextOffset;
  }
  return { chain, isWhole: true };
}

async function readSubDirectories(tiff: TiffReader, { entries }: Ifd): Promise<Directory[]> {
  const entry = entries.get(TIFF.SubIFDs);
  const offsets = entry === undefined ? [] : await tiff.readNumbers(entry);
  const directories: Directory[] = [];
  for (const offset of offsets.slice(0, MAX_SUB_DIRECTORIES)) {
    const ifd = await tiff.readIfd(offset);
    if (ifd !== undefined) directories.push({ offset, ifd, layout: await readTiffLayout(tiff, ifd) });
  }
  return directories;
}

/**
 * The first directory, unless it is a smaller copy of another, by its own word or by its size: scanners and microscopes
 * write a thumbnail first.
 */
function choosePicture(directories: readonly Directory[]): Directory {
  const [first] = directories as [Directory];
  const pictures = directories.filter(
    ({ layout }) => layout.hasPixels && layout.width > 0 && !layout.isReduced && !layout.isMask,
  );
  const candidates = pictures.includes(first)
    ? pictures.filter((other) => isLargerCopy(other.layout, first.layout))
    : pictures;
  return candidates.reduce(
    (largest, other) => (largest === first || area(other) > area(largest) ? other : largest),
    first,
  );
}

/** At least twice as large on each edge, and of the same shape. */
function isLargerCopy(other: TiffLayout, first: TiffLayout): boolean {
  if (other.width < first.width * 2 || other.height < first.height * 2) return false;
  const ratio = (other.width * first.height) / (other.height * first.width);
  return Math.abs(ratio - 1) <= SAME_SHAPE;
}

function area({ layout }: Directory): number {
  return layout.width * layout.height;
}
