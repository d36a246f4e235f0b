// GIF (87a, 89a): the logical screen, the frames, and the XMP that may stand between them.

import type { ByteSource } from '../../shared/files/byte-source.ts';
import {
  addXmp,
  type Container,
  container,
  DamagedFileError,
  type Frame,
  MAX_XMP_BYTES,
} from './container.ts';

const EXTENSION = 0x21;
const APPLICATION_EXTENSION = 0xff;
const GRAPHIC_CONTROL_EXTENSION = 0xf9;
const IMAGE = 0x2c;

/** GIF has no index: to count frames, the file is read through. Longer ones, and those of more blocks, are not counted. */
const MAX_WALKED_BYTES = 8_388_608;
const MAX_BLOCKS = 10_000;

/** What one look into the file covers, and what one request fetches. */
const WINDOW_BYTES = 16_384;
const READ_AHEAD_BYTES = 262_144;

export async function readGif(source: ByteSource): Promise<Container> {
  const header = await source.read(6, 7);
  if (header.length < 7) throw new DamagedFileError('Expected a GIF but the file ends inside its header');
  const found = container({
    format: 'gif',
    mimeType: 'image/gif',
    width: header.readUInt16LE(0),
    height: header.readUInt16LE(2),
    bitDepth: 8, // of each colour in the palette
    colorModel: 'RGB',
    hasAlpha: false,
  });
  await walkBlocks(source, 13 + paletteBytes(header.readUInt8(4)), found);
  return found;
}

/** A palette follows where the highest bit says so; the lowest three give its size. */
function paletteBytes(flags: number): number {
  return (flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 0x07) + 1);
}

async function walkBlocks(source: ByteSource, start: number, found: Container): Promise<void> {
  let frames = 0;
  let offset = start;
  for (let blocks = 0; ; blocks++) {
    if (offset > MAX_WALKED_BYTES || blocks > MAX_BLOCKS) return; // too long to count
    const head = await source.read(offset, 16, READ_AHEAD_BYTES);
    if (head[0] === IMAGE && head.length >= 10) {
      if (frames === 0) fillSize(found.frame, head.readUInt16LE(5), head.readUInt16LE(7));
      frames++;
      offset = await skipSubBlocks(source, offset + 11 + paletteBytes(head.readUInt8(9)));
    } else if (head[0] === EXTENSION) {
      if (head[1] === GRAPHIC_CONTROL_EXTENSION && ((head[3] ?? 0) & 1) === 1) found.frame.hasAlpha = true;
      if (head[1] === APPLICATION_EXTENSION && head.toString('latin1', 3, 14) === 'XMP DataXMP') {
        addXmp(found, await readXmpExtension(source, offset + 14));
      }
      offset = await skipSubBlocks(source, offset + 2);
    } else {
      break; // the trailer, or damage
    }
  }
  if (frames > 0) found.frame.pages = frames;
}

/** Programs leave the size of the screen at zero: it is that of the first frame then. */
function fillSize(frame: Frame, width: number, height: number): void {
  if (frame.width === 0) frame.width = width;
  if (frame.height === 0) frame.height = height;
}

/** Data lies in blocks of up to 255 bytes, each behind its length; a length of 0 ends them. */
async function skipSubBlocks(source: ByteSource, start: number): Promise<number> {
  let offset = start;
  while (offset <= MAX_WALKED_BYTES) {
    const window = await source.read(offset, WINDOW_BYTES, READ_AHEAD_BYTES);
    let at = 0;
    for (let length = window[at]; length !== undefined; length = window[at]) {
      at += 1 + length;
      if (length === 0) return offset + at;
    }
    if (window.length === 0) return offset;
    offset += at;
  }
  return offset;
}

/** The packet stands there as it is, not in blocks, followed by 257 bytes that lead a reader of blocks to its end. */
async function readXmpExtension(source: ByteSource, offset: number): Promise<Buffer> {
  const bytes = await source.read(offset, MAX_XMP_BYTES);
  const end = bytes.indexOf('<?xpacket end');
  return bytes.subarray(0, end < 0 ? bytes.indexOf(0) : end);
}
