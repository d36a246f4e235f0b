// Canon CR3: ISO base media whose `moov` box holds each EXIF directory as a TIFF structure of its own.

import { type ByteSource, sliceSource } from '../../shared/files/byte-source.ts';
import { walkBoxes } from '../../shared/files/iso-boxes.ts';
import { TiffReader } from '../../shared/files/tiff.ts';
import { type IfdName, TIFF } from '../exif-tags.ts';
import { addTiff, addXmp, type Container, container, DamagedFileError, MAX_XMP_BYTES } from './container.ts';

/** The extended types of Canon's box inside `moov`, and of the XMP box. */
const CANON_UUID = '85c0b687820f11e08111f4ce462b6a48';
const XMP_UUID = 'be7acfcb97a942e89c71999491e3afac';
const UUID_BYTES = 16;

const CR3 = { format: 'cr3', mimeType: 'image/x-canon-cr3', isRaw: true } as const;

const DIRECTORIES: ReadonlyMap<string, IfdName> = new Map([
  ['CMT1', 'IFD0'],
  ['CMT2', 'ExifIFD'],
  ['CMT4', 'GPS'],
]);

export async function readCr3(source: ByteSource): Promise<Container> {
  const found = container({ ...CR3, width: 0, height: 0 });
  for (const box of await walkBoxes(source)) {
    if (box.type === 'moov') await readMovie(source, box.start, box.end, found);
    if (box.type === 'uuid' && (await uuidAt(source, box.start)) === XMP_UUID) {
      const start = box.start + UUID_BYTES;
      addXmp(found, await source.read(start, Math.min(box.end - start, MAX_XMP_BYTES)));
    }
  }
  if (found.frame.width === 0) throw new DamagedFileError('Expected a CR3 but found no size');
  return found;
}

async function readMovie(source: ByteSource, start: number, end: number, found: Container): Promise<void> {
  for (const box of await walkBoxes(source, start, end)) {
    if (box.type !== 'uuid' || (await uuidAt(source, box.start)) !== CANON_UUID) continue;
    for (const { type, start: offset, end: stop } of await walkBoxes(
      source,
      box.start + UUID_BYTES,
      box.end,
    )) {
      const firstIfd = DIRECTORIES.get(type);
      if (firstIfd === undefined) continue;
      const directory = sliceSource(source, offset, stop - offset);
      addTiff(found, directory, firstIfd);
      if (firstIfd === 'IFD0') await readSize(directory, found);
    }
  }
}

async function readSize(source: ByteSource, found: Container): Promise<void> {
  const tiff = await TiffReader.open(source);
  const ifd = await tiff?.readIfd(tiff.firstIfdOffset);
  if (tiff === undefined || ifd === undefined) return;
  found.frame.width = (await tiff.readNumber(ifd, TIFF.ImageWidth)) ?? 0;
  found.frame.height = (await tiff.readNumber(ifd, TIFF.ImageHeight)) ?? 0;
}

async function uuidAt(source: ByteSource, offset: number): Promise<string> {
  return (await source.read(offset, UUID_BYTES)).toString('hex');
}
