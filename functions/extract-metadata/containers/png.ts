// PNG (third edition) and APNG: the chunks before the picture data, and those near the end of the file.

import { crc32 } from 'node:zlib';
import { type ByteSource, sliceSource } from '../../shared/files/byte-source.ts';
import { addExif, type Container, container, DamagedFileError, type Frame } from './container.ts';
import { inflate, readPngText } from './png-text.ts';

/** Colour types of IHDR. */
const COLOR_TYPES: ReadonlyMap<number, Pick<Frame, 'colorModel' | 'hasAlpha'>> = new Map([
  [0, { colorModel: 'Gray', hasAlpha: false }],
  [2, { colorModel: 'RGB', hasAlpha: false }],
  [3, { colorModel: 'RGB', hasAlpha: false }], // a palette of RGB
  [4, { colorModel: 'Gray', hasAlpha: true }],
  [6, { colorModel: 'RGB', hasAlpha: true }],
]);

/** Chunks before the picture data that are read: real files have about ten. */
const MAX_CHUNKS = 200;

/** Longest chunk that is read; a compressed one gives what it holds up to there. */
const MAX_CHUNK_BYTES = 262_144;

/** The end of a file, and what is looked for in it. */
const TAIL_BYTES = 131_072;
const TAIL_CHUNKS: readonly string[] = ['eXIf', 'tEXt', 'zTXt', 'iTXt'];

export async function readPng(source: ByteSource): Promise<Container> {
  const header = await source.read(8, 25);
  if (header.toString('latin1', 4, 8) === 'CgBI') {
    throw new DamagedFileError("Expected a PNG but found Apple's CgBI, a variant that only iOS reads");
  }
  if (header.length < 25 || header.toString('latin1', 4, 8) !== 'IHDR') {
    throw new DamagedFileError('Expected a PNG but found no IHDR chunk');
  }
  const found = container({
    format: 'png',
    mimeType: 'image/png',
    width: header.readUInt32BE(8),
    height: header.readUInt32BE(12),
    bitDepth: header.readUInt8(16),
    ...COLOR_TYPES.get(header.readUInt8(17)),
  });

  let offset = 33;
  for (let chunks = 0; chunks < MAX_CHUNKS; chunks++) {
    const head = await source.read(offset, 8);
    const type = head.toString('latin1', 4, 8);
    if (head.length < 8 || type === 'IEND') break;
    if (type === 'IDAT') {
      await readTail(source, offset, found);
      break;
    }
    const length = head.readUInt32BE(0);
    await readChunk(source, type, offset + 8, length, found);
    offset += 12 + length;
  }
  return found;
}

/**
 * Reads the chunks behind the picture data, which some programs write there, without walking its thousands of
 * chunks: in the last part of the file, a place where a chunk's type stands is one if the chunk's checksum is right.
 */
async function readTail(source: ByteSource, pictureOffset: number, found: Container): Promise<void> {
  const tailOffset = Math.max(pictureOffset, source.sizeBytes - TAIL_BYTES);
  const tail = await source.read(tailOffset, TAIL_BYTES);
  for (const type of TAIL_CHUNKS) {
    for (let at = tail.indexOf(type, 4, 'latin1'); at >= 0; at = tail.indexOf(type, at + 1, 'latin1')) {
      const length = tail.readUInt32BE(at - 4);
      const end = at + 4 + length;
      if (end + 4 > tail.length || crc32(tail.subarray(at, end)) !== tail.readUInt32BE(end)) continue;
      await readChunk(source, type, tailOffset + at + 4, length, found);
    }
  }
}

async function readChunk(
  source: ByteSource,
  type: string,
  offset: number,
  length: number,
  found: Container,
): Promise<void> {
  const { frame } = found;
  const read = () => source.read(offset, Math.min(length, MAX_CHUNK_BYTES));
  switch (type) {
    case 'tRNS':
      frame.hasAlpha = true;
      return;
    case 'sRGB':
      frame.colorSpace = 'sRGB';
      return;
    case 'acTL': {
      const control = await read();
      const frames = control.length < 8 ? 0 : control.readUInt32BE(0);
      if (frames > 0) Object.assign(frame, { mimeType: 'image/apng', pages: frames });
      return;
    }
    case 'eXIf':
      addExif(found, sliceSource(source, offset, length));
      return;
    case 'iCCP': {
      const chunk = await read(); // a name, a NUL, the method of compression
      found.icc ??= inflate(chunk.subarray(chunk.indexOf(0) + 2)) ?? Buffer.alloc(0);
      return;
    }
    case 'tEXt':
    case 'zTXt':
    case 'iTXt':
      readPngText(type, await read(), found);
      return;
  }
}
