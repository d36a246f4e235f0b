// PNG (third edition) and APNG: the chunks before the picture data, and those near the end of the file.

import { constants, crc32, inflateSync } from 'node:zlib';
import { type ByteSource, bytesSource, sliceSource } from '../../shared/byte-source.ts';
import { type Container, container, DamagedFileError } from './container.ts';

/** Colour types of IHDR. */
const COLOR_TYPES: ReadonlyMap<number, { colorSpace: string; hasAlpha: boolean }> = new Map([
  [0, { colorSpace: 'Gray', hasAlpha: false }],
  [2, { colorSpace: 'RGB', hasAlpha: false }],
  [3, { colorSpace: 'RGB', hasAlpha: false }], // a palette of RGB
  [4, { colorSpace: 'Gray', hasAlpha: true }],
  [6, { colorSpace: 'RGB', hasAlpha: true }],
]);

/** Chunks that are read. Picture data has thousands of IDAT chunks: these are not walked. */
const MAX_CHUNKS = 1_000;

/** The end of a file, and what is looked for in it. */
const TAIL_BYTES = 131_072;
const TAIL_CHUNKS: readonly string[] = ['eXIf', 'tEXt', 'zTXt', 'iTXt'];

/** Longest compressed chunk that is read, and longest it may become: ICC profiles of printers reach 2 MB. */
const MAX_CHUNK_BYTES = 262_144;
const MAX_INFLATED_BYTES = 4_194_304;

export async function readPng(source: ByteSource): Promise<Container> {
  const header = await source.read(8, 25);
  if (header.length < 25 || header.toString('latin1', 4, 8) !== 'IHDR') {
    throw new DamagedFileError('Expected a PNG but found no IHDR chunk');
  }
  const color = COLOR_TYPES.get(header.readUInt8(17)) ?? {};
  const found = container({
    format: 'png',
    mimeType: 'image/png',
    width: header.readUInt32BE(8),
    height: header.readUInt32BE(12),
    bitDepth: header.readUInt8(16),
    ...color,
  });

  let offset = 33;
  for (let chunks = 0; chunks < MAX_CHUNKS; chunks++) {
    const head = await source.read(offset, 8);
    if (head.length < 8) break;
    const length = head.readUInt32BE(0);
    const type = head.toString('latin1', 4, 8);
    if (type === 'IEND') break;
    if (type === 'IDAT') {
      await readTail(source, offset, found);
      break;
    }
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
  const read = () => source.read(offset, Math.min(length, MAX_CHUNK_BYTES));
  switch (type) {
    case 'tRNS':
      found.frame.hasAlpha = true;
      return;
    case 'acTL':
      found.frame.mimeType = 'image/apng';
      found.frame.pages = (await read()).readUInt32BE(0);
      return;
    case 'eXIf':
      found.exif.push({ source: sliceSource(source, offset, length), firstIfd: 'IFD0' });
      return;
    case 'iCCP': {
      const chunk = await read();
      const icc = inflate(chunk.subarray(chunk.indexOf(0) + 2));
      if (icc !== undefined) found.icc = icc;
      return;
    }
    case 'tEXt':
    case 'zTXt':
    case 'iTXt':
      readText(type, await read(), found);
      return;
  }
}

/** Text chunks: a keyword, and text in Latin-1 (tEXt, zTXt) or UTF-8 (iTXt). */
function readText(type: string, chunk: Buffer, found: Container): void {
  const keywordEnd = chunk.indexOf(0);
  if (keywordEnd < 1) return;
  const keyword = chunk.toString('latin1', 0, keywordEnd);
  const bytes =
    type === 'iTXt' ? internationalText(chunk, keywordEnd + 1) : latin1Text(type, chunk, keywordEnd + 1);
  if (bytes === undefined) return;
  if (keyword === 'XML:com.adobe.xmp') found.xmp.push(bytes);
  else if (keyword.startsWith('Raw profile type ')) readRawProfile(keyword.slice(17), bytes, found);
  else
    found.texts.push({ name: toTagName(keyword), text: bytes.toString(type === 'iTXt' ? 'utf8' : 'latin1') });
}

/** Programs differ in the case of the first letter: `author`, `Author`. */
function toTagName(keyword: string): string {
  return `PNG:${keyword.charAt(0).toUpperCase()}${keyword.slice(1)}`;
}

function latin1Text(type: string, chunk: Buffer, at: number): Buffer | undefined {
  return type === 'zTXt' ? inflate(chunk.subarray(at + 1)) : chunk.subarray(at);
}

/** Behind the keyword: a flag and a method of compression, a language, a translated keyword, and the text. */
function internationalText(chunk: Buffer, at: number): Buffer | undefined {
  const languageEnd = chunk.indexOf(0, at + 2);
  const textStart = chunk.indexOf(0, languageEnd + 1) + 1;
  if (languageEnd < 0 || textStart === 0) return undefined;
  const text = chunk.subarray(textStart);
  return chunk[at] === 1 ? inflate(text) : text;
}

/** ImageMagick's way to carry other metadata in PNG: a name, a length, and the bytes in hex, on lines of their own. */
function readRawProfile(kind: string, bytes: Buffer, found: Container): void {
  const lines = bytes.toString('latin1').trim().split('\n');
  const profile = Buffer.from(lines.slice(2).join(''), 'hex');
  if (kind === 'exif' || kind === 'APP1') {
    found.exif.push({ source: bytesSource(profile), firstIfd: 'IFD0' });
  } else if (kind === 'iptc' || kind === '8bim') {
    found.iptc.push(profile);
  } else if (kind === 'xmp') {
    found.xmp.push(profile);
  } else if (kind === 'icc' || kind === 'icm') {
    found.icc ??= profile;
  }
}

function inflate(bytes: Buffer): Buffer | undefined {
  try {
    // A chunk that is longer than what is read of it, or breaks off, gives what there is.
    return inflateSync(bytes, { maxOutputLength: MAX_INFLATED_BYTES, finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    return undefined;
  }
}
