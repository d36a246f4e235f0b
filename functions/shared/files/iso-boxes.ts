// ISO base media boxes (ISO/IEC 14496-12): walking them in a file, and inside bytes that are in memory.

import type { ByteSource } from './byte-source.ts';

/** One box; `start` and `end` enclose its content, without the header. */
export interface Box {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/** Files of cameras have a handful at the top level. */
const MAX_BOXES = 500;

/** The boxes from `start` to `end` of a source. A box that claims more than there is ends where the source ends. */
export async function walkBoxes(source: ByteSource, start = 0, end = source.sizeBytes): Promise<Box[]> {
  const boxes: Box[] = [];
  let offset = start;
  while (offset + 8 <= end && boxes.length < MAX_BOXES) {
    const head = await source.read(offset, 16);
    const box = readBox(head, offset, end);
    if (box === undefined) break;
    boxes.push(box);
    offset = box.end;
  }
  return boxes;
}

/** The boxes in `bytes`, from `start` on. */
export function boxesIn(bytes: Buffer, start = 0): Box[] {
  const boxes: Box[] = [];
  let offset = start;
  while (offset + 8 <= bytes.length) {
    const box = readBox(bytes.subarray(offset, offset + 16), offset, bytes.length);
    if (box === undefined) break;
    boxes.push(box);
    offset = box.end;
  }
  return boxes;
}

function readBox(head: Buffer, offset: number, end: number): Box | undefined {
  if (head.length < 8) return undefined;
  const type = head.toString('latin1', 4, 8);
  const size = head.readUInt32BE(0);
  if (size === 0) return { type, start: offset + 8, end };
  if (size === 1) {
    if (head.length < 16) return undefined;
    const largeSize = Number(head.readBigUInt64BE(8));
    return largeSize < 16 ? undefined : { type, start: offset + 16, end: Math.min(offset + largeSize, end) };
  }
  return size < 8 ? undefined : { type, start: offset + 8, end: Math.min(offset + size, end) };
}

/** Reads big-endian integers one after the other; beyond the end of the bytes it reads zeros. */
export class Cursor {
  readonly #bytes: Buffer;
  #at: number;

  constructor(bytes: Buffer, at = 0) {
    this.#bytes = bytes;
    this.#at = at;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** @param size - Bytes of the integer, 0 to 8; 0 reads as zero. */
  uint(size: number): number {
    let value = 0;
    for (let index = 0; index < size; index++) value = value * 256 + (this.#bytes[this.#at + index] ?? 0);
    this.#at += size;
    return value;
  }

  /** Four characters: a box, item or brand type. */
  type(): string {
    const type = this.#bytes.toString('latin1', this.#at, this.#at + 4);
    this.#at += 4;
    return type;
  }

  /** Text up to the next NUL. */
  text(): string {
    const end = this.#bytes.indexOf(0, this.#at);
    const stop = end < 0 ? this.#bytes.length : end;
    const text = this.#bytes.toString('utf8', this.#at, stop);
    this.#at = stop + 1;
    return text;
  }
}
