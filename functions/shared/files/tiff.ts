// TIFF 6.0 and BigTIFF directories, read lazily: EXIF blocks, TIFF files and most RAW formats are made of them.

import { type ByteSource, sliceSource } from './byte-source.ts';

/** One directory entry; the value itself is read on demand. `offset` is where its bytes lie in the source. */
export interface IfdEntry {
  readonly type: number;
  readonly count: number;
  readonly offset: number;
  readonly byteLength: number;
}

export interface Ifd {
  readonly entries: ReadonlyMap<number, IfdEntry>;
  /** Where the next directory of the chain lies; 0 where there is none. */
  readonly nextOffset: number;
  /** The file claims more entries than are read. */
  readonly isCut: boolean;
  /** The file claims more entries than it has room for. */
  readonly isBroken: boolean;
}

/** A directory of a real file has fewer than 200 entries; a hostile one may claim 65,535. */
const MAX_ENTRIES = 1_000;

/** Entries of no known type after which the rest of a directory is taken for damaged, as exiftool does. */
const MAX_SENSELESS_ENTRIES = 10;

/** Longest value that is read: text beyond it never enters a record, and lists are read for their start. */
const MAX_VALUE_BYTES = 65_536;

/** An IFD and the values behind it mostly lie together: fetching 4 KiB saves a request for each. */
const READ_AHEAD_BYTES = 4_096;

/** TIFF 6.0 page 15, Exif 3.0 (129), BigTIFF (16 to 18). */
const TYPE_BYTES: ReadonlyMap<number, number> = new Map([
  [1, 1],
  [2, 1],
  [3, 2],
  [4, 4],
  [5, 8],
  [6, 1],
  [7, 1],
  [8, 2],
  [9, 4],
  [10, 8],
  [11, 4],
  [12, 8],
  [13, 4],
  [16, 8],
  [17, 8],
  [18, 8],
  [129, 1],
]);

/** Magic numbers behind `II` or `MM`: TIFF, BigTIFF, Panasonic RW2, Olympus ORF (two). */
const MAGICS: readonly number[] = [42, 43, 0x55, 0x4f52, 0x5352];

/** How far behind its place a TIFF header is looked for: programs put JPEG's or HEIF's prefix before it. */
const MAX_PREFIX_BYTES = 64;

/** @returns Where in a block of EXIF its TIFF structure begins; undefined where no header is near its start. */
export function findTiffOffset(block: Buffer): number | undefined {
  const offset = block.toString('latin1', 0, MAX_PREFIX_BYTES).search(/II\*\0|MM\0\*/);
  return offset < 0 ? undefined : offset;
}

/** @returns The TIFF structure at the start of a block of EXIF, or a few bytes behind it. */
export async function findTiff(block: ByteSource): Promise<TiffReader | undefined> {
  const offset = findTiffOffset(await block.read(0, MAX_PREFIX_BYTES)) ?? 0;
  return TiffReader.open(offset > 0 ? sliceSource(block, offset) : block);
}

/** Reads the directories of one TIFF structure. Offsets count from the start of its source. */
export class TiffReader {
  readonly magic: number;
  readonly firstIfdOffset: number;
  readonly isLittleEndian: boolean;
  /** BigTIFF, whose offsets take eight bytes. */
  readonly isBig: boolean;
  readonly #source: ByteSource;

  private constructor(source: ByteSource, header: Buffer, isLittleEndian: boolean, magic: number) {
    this.#source = source;
    this.isLittleEndian = isLittleEndian;
    this.magic = magic;
    this.isBig = magic === 43;
    this.firstIfdOffset = this.isBig ? this.#uint64(header, 8) : this.#uint32(header, 4);
  }

  /** @returns undefined where the source does not begin as a TIFF structure. */
  static async open(source: ByteSource): Promise<TiffReader | undefined> {
    const header = await source.read(0, 16, READ_AHEAD_BYTES);
    if (header.length < 8) return undefined;
    const byteOrder = header.toString('latin1', 0, 2);
    if (byteOrder !== 'II' && byteOrder !== 'MM') return undefined;
    const isLittleEndian = byteOrder === 'II';
    const magic = isLittleEndian ? header.readUInt16LE(2) : header.readUInt16BE(2);
    if (!MAGICS.includes(magic) || (magic === 43 && header.length < 16)) return undefined;
    return new TiffReader(source, header, isLittleEndian, magic);
  }

  /** @returns undefined where no directory can be read at `offset`. */
  async readIfd(offset: number): Promise<Ifd | undefined> {
    const countBytes = this.isBig ? 8 : 2;
    const entryBytes = this.isBig ? 20 : 12;
    const head = await this.#source.read(offset, countBytes, READ_AHEAD_BYTES);
    if (offset < 8 || head.length < countBytes) return undefined;

    const claimed = this.isBig ? this.#uint64(head, 0) : this.#uint16(head, 0);
    const start = offset + countBytes;
    const wanted = Math.min(claimed, MAX_ENTRIES);
    const body = await this.#source.read(start, wanted * entryBytes, READ_AHEAD_BYTES);
    const count = Math.floor(body.length / entryBytes);
    if (count === 0 && claimed > 0) return undefined;
    const entries = new Map<number, IfdEntry>();
    let senseless = 0;
    for (let at = 0; at < count * entryBytes && senseless <= MAX_SENSELESS_ENTRIES; at += entryBytes) {
      const tag = this.#uint16(body, at);
      const entry = this.#entry(body, at, start + at);
      // A directory whose first entry makes no sense is no directory; a later one is only skipped.
      if (entry === undefined && at === 0) return undefined;
      if (entry === undefined) senseless++;
      else entries.set(tag, entry); // of a tag that occurs twice the last counts, as for exiftool
    }

    const next = await this.#source.read(start + claimed * entryBytes, this.isBig ? 8 : 4);
    const nextOffset = next.length < (this.isBig ? 8 : 4) ? 0 : this.#pointer(next);
    return { entries, nextOffset, isCut: claimed > wanted, isBroken: count < wanted };
  }

  #entry(body: Buffer, at: number, position: number): IfdEntry | undefined {
    const type = this.#uint16(body, at + 2);
    const size = TYPE_BYTES.get(type);
    if (size === undefined) return undefined;
    const count = this.isBig ? this.#uint64(body, at + 4) : this.#uint32(body, at + 4);
    const byteLength = count * size;
    const inline = this.isBig ? { at: 12, bytes: 8 } : { at: 8, bytes: 4 };
    const offset =
      byteLength <= inline.bytes ? position + inline.at : this.#pointer(body.subarray(at + inline.at));
    return { type, count, offset, byteLength };
  }

  /** The undecoded bytes of a value, at most `maxBytes` of them; none where it lies outside the file. */
  async readBytes(entry: IfdEntry, maxBytes = MAX_VALUE_BYTES): Promise<Buffer> {
    const length = Math.min(entry.byteLength, maxBytes);
    const bytes = await this.#source.read(entry.offset, length, READ_AHEAD_BYTES);
    return bytes.length < length ? Buffer.alloc(0) : bytes;
  }

  /** The numbers of a value; a fraction without a denominator is NaN or infinite. Empty for text and binary. */
  async readNumbers(entry: IfdEntry, maxBytes?: number): Promise<number[]> {
    const size = TYPE_BYTES.get(entry.type) ?? 1;
    const bytes = await this.readBytes(entry, maxBytes);
    const numbers: number[] = [];
    for (let at = 0; at + size <= bytes.length; at += size) numbers.push(this.#number(entry.type, bytes, at));
    return numbers;
  }

  /** The first number of a tag, if it is finite. */
  async readNumber({ entries }: Ifd, tag: number): Promise<number | undefined> {
    const entry = entries.get(tag);
    const number = entry === undefined ? undefined : (await this.readNumbers(entry))[0];
    return Number.isFinite(number) ? number : undefined;
  }

  #number(type: number, bytes: Buffer, at: number): number {
    const le = this.isLittleEndian;
    switch (type) {
      case 3:
        return this.#uint16(bytes, at);
      case 4:
      case 13:
        return this.#uint32(bytes, at);
      case 5:
        return this.#uint32(bytes, at) / this.#uint32(bytes, at + 4);
      case 6:
        return bytes.readInt8(at);
      case 8:
        return le ? bytes.readInt16LE(at) : bytes.readInt16BE(at);
      case 9:
        return this.#int32(bytes, at);
      case 10:
        return this.#int32(bytes, at) / this.#int32(bytes, at + 4);
      case 11:
        return le ? bytes.readFloatLE(at) : bytes.readFloatBE(at);
      case 12:
        return le ? bytes.readDoubleLE(at) : bytes.readDoubleBE(at);
      case 16:
      case 18:
        return this.#uint64(bytes, at);
      case 17:
        return Number(le ? bytes.readBigInt64LE(at) : bytes.readBigInt64BE(at));
      default:
        return bytes.readUInt8(at);
    }
  }

  #pointer(bytes: Buffer): number {
    return this.isBig ? this.#uint64(bytes, 0) : this.#uint32(bytes, 0);
  }

  #uint16(bytes: Buffer, at: number): number {
    return this.isLittleEndian ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at);
  }

  #uint32(bytes: Buffer, at: number): number {
    return this.isLittleEndian ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
  }

  #int32(bytes: Buffer, at: number): number {
    return this.isLittleEndian ? bytes.readInt32LE(at) : bytes.readInt32BE(at);
  }

  /** Exact up to 2^53; an offset beyond that lies outside every file anyway. */
  #uint64(bytes: Buffer, at: number): number {
    return Number(this.isLittleEndian ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at));
  }
}
