// What one file is and what it says of itself, from as few of its bytes as its container allows.

import type { ImageMetadata } from '@image-workflow/record/metadata';
import { type ChosenPicture, describeExcess, toUprightSize } from '../shared/chosen-picture.ts';
import { type ByteSource, ReadBudgetError } from '../shared/files/byte-source.ts';
import { boundMessage, boundTexts, boundWarnings } from './bounds.ts';
import { toCamera } from './camera.ts';
import { toCaptureTime } from './capture-time.ts';
import { readBmp } from './containers/bmp.ts';
import {
  type Container,
  type ContainerReader,
  DamagedFileError,
  type Frame,
} from './containers/container.ts';
import { readCr3 } from './containers/cr3.ts';
import { joinExtendedXmp } from './containers/extended-xmp.ts';
import { readGif } from './containers/gif.ts';
import { readHeif } from './containers/heif.ts';
import { readJpeg } from './containers/jpeg.ts';
import { readJpeg2000 } from './containers/jpeg-2000.ts';
import { readJpegXl } from './containers/jpeg-xl.ts';
import { readPhotoshopDocument } from './containers/photoshop.ts';
import { readPng } from './containers/png.ts';
import { readRaf } from './containers/raf.ts';
import { readTiff } from './containers/tiff.ts';
import { readWebp } from './containers/webp.ts';
import { toDescription } from './description.ts';
import { readExif } from './exif.ts';
import { identify, SIGNATURE_BYTES, type Signature } from './formats.ts';
import { readProfileName } from './icc.ts';
import { readIptcBlocks } from './iptc.ts';
import { toLocation } from './location.ts';
import { Tags } from './tags.ts';
import { readXmp } from './xmp.ts';

/**
 * How a file is read: its head in one request, which holds the metadata of most, and never more than the bound,
 * which is also what a file takes of the function's memory.
 */
export const READING = { headBytes: 65_536, maxFetchedBytes: 16_777_216 } as const;

export interface Limits {
  readonly maxBytes: number;
  /** Width × height of what will be decoded; of a RAW file that is a preview, not the sensor's picture. */
  readonly maxPixels: number;
}

/** What a file says of itself, or why it says nothing that can be used. */
export type FileExtraction =
  | { supported: true; metadata: ImageMetadata; picture: ChosenPicture; warnings: string[] }
  | { supported: false; reason: string };

const READERS: Readonly<Record<Signature, ContainerReader>> = {
  jpeg: readJpeg,
  png: readPng,
  webp: readWebp,
  gif: readGif,
  tiff: readTiff,
  heif: readHeif,
  cr3: readCr3,
  raf: readRaf,
  jxl: readJpegXl,
  jp2: readJpeg2000,
  psd: readPhotoshopDocument,
  bmp: readBmp,
};

/**
 * Reads the metadata of a file, decoding no pixel.
 *
 * @param where - The file's identity, for the reason: `s3://uploads/notes.txt`.
 * @returns A file that is no usable image, or exceeds a limit, is an answer: `{ supported: false, reason }`.
 */
export async function extractMetadata(
  source: ByteSource,
  limits: Limits,
  where: string,
): Promise<FileExtraction> {
  try {
    checkBytes(source, limits);
    const found = await readContainer(source);
    checkSize(found.frame, limits);
    const tags = await readTags(found);
    const picture = toPicture(found.frame, toOrientation(tags));
    const metadata = toMetadata(found, tags, picture);
    return { supported: true, metadata, picture, warnings: boundWarnings(found.warnings) };
  } catch (error) {
    const isAnswer = error instanceof DamagedFileError || error instanceof ReadBudgetError;
    if (isAnswer) return { supported: false, reason: `${boundMessage(error.message)} in ${where}` };
    throw error;
  }
}

/**
 * Finds a picture's frame and its blocks of metadata.
 *
 * @throws {DamagedFileError} When the file is no image, or cannot be one.
 */
export async function readContainer(source: ByteSource): Promise<Container> {
  const identity = identify(await source.read(0, SIGNATURE_BYTES));
  if ('found' in identity) throw new DamagedFileError(`Expected an image but found ${identity.found}`);
  return READERS[identity.image](source);
}

function checkBytes({ sizeBytes }: ByteSource, { maxBytes }: Limits): void {
  if (sizeBytes <= maxBytes) return;
  throw new DamagedFileError(`A file of ${sizeBytes} bytes exceeds the limit of ${maxBytes} bytes`);
}

function checkSize({ width, height, isRaw }: Frame, { maxPixels }: Limits): void {
  const isPossible = Number.isSafeInteger(width) && Number.isSafeInteger(height) && width > 0 && height > 0;
  if (!isPossible) throw new DamagedFileError(`Expected a picture but found one of ${width}×${height} px`);
  const excess = isRaw ? undefined : describeExcess(width, height, maxPixels);
  if (excess !== undefined) throw new DamagedFileError(`A picture ${excess}`);
}

/** The container's word on how the picture is turned goes before that of EXIF. */
function toPicture(frame: Frame, exifOrientation = 1): ChosenPicture {
  const { width, height, orientation = exifOrientation, hasAlpha, directoryOffset } = frame;
  return {
    width,
    height,
    orientation,
    ...(hasAlpha !== undefined && { hasAlpha }),
    ...(directoryOffset !== undefined && { directoryOffset }),
  };
}

function toMetadata(found: Container, tags: Tags, picture: ChosenPicture): ImageMetadata {
  const { format, mimeType, bitDepth, colorModel, hasAlpha, pages } = found.frame;
  const orientation = toOrientation(tags);
  const colorSpace = found.frame.colorSpace ?? toColorSpace(tags);
  const colorProfile = found.icc && readProfileName(found.icc);
  const capturedAt = toCaptureTime(tags, found.warnings);
  const location = toLocation(tags, found.warnings);
  const camera = toCamera(tags);
  const description = toDescription(tags, found.warnings);
  const metadata: ImageMetadata = {
    format,
    mimeType,
    ...toUprightSize(picture),
    ...(orientation && { orientation }),
    ...(isBitDepth(bitDepth) && { bitDepth }),
    ...(colorModel && { colorModel }),
    ...(hasAlpha !== undefined && { hasAlpha }),
    ...(pages && { pages }),
    ...(colorSpace && { colorSpace }),
    ...(colorProfile && { colorProfile }),
    ...(capturedAt && { capturedAt }),
    ...(location && { location }),
    ...(camera && { camera }),
    ...(description && { description }),
  };
  return boundTexts(metadata, found.warnings);
}

/** All tags of all blocks. What is wrong with one never costs the others. */
async function readTags(found: Container): Promise<Tags> {
  const tags = new Tags();
  try {
    for (const block of found.exif) await readExif(block, tags, found);
  } catch (error) {
    if (!(error instanceof ReadBudgetError)) throw error;
    found.warnings.push(`The EXIF is read in part: ${error.message}`);
  }
  for (const packet of found.xmp) found.warnings.push(...readXmp(packet, tags));
  const extension = tags.text('XMP-xmpNote:HasExtendedXMP');
  const extended = extension && joinExtendedXmp(found.extendedXmp, extension);
  if (extended) found.warnings.push(...readXmp(extended, tags));
  else if (found.extendedXmp.size > 0) found.warnings.push('The extended XMP belongs to no XMP of the file');
  found.warnings.push(...readIptcBlocks(found.iptc, tags));
  for (const { name, text } of found.texts) tags.set(name, [text]);
  return tags;
}

/** EXIF's 1 to 8; anything else is none. */
function toOrientation(tags: Tags): number | undefined {
  const orientation = tags.number('IFD0:Orientation');
  return [1, 2, 3, 4, 5, 6, 7, 8].find((known) => known === orientation);
}

/** TIFF's floating-point samples have 64 bits; a damaged file may say anything. */
function isBitDepth(bits: number | undefined): bits is number {
  return bits !== undefined && Number.isInteger(bits) && bits >= 1 && bits <= 64;
}

/** EXIF knows sRGB and "not calibrated", which means Adobe RGB where the file is named by DCF's option for that. */
function toColorSpace(tags: Tags): string | undefined {
  const colorSpace = tags.number('ExifIFD:ColorSpace');
  if (colorSpace === 1) return 'sRGB';
  return colorSpace === 2 || tags.text('InteropIFD:InteropIndex') === 'R03' ? 'Adobe RGB' : undefined;
}
