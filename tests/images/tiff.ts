// TIFFs of samples of any kind, written by hand: what scanners, laboratories and map programs make.

import { deflateSync, zstdCompressSync } from 'node:zlib';

export type ByteOrder = 'II' | 'MM';

export interface TiffPage {
  readonly width: number;
  readonly height: number;
  /** One pixel's samples by its place. */
  readonly pixelAt: (x: number, y: number) => readonly number[];
  readonly bitsPerSample: number;
  /** 1 unsigned, 2 signed, 3 floating point. */
  readonly sampleFormat?: number;
  readonly photometric: number;
  readonly extraSamples?: readonly number[];
  readonly compression?: 'none' | 'deflate' | 'zstd' | 'lzma';
  /** What stands for the samples instead, by the number of its compression. */
  readonly stored?: { readonly compression: number; readonly strip: Buffer };
  /** Each sample of a pixel lies in a tile of its own; width and height are multiples of 16. */
  readonly isTiledPlanar?: boolean;
  readonly orientation?: number;
  readonly newSubfileType?: number;
  readonly icc?: Buffer;
  /** Further tags of one number (LONG). */
  readonly tags?: ReadonlyMap<number, number>;
  /** Pages that this one points to instead of being followed by them. */
  readonly subPages?: readonly TiffPage[];
}

const SHORT = 3;
const LONG = 4;
const UNDEFINED = 7;
const COMPRESSIONS = { none: 1, deflate: 8, zstd: 50_000, lzma: 34_925 };

type Entry = readonly [tag: number, type: number, values: readonly number[] | Buffer];

export function encodeTiff(pages: readonly TiffPage[], order: ByteOrder = 'II'): Buffer {
  const writer = new Writer(order);
  writePages(writer, pages);
  return writer.toBuffer();
}

function writePages(writer: Writer, pages: readonly TiffPage[]): number[] {
  const offsets = pages.map((page) => {
    const subOffsets = writePages(writer, page.subPages ?? []);
    return writer.directory(toEntries(writer, page, subOffsets));
  });
  writer.link(offsets);
  return offsets;
}

function toEntries(writer: Writer, page: TiffPage, subOffsets: readonly number[]): Entry[] {
  const { stored, compression = 'none' } = page;
  const strips = toStrips(page, writer.order).map((strip) => stored?.strip ?? compress(strip, compression));
  const offsets = strips.map((strip) => writer.append(strip));
  const lengths = strips.map((strip) => strip.length);
  const count = page.pixelAt(0, 0).length;
  const optional: Entry[] = [
    [0x00fe, LONG, page.newSubfileType === undefined ? [] : [page.newSubfileType]],
    [0x0112, SHORT, page.orientation === undefined ? [] : [page.orientation]],
    [0x014a, LONG, subOffsets],
    [0x0152, SHORT, page.extraSamples ?? []],
    [0x8773, UNDEFINED, page.icc ?? []],
  ];
  return [
    [0x0100, LONG, [page.width]],
    [0x0101, LONG, [page.height]],
    [0x0102, SHORT, Array(count).fill(page.bitsPerSample)],
    [0x0103, SHORT, [stored?.compression ?? COMPRESSIONS[compression]]],
    [0x0106, SHORT, [page.photometric]],
    [0x0115, SHORT, [count]],
    ...(page.isTiledPlanar ? toTileEntries(page, offsets, lengths) : toStripEntries(page, offsets, lengths)),
    [0x0153, SHORT, Array(count).fill(page.sampleFormat ?? 1)],
    ...[...(page.tags ?? [])].map(([tag, value]): Entry => [tag, LONG, [value]]),
    ...optional.filter(([, , values]) => values.length > 0),
  ];
}

function toStripEntries(
  { height }: TiffPage,
  offsets: readonly number[],
  lengths: readonly number[],
): Entry[] {
  return [
    [0x0111, LONG, offsets],
    [0x0116, LONG, [height]],
    [0x0117, LONG, lengths],
  ];
}

function toTileEntries(
  { width, height }: TiffPage,
  offsets: readonly number[],
  lengths: readonly number[],
): Entry[] {
  return [
    [0x011c, SHORT, [2]],
    [0x0142, LONG, [width]],
    [0x0143, LONG, [height]],
    [0x0144, LONG, offsets],
    [0x0145, LONG, lengths],
  ];
}

/** LZMA is not written: what stands there is only called so. */
function compress(strip: Buffer, compression: keyof typeof COMPRESSIONS): Buffer {
  if (compression === 'deflate') return deflateSync(strip);
  return compression === 'zstd' ? zstdCompressSync(strip) : strip;
}

function toStrips(page: TiffPage, order: ByteOrder): Buffer[] {
  if (!page.isTiledPlanar) return [toStrip(page, order)];
  return page
    .pixelAt(0, 0)
    .map((_, sample) => toStrip({ ...page, pixelAt: (x, y) => [page.pixelAt(x, y)[sample] ?? 0] }, order));
}

function toStrip(page: TiffPage, order: ByteOrder): Buffer {
  const rows: Buffer[] = [];
  for (let y = 0; y < page.height; y++) {
    const samples: number[] = [];
    for (let x = 0; x < page.width; x++) samples.push(...page.pixelAt(x, y));
    rows.push(
      page.bitsPerSample % 8 === 0 ? toBytes(samples, page, order) : pack(samples, page.bitsPerSample),
    );
  }
  return Buffer.concat(rows);
}

function toBytes(
  samples: readonly number[],
  { bitsPerSample, sampleFormat }: TiffPage,
  order: ByteOrder,
): Buffer {
  const bytes = bitsPerSample / 8;
  const row = Buffer.alloc(samples.length * bytes);
  const isLittle = order === 'II';
  for (const [index, value] of samples.entries()) {
    const at = index * bytes;
    if (sampleFormat === 3 && bytes === 8)
      isLittle ? row.writeDoubleLE(value, at) : row.writeDoubleBE(value, at);
    else if (sampleFormat === 3) isLittle ? row.writeFloatLE(value, at) : row.writeFloatBE(value, at);
    else if (sampleFormat === 2)
      isLittle ? row.writeIntLE(value, at, bytes) : row.writeIntBE(value, at, bytes);
    else isLittle ? row.writeUIntLE(value, at, bytes) : row.writeUIntBE(value, at, bytes);
  }
  return row;
}

/** The highest bit first, each row from a whole byte on. */
function pack(samples: readonly number[], bits: number): Buffer {
  const row = samples.map((value) => value.toString(2).padStart(bits, '0')).join('');
  const bytes = row.match(/.{1,8}/g) ?? [];
  return Buffer.from(bytes.map((byte) => Number.parseInt(byte.padEnd(8, '0'), 2)));
}

/** Values first, directories behind them. */
class Writer {
  readonly order: ByteOrder;
  readonly #pieces: Buffer[] = [];
  #length = 8;
  #first = 0;

  constructor(order: ByteOrder) {
    this.order = order;
  }

  append(bytes: Buffer): number {
    const offset = this.#length;
    const padded = Buffer.concat([bytes, Buffer.alloc(bytes.length % 2)]);
    this.#pieces.push(padded);
    this.#length += padded.length;
    return offset;
  }

  directory(entries: readonly Entry[]): number {
    const sorted = entries.toSorted(([a], [b]) => a - b);
    const fields = sorted.map(([tag, type, values]) => {
      const size = type === SHORT ? 2 : type === LONG ? 4 : 1;
      const bytes = Buffer.isBuffer(values)
        ? values
        : Buffer.concat(values.map((value) => this.#uint(value, size)));
      const isInline = bytes.length <= 4;
      const field = isInline
        ? Buffer.concat([bytes, Buffer.alloc(4)]).subarray(0, 4)
        : this.#uint(this.append(bytes), 4);
      return Buffer.concat([
        this.#uint(tag, 2),
        this.#uint(type, 2),
        this.#uint(bytes.length / size, 4),
        field,
      ]);
    });
    return this.append(Buffer.concat([this.#uint(sorted.length, 2), ...fields, Buffer.alloc(4)]));
  }

  /** Makes the directories a chain; the one that is linked last is that of the file. */
  link(offsets: readonly number[]): void {
    for (const [index, offset] of offsets.slice(0, -1).entries()) {
      const bytes = this.toBuffer();
      const count = this.order === 'II' ? bytes.readUInt16LE(offset) : bytes.readUInt16BE(offset);
      const at = offset + 2 + count * 12;
      this.#uint(offsets[index + 1] ?? 0, 4).copy(bytes, at);
      this.#pieces.splice(0, this.#pieces.length, bytes.subarray(8));
    }
    this.#first = offsets[0] ?? this.#first;
  }

  toBuffer(): Buffer {
    const header = Buffer.concat([Buffer.from(this.order), this.#uint(42, 2), this.#uint(this.#first, 4)]);
    return Buffer.concat([header, ...this.#pieces]);
  }

  #uint(value: number, bytes: number): Buffer {
    const buffer = Buffer.alloc(bytes);
    if (this.order === 'II') buffer.writeUIntLE(value, 0, bytes);
    else buffer.writeUIntBE(value, 0, bytes);
    return buffer;
  }
}
