// JPEG (ISO/IEC 10918-1): the segments up to the picture data.

import { type ByteSource, bytesSource, sliceSource } from '../../shared/files/byte-source.ts';
import { findTiff } from '../../shared/files/tiff.ts';
import { isPhotoshopBlock } from '../iptc.ts';
import {
  addExif,
  addIptc,
  addXmp,
  type ColorModel,
  type Container,
  container,
  DamagedFileError,
} from './container.ts';
import { readExifSize } from './exif-size.ts';
import { addExtendedXmp, EXTENDED_XMP } from './extended-xmp.ts';

/** `Exif` and two NULs; programs leave the second out, or write another byte for it, and some bytes before it all. */
const EXIF = /^.{0,4}Exif\0/is;
const XMP = Buffer.from('http://ns.adobe.com/xap/1.0/\0');
const ICC = Buffer.from('ICC_PROFILE\0');
const PHOTOSHOP = /^(?:Photoshop 3\.0\0|Adobe_Photoshop2\.5:)/;

/** How XMP begins behind a header that a program has got wrong. */
const XMP_START = /<\?xpacket|<x:xmpmeta/;

const NO_FRAME = 'Expected a JPEG but found no frame that tells its size';

/** With segments of 64 KiB these are 65 MB before the picture; each may cost a request. */
const MAX_SEGMENTS = 1_000;

/** What may lie between two segments. Real files have a few bytes. */
const MAX_GARBAGE_BYTES = 65_536;

const COLOR_MODELS: ReadonlyMap<number, ColorModel> = new Map([
  [1, 'Gray'],
  [3, 'RGB'],
  [4, 'CMYK'],
]);

export async function readJpeg(source: ByteSource): Promise<Container> {
  const found = container({ format: 'jpeg', mimeType: 'image/jpeg', width: 0, height: 0 });
  let offset = 2;
  for (let segments = 0; segments < MAX_SEGMENTS; segments++) {
    offset = await nextMarker(source, offset);
    const head = await source.read(offset, 4);
    if (head.length < 2) break;
    const marker = head.readUInt8(1);
    if (marker === 0xd9 || marker === 0xda) return withSize(found); // end of image, start of the picture data
    if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
      offset += 2; // stands alone
      continue;
    }
    const length = head.length < 4 ? -1 : head.readUInt16BE(2) - 2;
    if (length < 0) break; // damage
    await readSegment(source, marker, offset + 4, length, found);
    offset += 4 + length;
  }
  if (found.frame.width === 0) throw new DamagedFileError(NO_FRAME);
  return found;
}

/** Skips fill bytes, and the garbage that some programs leave between segments. */
async function nextMarker(source: ByteSource, start: number): Promise<number> {
  if (isMarker(await source.read(start, 2), 0)) return start;
  const bytes = await source.read(start, MAX_GARBAGE_BYTES);
  for (let at = bytes.indexOf(0xff); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    if (isMarker(bytes, at)) return start + at;
  }
  return start + bytes.length;
}

/** FF and a second byte that is no filling (FF) and no data (00). */
function isMarker(bytes: Buffer, at: number): boolean {
  const second = bytes[at + 1] ?? 0;
  return bytes[at] === 0xff && second !== 0xff && second !== 0x00;
}

/** SOF0 to SOF15, but for DHT, JPG and DAC in between. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

async function readSegment(
  source: ByteSource,
  marker: number,
  offset: number,
  length: number,
  found: Container,
): Promise<void> {
  if (isFrame(marker) && found.frame.width === 0) {
    readFrame(await source.read(offset, Math.min(length, 6)), found);
    return;
  }
  if (marker < 0xe0 || marker > 0xef) return;
  const head = await source.read(offset, Math.min(length, 64));
  const start = head.toString('latin1');
  const read = (prefix: number) => source.read(offset + prefix, length - prefix);
  if (marker === 0xe1 && EXIF.test(start)) {
    const prefix = EXIF.exec(start)?.[0].length ?? 0;
    await addExifSegment(sliceSource(source, offset + prefix, length - prefix), found);
  } else if (marker === 0xe1 && startsWith(head, XMP)) {
    addXmp(found, await read(XMP.length));
  } else if (marker === 0xe1 && startsWith(head, EXTENDED_XMP)) {
    const prefix = EXTENDED_XMP.length;
    await addExtendedXmp(sliceSource(source, offset + prefix, length - prefix), found);
  } else if (marker === 0xe1 && XMP_START.test(start)) {
    addXmp(found, await read(start.search(XMP_START)));
  } else if (marker === 0xe2 && startsWith(head, ICC) && found.icc === undefined) {
    found.icc = await read(ICC.length + 2); // behind the number of the part, and of all parts
  } else if (marker === 0xed && PHOTOSHOP.test(start)) {
    addPhotoshopSegment(await read(PHOTOSHOP.exec(start)?.[0].length ?? 0), found);
  }
}

function readFrame(bytes: Buffer, { frame }: Container): void {
  if (bytes.length < 6) return;
  frame.bitDepth = bytes.readUInt8(0);
  frame.height = bytes.readUInt16BE(1);
  frame.width = bytes.readUInt16BE(3);
  const colorModel = COLOR_MODELS.get(bytes.readUInt8(5));
  if (colorModel !== undefined) frame.colorModel = colorModel;
  frame.hasAlpha = false;
}

/** A JPEG that is whole but has no picture, such as one that was made to carry metadata, has the size that EXIF names. */
async function withSize(found: Container): Promise<Container> {
  if (found.frame.width > 0) return found;
  const block = found.exif[0];
  const tiff = block && (await findTiff(block.source));
  const ifd0 = await tiff?.readIfd(tiff.firstIfdOffset);
  const size = tiff && ifd0 && (await readExifSize(tiff, ifd0));
  if (!size) throw new DamagedFileError(NO_FRAME);
  Object.assign(found.frame, size);
  found.warnings.push('The JPEG has no picture; its size is the one that EXIF names');
  return found;
}

/**
 * EXIF of more than 64 KiB goes on in further segments, which do not begin as TIFF.
 *
 * @param segment - Behind `Exif` and its first NUL.
 */
async function addExifSegment(segment: ByteSource, found: Container): Promise<void> {
  const start = (await segment.read(0, 3)).toString('latin1');
  const block = /^(II|MM)/.test(start) ? segment : sliceSource(segment, 1);
  const isStart = /^.?(II|MM)/s.test(start);
  const last = isStart ? undefined : found.exif.pop();
  if (last === undefined) return addExif(found, block);
  const parts = await Promise.all([last.source, block].map((part) => part.read(0, part.sizeBytes)));
  addExif(found, bytesSource(Buffer.concat(parts)));
}

/** Photoshop's resources of more than 64 KiB go on in further segments, in the middle of a resource. */
function addPhotoshopSegment(resources: Buffer, found: Container): void {
  const isStart = isPhotoshopBlock(resources);
  const last = isStart ? undefined : found.iptc.pop();
  addIptc(found, last === undefined ? resources : Buffer.concat([last, resources]));
}

function startsWith(bytes: Buffer, prefix: Buffer): boolean {
  return bytes.subarray(0, prefix.length).equals(prefix);
}
