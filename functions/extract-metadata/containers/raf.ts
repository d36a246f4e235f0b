// Fujifilm RAF: a header, a JPEG with all the EXIF, and a directory with the size of the RAW picture.

import { type ByteSource, sliceSource } from '../../shared/files/byte-source.ts';
import { type Container, DamagedFileError } from './container.ts';
import { readJpeg } from './jpeg.ts';

/** Where the header points to the JPEG and to the directory. */
const JPEG_POINTER = 84;
const DIRECTORY_POINTER = 92;

/** The size of the picture within the sensor: height and width. */
const CROPPED_SIZE_TAG = 0x0111;

/** Directories have about 30 entries. */
const MAX_ENTRIES = 256;

export async function readRaf(source: ByteSource): Promise<Container> {
  const pointers = await source.read(JPEG_POINTER, 16);
  if (pointers.length < 16) throw new DamagedFileError('Expected a RAF but the file ends inside its header');
  const found = await readJpeg(sliceSource(source, pointers.readUInt32BE(0), pointers.readUInt32BE(4)));
  Object.assign(found.frame, { format: 'raf', mimeType: 'image/x-fujifilm-raf', isRaw: true });
  const size = await readCroppedSize(source, pointers.readUInt32BE(DIRECTORY_POINTER - JPEG_POINTER));
  if (size !== undefined) Object.assign(found.frame, size);
  return found;
}

async function readCroppedSize(
  source: ByteSource,
  start: number,
): Promise<{ width: number; height: number } | undefined> {
  const head = await source.read(start, 4, 1024);
  const count = head.length < 4 ? 0 : Math.min(head.readUInt32BE(0), MAX_ENTRIES);
  let offset = start + 4;
  for (let index = 0; index < count; index++) {
    const entry = await source.read(offset, 8);
    if (entry.length < 8) return undefined;
    if (entry.readUInt16BE(0) === CROPPED_SIZE_TAG) {
      const [height, width] = [entry.readUInt16BE(4), entry.readUInt16BE(6)];
      return width > 0 && height > 0 ? { width, height } : undefined;
    }
    offset += 4 + entry.readUInt16BE(2);
  }
  return undefined;
}
