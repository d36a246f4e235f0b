// One directory of a TIFF and its pixels, as a file of its own: of a RAW file of 100 MB only the preview is read.

import type { ByteSource } from '../../shared/files/byte-source.ts';
import type { Ifd, TiffReader } from '../../shared/files/tiff.ts';

/** What describes pixels (TIFF 6.0 and ICC.1); where they lie is written anew. */
const TAGS: readonly number[] = [
  0x0100, 0x0101, 0x0102, 0x0103, 0x0106, 0x010a, 0x0115, 0x0116, 0x011c, 0x013d, 0x0140, 0x0142, 0x0143,
  0x0152, 0x0153, 0x015b, 0x0211, 0x0212, 0x0213, 0x0214, 0x8773,
];
const STRIPS = { offsets: 0x0111, byteCounts: 0x0117 };
const TILES = { offsets: 0x0144, byteCounts: 0x0145 };

const LONG = 4;
const MAX_VALUE_BYTES = 4_194_304; // the profiles of printers reach 3 MB

/** Strips or tiles of one picture that are read: a hundred megapixels in rows. */
const MAX_PARTS = 65_536;

/** @returns undefined where the directory has no strips or tiles. */
export async function extractDirectory(
  source: ByteSource,
  tiff: TiffReader,
  { entries }: Ifd,
): Promise<Buffer | undefined> {
  const place = [STRIPS, TILES].find(({ offsets }) => entries.has(offsets));
  const [offsets, byteCounts] = [place && entries.get(place.offsets), place && entries.get(place.byteCounts)];
  if (place === undefined || offsets === undefined || byteCounts === undefined) return undefined;
  if (offsets.count > MAX_PARTS || offsets.count !== byteCounts.count) return undefined;
  const starts = await tiff.readNumbers(offsets, MAX_VALUE_BYTES);
  const lengths = await tiff.readNumbers(byteCounts, MAX_VALUE_BYTES);
  const parts: Buffer[] = [];
  for (const [index, start] of starts.entries()) parts.push(await source.read(start, lengths[index] ?? 0));

  const writer = new DirectoryWriter(tiff.isLittleEndian);
  const places = parts.map((part) => writer.append(part));
  writer.addLongs(place.offsets, places);
  writer.addLongs(
    place.byteCounts,
    parts.map((part) => part.length),
  );
  for (const tag of TAGS) {
    const entry = entries.get(tag);
    if (entry !== undefined) {
      writer.add(tag, entry.type, entry.count, await tiff.readBytes(entry, MAX_VALUE_BYTES));
    }
  }
  return writer.toBuffer();
}

/** A classic TIFF of one directory, which stands at its end. */
class DirectoryWriter {
  readonly #isLittleEndian: boolean;
  readonly #pieces: Buffer[] = [];
  readonly #entries: { tag: number; bytes: Buffer }[] = [];
  #length = 8;

  constructor(isLittleEndian: boolean) {
    this.#isLittleEndian = isLittleEndian;
  }

  /** @returns Where the bytes lie in the file. */
  append(bytes: Buffer): number {
    const offset = this.#length;
    const padded = bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(1)]);
    this.#pieces.push(padded);
    this.#length += padded.length;
    return offset;
  }

  /** @param value - In the byte order of the file. */
  add(tag: number, type: number, count: number, value: Buffer): void {
    const field =
      value.length <= 4
        ? Buffer.concat([value, Buffer.alloc(4 - value.length)])
        : this.#uint(this.append(value), 4);
    this.#entries.push({
      tag,
      bytes: Buffer.concat([this.#uint(tag, 2), this.#uint(type, 2), this.#uint(count, 4), field]),
    });
  }

  addLongs(tag: number, values: readonly number[]): void {
    this.add(tag, LONG, values.length, Buffer.concat(values.map((value) => this.#uint(value, 4))));
  }

  toBuffer(): Buffer {
    const sorted = this.#entries.sort((a, b) => a.tag - b.tag).map(({ bytes }) => bytes);
    const order = this.#isLittleEndian ? 'II' : 'MM';
    const header = Buffer.concat([Buffer.from(order), this.#uint(42, 2), this.#uint(this.#length, 4)]);
    return Buffer.concat([
      header,
      ...this.#pieces,
      this.#uint(sorted.length, 2),
      ...sorted,
      this.#uint(0, 4),
    ]);
  }

  #uint(value: number, bytes: number): Buffer {
    const buffer = Buffer.alloc(bytes);
    if (this.#isLittleEndian) buffer.writeUIntLE(value, 0, bytes);
    else buffer.writeUIntBE(value, 0, bytes);
    return buffer;
  }
}
