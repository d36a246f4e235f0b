// What one file is and what it says of itself, from as few of its bytes as its container allows.

import { type ByteSource, ReadBudgetError } from '../shared/byte-source.ts';
import type { ImageMetadata } from '../shared/metadata.ts';
import type { Extraction } from '../shared/workflow.ts';
import { boundTexts } from './bounds.ts';
import { toCamera } from './camera.ts';
import { toCaptureTime } from './capture-time.ts';
import { type Container, type ContainerReader, DamagedFileError } from './containers/container.ts';
import { readCr3 } from './containers/cr3.ts';
import { readGif } from './containers/gif.ts';
import { readHeif } from './containers/heif.ts';
import { readJpeg } from './containers/jpeg.ts';
import { readJpegXl, readJpegXlCodestream } from './containers/jpeg-xl.ts';
import { readPng } from './containers/png.ts';
import { readRaf } from './containers/raf.ts';
import { readTiff } from './containers/tiff.ts';
import { readWebp } from './containers/webp.ts';
import { toDescription } from './description.ts';
import { readExif } from './exif.ts';
import { identify, SIGNATURE_BYTES, type Signature } from './formats.ts';
import { readProfileName } from './icc.ts';
import { readPhotoshopResources } from './iptc.ts';
import { toLocation } from './location.ts';
import { Tags } from './tags.ts';
import { readXmp } from './xmp.ts';

export interface Limits {
  readonly maxBytes: number;
  readonly maxPixels: number;
}

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
  'jxl-codestream': readJpegXlCodestream,
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
): Promise<Extraction> {
  const unsupported = (reason: string): Extraction => ({ supported: false, reason: `${reason} in ${where}` });
  if (source.sizeBytes > limits.maxBytes) {
    return unsupported(`The file of ${source.sizeBytes} bytes exceeds the limit of ${limits.maxBytes} bytes`);
  }
  const identity = identify(await source.read(0, SIGNATURE_BYTES));
  const reader = 'image' in identity ? READERS[identity.image] : undefined;
  if (reader === undefined) {
    return unsupported(
      `Expected an image but found ${'found' in identity ? identity.found : identity.image}`,
    );
  }
  try {
    const found = await reader(source);
    const { width, height } = found.frame;
    const pixels = width * height;
    if (pixels > limits.maxPixels) {
      return unsupported(
        `The picture of ${width}×${height} = ${pixels} px exceeds the limit of ${limits.maxPixels} px`,
      );
    }
    return { supported: true, metadata: await toMetadata(found), warnings: found.warnings };
  } catch (error) {
    if (error instanceof DamagedFileError || error instanceof ReadBudgetError)
      return unsupported(error.message);
    throw error;
  }
}

async function toMetadata(found: Container): Promise<ImageMetadata> {
  const tags = await readTags(found);
  const { width, height, isTurned, ...frame } = found.frame;
  const orientation = toOrientation(tags);
  const isSideways = isTurned ?? (orientation !== undefined && orientation >= 5);
  const colorProfile = found.icc && readProfileName(found.icc);
  const capturedAt = toCaptureTime(tags);
  const location = toLocation(tags);
  const camera = toCamera(tags);
  const description = toDescription(tags, found.warnings);
  const metadata: ImageMetadata = {
    ...frame,
    width: isSideways ? height : width,
    height: isSideways ? width : height,
    ...(orientation && { orientation }),
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
  for (const block of found.exif) await readExif(block, tags, found);
  for (const packet of found.xmp) found.warnings.push(...readXmp(packet, tags));
  for (const block of found.iptc) readPhotoshopResources(block, tags);
  for (const { name, text } of found.texts) tags.set(name, [text]);
  return tags;
}

/** EXIF's 1 to 8; anything else is none. */
function toOrientation(tags: Tags): number | undefined {
  const orientation = tags.number('IFD0:Orientation');
  const isKnown =
    Number.isInteger(orientation) && orientation !== undefined && orientation >= 1 && orientation <= 8;
  return isKnown ? orientation : undefined;
}
