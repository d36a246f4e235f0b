// WebP (RFC 9649): the RIFF chunks.

import { type ByteSource, sliceSource } from '../../shared/files/byte-source.ts';
import {
  addExif,
  addXmp,
  type Container,
  container,
  DamagedFileError,
  MAX_ICC_BYTES,
  MAX_XMP_BYTES,
} from './container.ts';

/** An animation has a chunk for each frame; of longer ones only the start is counted. */
const MAX_CHUNKS = 1_000;

/** Frames after which reading the file through takes less time than a request for each. */
const LONG_ANIMATION_FRAMES = 16;
const READ_AHEAD_BYTES = 262_144;

export async function readWebp(source: ByteSource): Promise<Container> {
  const found = container({
    format: 'webp',
    mimeType: 'image/webp',
    width: 0,
    height: 0,
    bitDepth: 8,
    colorModel: 'RGB',
    hasAlpha: false,
  });
  let offset = 12;
  for (let chunks = 0; chunks < MAX_CHUNKS; chunks++) {
    const isLongAnimation = (found.frame.pages ?? 0) > LONG_ANIMATION_FRAMES;
    const head = await source.read(offset, 8, isLongAnimation ? READ_AHEAD_BYTES : 0);
    if (head.length < 8) break;
    const length = head.readUInt32LE(4);
    await readChunk(source, head.toString('latin1', 0, 4), offset + 8, length, found);
    offset += 8 + length + (length % 2);
  }
  if (found.frame.width === 0) {
    throw new DamagedFileError('Expected a WebP but found no chunk that tells its size');
  }
  return found;
}

async function readChunk(
  source: ByteSource,
  type: string,
  offset: number,
  length: number,
  found: Container,
): Promise<void> {
  switch (type) {
    case 'VP8X':
      return readExtended(await source.read(offset, 10), found);
    case 'VP8 ':
      return readLossy(await source.read(offset, 10), found);
    case 'VP8L':
      return readLossless(await source.read(offset, 5), found);
    case 'ANMF':
      found.frame.pages = (found.frame.pages ?? 0) + 1;
      return;
    case 'EXIF':
      addExif(found, sliceSource(source, offset, length));
      return;
    case 'XMP ':
    case 'XMP\0': // in error
      addXmp(found, await source.read(offset, Math.min(length, MAX_XMP_BYTES)));
      return;
    case 'ICCP':
      found.icc = await source.read(offset, Math.min(length, MAX_ICC_BYTES));
      return;
  }
}

function readExtended(bytes: Buffer, { frame }: Container): void {
  if (bytes.length < 10) return;
  frame.hasAlpha = (bytes.readUInt8(0) & 0x10) !== 0;
  frame.width = bytes.readUIntLE(4, 3) + 1;
  frame.height = bytes.readUIntLE(7, 3) + 1;
}

/** RFC 6386, 9.1: the size follows a start code in a key frame. */
function readLossy(bytes: Buffer, { frame }: Container): void {
  if (frame.width > 0 || bytes.length < 10 || bytes.readUIntBE(3, 3) !== 0x9d012a) return;
  frame.width = bytes.readUInt16LE(6) & 0x3fff;
  frame.height = bytes.readUInt16LE(8) & 0x3fff;
}

/** RFC 9649, 3.4: 14 bits of width less one, 14 of height less one, one bit of alpha. */
function readLossless(bytes: Buffer, { frame }: Container): void {
  if (frame.width > 0 || bytes.length < 5 || bytes[0] !== 0x2f) return;
  const bits = bytes.readUInt32LE(1);
  frame.width = (bits & 0x3fff) + 1;
  frame.height = ((bits >>> 14) & 0x3fff) + 1;
  frame.hasAlpha = ((bits >>> 28) & 1) === 1;
}
