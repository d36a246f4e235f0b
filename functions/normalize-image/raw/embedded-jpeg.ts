// A JPEG inside another file: is it one that can be decoded, and how large is its picture?

import type { ByteSource } from '../../shared/files/byte-source.ts';

/** Where bytes that may be a JPEG lie in a file. */
export interface Extent {
  readonly offset: number;
  readonly length: number;
}

export interface EmbeddedJpeg extends Extent {
  /** Pixels as stored. */
  readonly width: number;
  readonly height: number;
}

/** Segments before the frame header: real previews have fewer than twenty. */
const MAX_SEGMENTS = 100;

/** Baseline, extended and progressive Huffman coding. Lossless JPEG (SOF3) holds the sensor's data in many RAW files. */
const DECODABLE_FRAMES: readonly number[] = [0xc0, 0xc1, 0xc2];

/** @returns undefined where no JPEG lies at `extent`, or only the sensor's data in lossless JPEG. */
export async function readEmbeddedJpeg(
  source: ByteSource,
  extent: Extent,
): Promise<EmbeddedJpeg | undefined> {
  const start = await source.read(extent.offset, 2);
  if (start.toString('latin1') !== '\xff\xd8') return undefined;

  let offset = extent.offset + 2;
  for (let segments = 0; segments < MAX_SEGMENTS; segments++) {
    const head = await source.read(offset, 9);
    if (head.length < 9 || head[0] !== 0xff) return undefined;
    const marker = head.readUInt8(1);
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      const [height, width] = [head.readUInt16BE(5), head.readUInt16BE(7)];
      const isPicture = DECODABLE_FRAMES.includes(marker) && head[4] === 8 && width > 0 && height > 0;
      return isPicture ? { ...extent, width, height } : undefined;
    }
    offset += 2 + head.readUInt16BE(2);
  }
  return undefined;
}
