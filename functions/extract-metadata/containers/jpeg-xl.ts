// JPEG XL (ISO/IEC 18181): the size from the codestream's first bits, and the metadata boxes around it.

import { brotliDecompressSync } from 'node:zlib';
import { type ByteSource, bytesSource, sliceSource } from '../../shared/byte-source.ts';
import { walkBoxes } from '../../shared/iso-boxes.ts';
import {
  addExif,
  addXmp,
  type Container,
  container,
  DamagedFileError,
  type Frame,
  MAX_XMP_BYTES,
} from './container.ts';

/** The size and the orientation lie in far fewer. */
const HEADER_BYTES = 64;

/** Widths that are given by a ratio to the height (18181-1, table of aspect ratios). */
const RATIOS: readonly (readonly [number, number])[] = [
  [1, 1],
  [12, 10],
  [4, 3],
  [3, 2],
  [16, 9],
  [5, 4],
  [2, 1],
];

/** A bare codestream, which holds no metadata. */
export async function readJpegXlCodestream(source: ByteSource): Promise<Container> {
  return container(readFrame(await source.read(0, HEADER_BYTES)));
}

export async function readJpegXl(source: ByteSource): Promise<Container> {
  const boxes = await walkBoxes(source);
  const codestream = boxes.find(({ type }) => type === 'jxlc' || type === 'jxlp');
  if (codestream === undefined) throw new DamagedFileError('Expected a JPEG XL but found no codestream');
  // A part of a codestream is numbered by four bytes.
  const start = codestream.start + (codestream.type === 'jxlp' ? 4 : 0);
  const found = container(readFrame(await source.read(start, HEADER_BYTES)));
  for (const { type, start: offset, end } of boxes) {
    // An Exif box begins with four bytes that say where the TIFF header is.
    const read = () => source.read(offset, Math.min(end - offset, MAX_XMP_BYTES));
    if (type === 'Exif') addExif(found, sliceSource(source, offset + 4, end - offset - 4));
    if (type === 'xml ') addXmp(found, await read());
    if (type === 'brob') readCompressed(await read(), found);
  }
  return found;
}

/** A box compressed by Brotli, behind its true type. */
function readCompressed(box: Buffer, found: Container): void {
  const type = box.toString('latin1', 0, 4);
  if (type !== 'Exif' && type !== 'xml ') return;
  try {
    const content = brotliDecompressSync(box.subarray(4), { maxOutputLength: MAX_XMP_BYTES });
    if (type === 'xml ') addXmp(found, content);
    else addExif(found, bytesSource(content.subarray(4)));
  } catch {
    found.warnings.push(`The compressed ${type.trim()} box is damaged or too large`);
  }
}

function readFrame(codestream: Buffer): Frame {
  if (codestream.length < 4 || codestream.readUInt16BE(0) !== 0xff0a) {
    throw new DamagedFileError('Expected a JPEG XL codestream but found other bytes');
  }
  const bits = new BitReader(codestream.subarray(2));
  const { width, height } = readSize(bits);
  const isDefault = bits.uint(1) === 1;
  const hasExtraFields = !isDefault && bits.uint(1) === 1;
  const orientation = hasExtraFields ? 1 + bits.uint(3) : 1;
  return { format: 'jxl', mimeType: 'image/jxl', width, height, orientation };
}

function readSize(bits: BitReader): { width: number; height: number } {
  const isSmall = bits.uint(1) === 1; // both a multiple of 8, up to 256
  const readEdge = () =>
    isSmall ? 8 * (1 + bits.uint(5)) : 1 + bits.uint([9, 13, 18, 30][bits.uint(2)] ?? 30);
  const height = readEdge();
  const ratio = RATIOS[bits.uint(3) - 1];
  return { width: ratio === undefined ? readEdge() : Math.floor((height * ratio[0]) / ratio[1]), height };
}

/** Bits from the lowest of each byte upwards; zeros beyond the end. */
class BitReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  uint(count: number): number {
    let value = 0;
    for (let bit = 0; bit < count; bit++, this.#at++) {
      value += (((this.#bytes[this.#at >> 3] ?? 0) >> (this.#at & 7)) & 1) * 2 ** bit;
    }
    return value;
  }
}
