// What packs the strips and tiles of a TIFF, as decoders of geotiff's. Its own let a strip become as much as it says, gigabytes
// of a few kilobytes, and hold each byte of LZW and PackBits as a number.

import { inflateSync, zstdDecompressSync } from 'node:zlib';
import { addDecoder, BaseDecoder } from 'geotiff';

type Unpack = (packed: Uint8Array, maxBytes: number) => Uint8Array;

/** By TIFF's numbers. */
const CODECS: readonly (readonly [compressions: readonly number[], unpack: Unpack])[] = [
  [[5], unpackLzw],
  [[8, 32946], (packed, maxBytes) => inflateSync(packed, { maxOutputLength: maxBytes })],
  [[32773], unpackPackBits],
  [[50000], (packed, maxBytes) => zstdDecompressSync(packed, { maxOutputLength: maxBytes })],
];

/** TIFF 6.0, section 13. */
const CLEAR = 256;
const END = 257;
const FIRST_ENTRY = 258;
const MIN_CODE_BITS = 9;
const MAX_CODE_BITS = 12;

/** The head of a run of PackBits that is none. */
const NOTHING = 128;

for (const [compressions, unpack] of CODECS) {
  class Decoder extends BaseDecoder {
    override decodeBlock(block: ArrayBufferLike): ArrayBufferLike {
      return toArrayBuffer(unpack(new Uint8Array(block), toBlockBytes(this.parameters)));
    }
  }
  for (const compression of compressions) addDecoder(compression, async () => Decoder, undefined, false);
}

/** What a whole strip or tile takes: that behind the end of the picture may take less. */
function toBlockBytes(parameters: BaseDecoder['parameters']): number {
  const { tileWidth, tileHeight, bitsPerSample, planarConfiguration } = parameters;
  const bits = typeof bitsPerSample === 'number' ? [bitsPerSample] : Array.from(bitsPerSample);
  const pixelBits =
    planarConfiguration === 2 ? Math.max(...bits) : bits.reduce((sum, sample) => sum + sample, 0);
  return Math.ceil((tileWidth * pixelBits) / 8) * tileHeight;
}

/** @returns What the codes stand for, up to `maxBytes` of it. @throws {RangeError} For a code that stands for nothing yet. */
export function unpackLzw(codes: Uint8Array, maxBytes: number): Uint8Array {
  const bytes = new Uint8Array(maxBytes);
  const [prefixes, suffixes, lengths] = newTable();
  let next = FIRST_ENTRY;
  let codeBits = MIN_CODE_BITS;
  let last: number | undefined;
  let length = 0;
  let held = 0;
  let heldBits = 0;
  for (let at = 0; at < codes.length; at++) {
    held = ((held << 8) | (codes[at] ?? 0)) & 0xffffff;
    heldBits += 8;
    if (heldBits < codeBits) continue;
    heldBits -= codeBits;
    const code = (held >>> heldBits) & (2 ** codeBits - 1);
    if (code === END || length >= maxBytes) break;
    if (code === CLEAR) {
      [next, codeBits, last] = [FIRST_ENTRY, MIN_CODE_BITS, undefined];
      continue;
    }
    const isKnown = code < CLEAR || (code < next && last !== undefined);
    if (!isKnown && (code !== next || last === undefined))
      throw new RangeError(`No entry of LZW has code ${code}`);
    // One that is to be entered right now is the last string and its first byte.
    const source = isKnown ? code : (last ?? 0);
    const sourceLength = lengths[source] ?? 0;
    let entry = source;
    for (let to = length + sourceLength - 1; to >= length; to--) {
      bytes[to] = suffixes[entry] ?? 0; // beyond the end it goes nowhere
      entry = prefixes[entry] ?? 0;
    }
    const first = bytes[length] ?? 0;
    if (!isKnown) bytes[length + sourceLength] = first;
    if (last !== undefined && next < 2 ** MAX_CODE_BITS) {
      prefixes[next] = last;
      suffixes[next] = first;
      lengths[next] = (lengths[last] ?? 0) + 1;
      next++;
      if (next >= 2 ** codeBits - 1 && codeBits < MAX_CODE_BITS) codeBits++;
    }
    last = code;
    length += isKnown ? sourceLength : sourceLength + 1;
  }
  return bytes.subarray(0, length);
}

/** TIFF 6.0, section 9: runs of one byte, and bytes as they are. @returns Up to `maxBytes` of them. */
export function unpackPackBits(runs: Uint8Array, maxBytes: number): Uint8Array {
  const bytes = new Uint8Array(maxBytes);
  let length = 0;
  for (let at = 0; at < runs.length && length < maxBytes; ) {
    const head = runs[at++] ?? NOTHING;
    if (head === NOTHING) continue;
    const isRun = head > NOTHING;
    const count = Math.min(isRun ? 257 - head : head + 1, maxBytes - length);
    if (isRun) bytes.fill(runs[at] ?? 0, length, length + count);
    else bytes.set(runs.subarray(at, at + count), length);
    at += isRun ? 1 : head + 1;
    length += count;
  }
  return bytes.subarray(0, length);
}

/** Each string as that of a shorter one and a byte behind it; those of one byte are there from the start. */
function newTable(): [prefixes: Uint16Array, suffixes: Uint8Array, lengths: Uint16Array] {
  const size = 2 ** MAX_CODE_BITS;
  const [suffixes, lengths] = [new Uint8Array(size), new Uint16Array(size)];
  for (let byte = 0; byte < CLEAR; byte++) [suffixes[byte], lengths[byte]] = [byte, 1];
  return [new Uint16Array(size), suffixes, lengths];
}

function toArrayBuffer({ buffer, byteOffset, byteLength }: Uint8Array): ArrayBufferLike {
  const isWhole = byteOffset === 0 && byteLength === buffer.byteLength;
  return isWhole ? buffer : buffer.slice(byteOffset, byteOffset + byteLength);
}
