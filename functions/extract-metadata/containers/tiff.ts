// TIFF, and the RAW formats that are TIFF files inside: which of the two, and the frame of the main picture.

import { type ByteSource, sliceSource } from '../../shared/byte-source.ts';
import { TIFF } from '../exif-tags.ts';
import { decodeText } from '../text.ts';
import { type Ifd, TiffReader } from '../tiff.ts';
import { type Container, container, DamagedFileError, type Frame } from './container.ts';
import { readJpeg } from './jpeg.ts';

/** Colour model by PhotometricInterpretation (TIFF 6.0). */
const COLOR_SPACES: ReadonlyMap<number, string> = new Map([
  [0, 'Gray'],
  [1, 'Gray'],
  [2, 'RGB'],
  [3, 'RGB'], // a palette of RGB
  [5, 'CMYK'],
  [6, 'RGB'], // YCbCr
  [8, 'Lab'],
]);

/** PhotometricInterpretation of a sensor's own values: a colour filter array, and linear RAW (TIFF/EP, DNG). */
const RAW_INTERPRETATIONS: readonly number[] = [32803, 34892];

/** The makers' own compressions of RAW pictures: Sony, Samsung, Nikon, Kodak, Pentax. */
const RAW_COMPRESSIONS: readonly number[] = [32767, 32769, 32770, 34713, 65000, 65535];

/** RAW formats by the camera's maker. */
const RAW_FORMATS: readonly (readonly [RegExp, Pick<Frame, 'format' | 'mimeType'>])[] = [
  [/^NIKON/i, { format: 'nef', mimeType: 'image/x-nikon-nef' }],
  [/^SONY/i, { format: 'arw', mimeType: 'image/x-sony-arw' }],
  [/^(PENTAX|RICOH|ASAHI)/i, { format: 'pef', mimeType: 'image/x-pentax-pef' }],
  [/^OLYMPUS|^OM Digital/i, { format: 'orf', mimeType: 'image/x-olympus-orf' }],
  [/^SAMSUNG/i, { format: 'srw', mimeType: 'image/x-samsung-srw' }],
  [/^Hasselblad/i, { format: '3fr', mimeType: 'image/x-hasselblad-3fr' }],
  [/^Phase One/i, { format: 'iiq', mimeType: 'image/x-raw' }],
  [/^(EASTMAN )?KODAK/i, { format: 'kdc', mimeType: 'image/x-kodak-kdc' }],
  [/^EPSON|^SEIKO EPSON/i, { format: 'erf', mimeType: 'image/x-epson-erf' }],
  [/^Mamiya|^Leaf/i, { format: 'mef', mimeType: 'image/x-mamiya-mef' }],
];

/** Magic numbers of TIFF's variants. */
const PANASONIC = 0x55;
const OLYMPUS: readonly number[] = [0x4f52, 0x5352];

/** Directories that are looked at: a document has a page in each, a RAW file its previews. */
const MAX_DIRECTORIES = 1_000;
const MAX_SUB_DIRECTORIES = 16;

export async function readTiff(source: ByteSource): Promise<Container> {
  const tiff = await TiffReader.open(source);
  const first = await tiff?.readIfd(tiff.firstIfdOffset);
  if (tiff === undefined || first === undefined) {
    throw new DamagedFileError('Expected a TIFF but found no image file directory');
  }
  const found = container(await readFrame(source, tiff, first));
  found.exif.push({ source, firstIfd: 'IFD0' });
  if (found.frame.format === 'rw2') await addEmbeddedJpeg(source, first, found);
  if (!found.frame.width || !found.frame.height) {
    throw new DamagedFileError(
      `Expected a ${found.frame.format.toUpperCase()} but found no size in its directory`,
    );
  }
  return found;
}

async function readFrame(source: ByteSource, tiff: TiffReader, first: Ifd): Promise<Frame> {
  if (tiff.magic === PANASONIC) return readPanasonicFrame(tiff, first);
  const subDirectories = await readSubDirectories(tiff, first);
  const raw = await findRawFormat(source, tiff, first, subDirectories);
  if (raw === undefined) {
    const frame = await readDirectoryFrame(tiff, first, { format: 'tiff', mimeType: 'image/tiff' });
    return { ...frame, pages: await countPages(tiff, first) };
  }
  if (raw.format === 'cr2') return { ...raw, ...(await readExifSize(tiff, first)) };
  return readLargestFrame(tiff, [first, ...subDirectories], raw);
}

async function findRawFormat(
  source: ByteSource,
  tiff: TiffReader,
  first: Ifd,
  subDirectories: readonly Ifd[],
): Promise<Pick<Frame, 'format' | 'mimeType'> | undefined> {
  if (first.entries.has(TIFF.DNGVersion)) return { format: 'dng', mimeType: 'image/x-adobe-dng' };
  if ((await source.read(8, 2)).toString('latin1') === 'CR')
    return { format: 'cr2', mimeType: 'image/x-canon-cr2' };
  if (OLYMPUS.includes(tiff.magic)) return { format: 'orf', mimeType: 'image/x-olympus-orf' };
  const isRaw = await Promise.all([first, ...subDirectories].map((ifd) => isRawDirectory(tiff, ifd)));
  if (!isRaw.includes(true)) return undefined;
  const entry = first.entries.get(TIFF.Make);
  const make = (entry && decodeText(await tiff.readBytes(entry))) ?? '';
  const known = RAW_FORMATS.find(([maker]) => maker.test(make))?.[1];
  if (known === undefined)
    throw new DamagedFileError(`Expected a known RAW format but found one of "${make}"`);
  return known;
}

async function isRawDirectory(tiff: TiffReader, ifd: Ifd): Promise<boolean> {
  const interpretation = await tiff.readNumber(ifd, TIFF.PhotometricInterpretation);
  const compression = await tiff.readNumber(ifd, TIFF.Compression);
  return RAW_INTERPRETATIONS.includes(interpretation ?? -1) || RAW_COMPRESSIONS.includes(compression ?? -1);
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

async function readDirectoryFrame(
  tiff: TiffReader,
  ifd: Ifd,
  format: Pick<Frame, 'format' | 'mimeType'>,
): Promise<Frame> {
  const interpretation = await tiff.readNumber(ifd, TIFF.PhotometricInterpretation);
  const bitDepth = await tiff.readNumber(ifd, TIFF.BitsPerSample);
  const colorSpace = COLOR_SPACES.get(interpretation ?? -1);
  const isRaw = format.format !== 'tiff';
  return {
    ...format,
    width: (await tiff.readNumber(ifd, TIFF.ImageWidth)) ?? 0,
    height: (await tiff.readNumber(ifd, TIFF.ImageHeight)) ?? 0,
    ...(bitDepth && { bitDepth }),
    ...(colorSpace && { colorSpace }),
    ...(!isRaw && { hasAlpha: await hasAlpha(tiff, ifd) }),
  };
}

/** ExtraSamples 1 and 2 are alpha; 0 is something else. */
async function hasAlpha(tiff: TiffReader, ifd: Ifd): Promise<boolean> {
  const extra = await tiff.readNumber(ifd, TIFF.ExtraSamples);
  return extra === 1 || extra === 2;
}

/** The frame of the directory with the most pixels among those that are no reduced copies. */
async function readLargestFrame(
  tiff: TiffReader,
  directories: readonly Ifd[],
  format: Pick<Frame, 'format' | 'mimeType'>,
): Promise<Frame> {
  let largest: Frame = { ...format, width: 0, height: 0 };
  for (const ifd of directories) {
    if (await isReduced(tiff, ifd)) continue;
    const frame = await readDirectoryFrame(tiff, ifd, format);
    if (frame.width * frame.height > largest.width * largest.height) largest = frame;
  }
  return largest;
}

async function isReduced(tiff: TiffReader, ifd: Ifd): Promise<boolean> {
  return (((await tiff.readNumber(ifd, TIFF.NewSubfileType)) ?? 0) & 1) === 1;
}

/** The directories of the chain that are no reduced copies. */
async function countPages(tiff: TiffReader, first: Ifd): Promise<number> {
  const seen = new Set<number>();
  let pages = 1;
  for (let offset = first.nextOffset; offset !== 0 && !seen.has(offset) && seen.size < MAX_DIRECTORIES; ) {
    seen.add(offset);
    const ifd = await tiff.readIfd(offset);
    if (ifd === undefined) break;
    if (!(await isReduced(tiff, ifd))) pages++;
    offset = ifd.nextOffset;
  }
  return pages;
}

/** CR2's directories describe previews and strips of the sensor; EXIF has the size of the picture. */
async function readExifSize(tiff: TiffReader, first: Ifd): Promise<Pick<Frame, 'width' | 'height'>> {
  const pointer = await tiff.readNumber(first, TIFF.ExifIFD);
  const exif = pointer === undefined ? undefined : await tiff.readIfd(pointer);
  const ifd = exif?.entries.has(TIFF.ExifImageWidth) ? exif : undefined;
  return {
    width: (await tiff.readNumber(ifd ?? first, ifd ? TIFF.ExifImageWidth : TIFF.ImageWidth)) ?? 0,
    height: (await tiff.readNumber(ifd ?? first, ifd ? TIFF.ExifImageHeight : TIFF.ImageHeight)) ?? 0,
  };
}

/** RW2 gives the borders of the picture on the sensor. */
async function readPanasonicFrame(tiff: TiffReader, ifd: Ifd): Promise<Frame> {
  const [top = 0, left = 0, bottom = 0, right = 0] = await Promise.all(
    [4, 5, 6, 7].map((tag) => tiff.readNumber(ifd, tag)),
  );
  return { format: 'rw2', mimeType: 'image/x-panasonic-rw2', width: right - left, height: bottom - top };
}

/** RW2 holds a JPEG whose EXIF has what the RAW directory lacks. */
async function addEmbeddedJpeg(source: ByteSource, { entries }: Ifd, found: Container): Promise<void> {
  const entry = entries.get(TIFF.JpgFromRaw);
  if (entry === undefined) return;
  const jpeg = await readJpeg(sliceSource(source, entry.offset, entry.byteLength));
  found.exif.push(...jpeg.exif);
}
