// RAW formats that are TIFF files inside: which one a file is, and the size of its picture.

import { type ByteSource, sliceSource } from '../../shared/files/byte-source.ts';
import type { Ifd, TiffReader } from '../../shared/files/tiff.ts';
import { TIFF } from '../exif-tags.ts';
import { decodeText } from '../text.ts';
import { addExif, type Container, DamagedFileError, type Frame } from './container.ts';
import { readExifSize, type Size } from './exif-size.ts';
import { readJpeg } from './jpeg.ts';

type RawFormat = Pick<Frame, 'format' | 'mimeType' | 'isRaw'>;

/** RAW formats by the camera's maker. */
const FORMATS_BY_MAKER: readonly (readonly [RegExp, RawFormat])[] = [
  [/^NIKON/i, raw('nef', 'image/x-nikon-nef')],
  [/^SONY/i, raw('arw', 'image/x-sony-arw')],
  [/^(PENTAX|RICOH|ASAHI)/i, raw('pef', 'image/x-pentax-pef')],
  [/^(OLYMPUS|OM Digital)/i, raw('orf', 'image/x-olympus-orf')],
  [/^SAMSUNG/i, raw('srw', 'image/x-samsung-srw')],
  [/^Hasselblad/i, raw('3fr', 'image/x-hasselblad-3fr')],
  [/^(EASTMAN )?KODAK/i, raw('kdc', 'image/x-kodak-kdc')],
];

const DNG = raw('dng', 'image/x-adobe-dng');
const CR2 = raw('cr2', 'image/x-canon-cr2');
const ORF = raw('orf', 'image/x-olympus-orf');
const RW2 = raw('rw2', 'image/x-panasonic-rw2');

function raw(format: string, mimeType: string): RawFormat {
  return { format, mimeType, isRaw: true };
}

/** Magic numbers of TIFF's variants. */
const PANASONIC_MAGIC = 0x55;
const OLYMPUS_MAGICS: readonly number[] = [0x4f52, 0x5352];

/** PhotometricInterpretation of a sensor's own values: a colour filter array, and linear RAW (TIFF/EP, DNG). */
const RAW_INTERPRETATIONS: readonly number[] = [32803, 34892];

/** The makers' own compressions of RAW pictures: Sony, Samsung (2), Nikon, Kodak, Pentax. */
const RAW_COMPRESSIONS: readonly number[] = [32767, 32769, 32770, 34713, 65000, 65535];

/** RAW files have up to four SubIFDs: the sensor's picture and previews. */
const MAX_SUB_DIRECTORIES = 16;

/**
 * @param first - IFD0 of the file.
 * @returns undefined for a TIFF that is no RAW file.
 * @throws {DamagedFileError} For a RAW file of a camera that is not known.
 */
export async function readRawFrame(
  source: ByteSource,
  tiff: TiffReader,
  first: Ifd,
): Promise<Frame | undefined> {
  if (tiff.magic === PANASONIC_MAGIC) return { ...RW2, ...(await readPanasonicSize(tiff, first)) };
  if ((await source.read(8, 2)).toString('latin1') === 'CR') {
    // CR2's directories describe previews and strips of the sensor; EXIF has the size of the picture.
    const size = await readExifSize(tiff, first);
    return { ...CR2, ...(size ?? (await readSize(tiff, first, TIFF.ImageWidth, TIFF.ImageHeight))) };
  }

  const directories = [first, ...(await readSubDirectories(tiff, first))];
  if (first.entries.has(TIFF.DNGVersion)) return readLargestFrame(tiff, directories, DNG);
  if (OLYMPUS_MAGICS.includes(tiff.magic)) return readLargestFrame(tiff, directories, ORF);
  if (!(await hasRawPicture(tiff, directories))) return undefined;

  const entry = first.entries.get(TIFF.Make);
  const make = (entry && decodeText(await tiff.readBytes(entry))) ?? '';
  const format = FORMATS_BY_MAKER.find(([maker]) => maker.test(make))?.[1];
  if (format === undefined) throw new DamagedFileError(`Expected an image but found a RAW file of "${make}"`);
  return readLargestFrame(tiff, directories, format);
}

/** RW2 holds a JPEG whose EXIF has what the RAW directory lacks. */
export async function addPanasonicJpeg(
  source: ByteSource,
  { entries }: Ifd,
  found: Container,
): Promise<void> {
  const entry = entries.get(TIFF.JpgFromRaw);
  if (entry === undefined) return;
  try {
    const jpeg = await readJpeg(sliceSource(source, entry.offset, entry.byteLength));
    for (const block of jpeg.exif) addExif(found, block.source);
  } catch (error) {
    if (!(error instanceof DamagedFileError)) throw error;
    found.warnings.push('The JPEG inside the RW2 is damaged');
  }
}

async function readSubDirectories(tiff: TiffReader, { entries }: Ifd): Promise<Ifd[]> {
  const entry = entries.get(TIFF.SubIFDs);
  const offsets = entry === undefined ? [] : await tiff.readNumbers(entry);
  const directories: Ifd[] = [];
  for (const offset of offsets.slice(0, MAX_SUB_DIRECTORIES)) {
    const ifd = await tiff.readIfd(offset);
    if (ifd !== undefined) directories.push(ifd);
  }
  return directories;
}

async function hasRawPicture(tiff: TiffReader, directories: readonly Ifd[]): Promise<boolean> {
  for (const ifd of directories) {
    const interpretation = await tiff.readNumber(ifd, TIFF.PhotometricInterpretation);
    const compression = await tiff.readNumber(ifd, TIFF.Compression);
    if (RAW_INTERPRETATIONS.includes(interpretation ?? -1)) return true;
    if (RAW_COMPRESSIONS.includes(compression ?? -1)) return true;
  }
  return false;
}

/** The frame of the directory with the most pixels among those that are no reduced copies. */
async function readLargestFrame(
  tiff: TiffReader,
  directories: readonly Ifd[],
  format: RawFormat,
): Promise<Frame> {
  let largest: Frame = { ...format, width: 0, height: 0 };
  for (const ifd of directories) {
    const isReduced = (((await tiff.readNumber(ifd, TIFF.NewSubfileType)) ?? 0) & 1) === 1;
    if (isReduced) continue;
    const { width, height } = await readSize(tiff, ifd, TIFF.ImageWidth, TIFF.ImageHeight);
    if (width * height <= largest.width * largest.height) continue;
    const bitDepth = await tiff.readNumber(ifd, TIFF.BitsPerSample);
    largest = { ...format, width, height, ...(bitDepth && { bitDepth }) };
  }
  return largest;
}

/** RW2 gives the borders of the picture on the sensor: top, left, bottom, right in the tags 4 to 7. */
async function readPanasonicSize(tiff: TiffReader, ifd: Ifd): Promise<Size> {
  const topLeft = await readSize(tiff, ifd, 5, 4);
  const bottomRight = await readSize(tiff, ifd, 7, 6);
  return { width: bottomRight.width - topLeft.width, height: bottomRight.height - topLeft.height };
}

async function readSize(tiff: TiffReader, ifd: Ifd, widthTag: number, heightTag: number): Promise<Size> {
  return {
    width: (await tiff.readNumber(ifd, widthTag)) ?? 0,
    height: (await tiff.readNumber(ifd, heightTag)) ?? 0,
  };
}
