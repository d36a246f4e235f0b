// TIFF and the RAW formats that are TIFF files inside: the frame of the main picture.

import type { ByteSource } from '../../shared/byte-source.ts';
import { TIFF } from '../exif-tags.ts';
import { type Ifd, TiffReader } from '../tiff.ts';
import { type Container, container, DamagedFileError } from './container.ts';

/** Colour model by PhotometricInterpretation (TIFF 6.0). */
const COLOR_SPACES: ReadonlyMap<number, string> = new Map([
  [0, 'Gray'],
  [1, 'Gray'],
  [2, 'RGB'],
  [3, 'RGB'],
  [5, 'CMYK'],
  [6, 'RGB'], // YCbCr
  [8, 'Lab'],
]);

export async function readTiff(source: ByteSource): Promise<Container> {
  const tiff = await TiffReader.open(source);
  const ifd = await tiff?.readIfd(tiff.firstIfdOffset);
  if (tiff === undefined || ifd === undefined) {
    throw new DamagedFileError('Expected a TIFF but found no image file directory');
  }
  const number = async (tag: number) => firstNumber(tiff, ifd, tag);
  const width = await number(TIFF.ImageWidth);
  const height = await number(TIFF.ImageHeight);
  if (!width || !height) throw new DamagedFileError('Expected a TIFF but found no size in its directory');
  const found = container({ format: 'tiff', mimeType: 'image/tiff', width, height });
  const bitDepth = await number(TIFF.BitsPerSample);
  if (bitDepth !== undefined) found.frame.bitDepth = bitDepth;
  const colorSpace = COLOR_SPACES.get((await number(TIFF.PhotometricInterpretation)) ?? -1);
  if (colorSpace !== undefined) found.frame.colorSpace = colorSpace;
  found.exif.push({ source, firstIfd: 'IFD0' });
  return found;
}

async function firstNumber(tiff: TiffReader, ifd: Ifd, tag: number): Promise<number | undefined> {
  const entry = ifd.entries.get(tag);
  return entry === undefined ? undefined : (await tiff.readNumbers(entry))[0];
}
