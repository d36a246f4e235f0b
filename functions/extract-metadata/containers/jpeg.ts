// JPEG (ISO/IEC 10918-1): the segments up to the picture data.

import { type ByteSource, bytesSource, sliceSource } from '../../shared/byte-source.ts';
import { type Container, container, DamagedFileError } from './container.ts';

const EXIF = Buffer.from('Exif\0');
const XMP = Buffer.from('http://ns.adobe.com/xap/1.0/\0');
const ICC = Buffer.from('ICC_PROFILE\0');
const PHOTOSHOP = Buffer.from('Photoshop 3.0\0');

/** A file of 65,535-byte segments reaches 100 MB of metadata with these; more is an attack. */
const MAX_SEGMENTS = 2_000;

/** What may lie between two segments. Real files have a few bytes. */
const MAX_GARBAGE_BYTES = 65_536;

/** Colour model by the number of components. */
const COLOR_SPACES: ReadonlyMap<number, string> = new Map([
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
    if (head.length < 4) break;
    const marker = head.readUInt8(1);
    if (marker === 0xd9 || marker === 0xda) break; // end of image, start of the picture data
    if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
      offset += 2;
      continue;
    }
    const length = head.readUInt16BE(2) - 2;
    if (length < 0) throw new DamagedFileError(`Expected a JPEG segment but found a length of ${length + 2}`);
    await readSegment(source, marker, offset + 4, length, found);
    offset += 4 + length;
  }
  if (found.frame.width === 0 || found.frame.height === 0) {
    throw new DamagedFileError('Expected a JPEG but found no frame that tells its size');
  }
  return found;
}

/** Skips fill bytes, and the garbage that some programs leave between segments. */
async function nextMarker(source: ByteSource, offset: number): Promise<number> {
  for (let skipped = 0; skipped < MAX_GARBAGE_BYTES; skipped++) {
    const [first, second] = await source.read(offset + skipped, 2);
    const isMarker = first === 0xff && second !== 0xff && second !== 0x00;
    if (isMarker || second === undefined) return offset + skipped;
  }
  throw new DamagedFileError(`Expected a JPEG segment but found none within ${MAX_GARBAGE_BYTES} bytes`);
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
    const frame = await source.read(offset, 6);
    if (frame.length < 6) return;
    found.frame.bitDepth = frame.readUInt8(0);
    found.frame.height = frame.readUInt16BE(1);
    found.frame.width = frame.readUInt16BE(3);
    const colorSpace = COLOR_SPACES.get(frame.readUInt8(5));
    if (colorSpace !== undefined) found.frame.colorSpace = colorSpace;
    found.frame.hasAlpha = false;
    return;
  }
  if (marker < 0xe0 || marker > 0xef) return;
  const head = await source.read(offset, Math.min(length, 48));
  if (marker === 0xe1 && startsWith(head, EXIF)) {
    await addExif(sliceSource(source, offset + 6, length - 6), found);
  } else if (marker === 0xe1 && startsWith(head, XMP)) {
    found.xmp.push(await source.read(offset + XMP.length, length - XMP.length));
  } else if (marker === 0xe2 && startsWith(head, ICC) && found.icc === undefined) {
    found.icc = await source.read(offset + ICC.length + 2, length - ICC.length - 2);
  } else if (marker === 0xed && startsWith(head, PHOTOSHOP)) {
    addPhotoshop(await source.read(offset + PHOTOSHOP.length, length - PHOTOSHOP.length), found);
  }
}

/** EXIF of more than 64 KiB goes on in further segments, which do not begin as TIFF. */
async function addExif(block: ByteSource, found: Container): Promise<void> {
  const last = found.exif.at(-1);
  const start = (await block.read(0, 2)).toString('latin1');
  if (last === undefined || start === 'II' || start === 'MM') {
    found.exif.push({ source: block, firstIfd: 'IFD0' });
    return;
  }
  const parts = await Promise.all([last.source, block].map((part) => part.read(0, part.sizeBytes)));
  found.exif[found.exif.length - 1] = { ...last, source: bytesSource(Buffer.concat(parts)) };
}

/** Photoshop's resources of more than 64 KiB go on in further segments, in the middle of a resource. */
function addPhotoshop(resources: Buffer, found: Container): void {
  const last = found.iptc.at(-1);
  if (last === undefined || resources.toString('latin1', 0, 4) === '8BIM') found.iptc.push(resources);
  else found.iptc[found.iptc.length - 1] = Buffer.concat([last, resources]);
}

function startsWith(bytes: Buffer, prefix: Buffer): boolean {
  return bytes.subarray(0, prefix.length).equals(prefix);
}
