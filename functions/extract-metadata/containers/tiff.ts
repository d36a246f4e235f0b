// TIFF 6.0 and BigTIFF: the frame of the first page, unless the file is a RAW file in TIFF's clothes.

import type { ByteSource } from '../../shared/byte-source.ts';
import { type Ifd, TiffReader } from '../../shared/tiff.ts';
import { TIFF } from '../exif-tags.ts';
import {
  addTiff,
  type ColorModel,
  type Container,
  container,
  DamagedFileError,
  type Frame,
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
]);

/** ExtraSamples that are alpha; 0 is something else. */
const ALPHA_SAMPLES: readonly number[] = [1, 2];

/** Each page may cost a request; those of longer documents are not counted. */
const MAX_PAGES = 250;

export async function readTiff(source: ByteSource): Promise<Container> {
  const tiff = await TiffReader.open(source);
  const first = await tiff?.readIfd(tiff.firstIfdOffset);
  if (tiff === undefined || first === undefined) {
    throw new DamagedFileError('Expected a TIFF but found no image file directory');
  }
  const found = container((await readRawFrame(source, tiff, first)) ?? (await readPageFrame(tiff, first)));
  addTiff(found, source);
  if (found.frame.format === 'rw2') await addPanasonicJpeg(source, first, found);
  return found;
}

async function readPageFrame(tiff: TiffReader, page: Ifd): Promise<Frame> {
  const number = (tag: number) => tiff.readNumber(page, tag);
  const colorModel = COLOR_MODELS.get((await number(TIFF.PhotometricInterpretation)) ?? -1);
  const pages = await countPages(tiff, page);
  return {
    format: 'tiff',
    mimeType: 'image/tiff',
    width: (await number(TIFF.ImageWidth)) ?? 0,
    height: (await number(TIFF.ImageHeight)) ?? 0,
    bitDepth: (await number(TIFF.BitsPerSample)) ?? 1,
    hasAlpha: ALPHA_SAMPLES.includes((await number(TIFF.ExtraSamples)) ?? 0),
    ...(colorModel && { colorModel }),
    ...(pages && { pages }),
  };
}

/** The directories of the chain that are no reduced copies of another; undefined where there are too many to count. */
async function countPages(tiff: TiffReader, first: Ifd): Promise<number | undefined> {
  const seen = new Set<number>();
  let pages = 1;
  let offset = first.nextOffset;
  while (offset !== 0 && !seen.has(offset)) {
    if (seen.size >= MAX_PAGES) return undefined;
    seen.add(offset);
    const ifd = await tiff.readIfd(offset);
    if (ifd === undefined) break;
    const isReduced = (((await tiff.readNumber(ifd, TIFF.NewSubfileType)) ?? 0) & 1) === 1;
    if (!isReduced) pages++;
    offset = ifd.nextOffset;
  }
  return pages;
}
