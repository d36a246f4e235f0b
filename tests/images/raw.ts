// RAW files as small as they can be: the directories of a camera around JPEGs, and no sensor's data.

/** A directory's value: numbers (LONG), bytes (UNDEFINED), text (ASCII), or directories that the tag points to. */
export type TagValue = number | Buffer | string | readonly Directory[];
export type Directory = ReadonlyMap<number, TagValue>;

const ASCII = 2;
const LONG = 4;
const UNDEFINED = 7;

/**
 * A little-endian TIFF whose directories follow one another.
 *
 * @param magic - Panasonic and Olympus have their own.
 */
export function toTiff(chain: readonly Directory[], { magic = 'II*\0' } = {}): Buffer {
  const header = Buffer.concat([Buffer.from(magic, 'latin1'), uint32(8)]);
  return Buffer.concat([header, toDirectories(chain, header.length)]);
}

/** Directories, their values and what they point to, in one piece that begins at `base`. */
export function toDirectories(chain: readonly Directory[], base: number): Buffer {
  const pieces: Buffer[] = [];
  let offset = base;
  for (const [index, directory] of chain.entries()) {
    const piece = toDirectory(directory, offset, index === chain.length - 1);
    pieces.push(piece);
    offset += piece.length;
  }
  return Buffer.concat(pieces);
}

function toDirectory(directory: Directory, base: number, isLast: boolean): Buffer {
  const tags = [...directory].sort(([a], [b]) => a - b);
  const entries: Buffer[] = [];
  const values: Buffer[] = [];
  let offset = base + 2 + tags.length * 12 + 4;
  const append = (value: Buffer): number => {
    values.push(value);
    offset += value.length;
    return offset - value.length;
  };
  for (const [tag, value] of tags) {
    if (typeof value === 'number') {
      entries.push(entry(tag, LONG, 1, uint32(value)));
    } else if (Buffer.isBuffer(value) || typeof value === 'string') {
      const bytes = Buffer.isBuffer(value) ? value : Buffer.from(`${value}\0`);
      const type = Buffer.isBuffer(value) ? UNDEFINED : ASCII;
      const place =
        bytes.length <= 4 ? Buffer.concat([bytes, Buffer.alloc(4)]).subarray(0, 4) : uint32(append(bytes));
      entries.push(entry(tag, type, bytes.length, place));
    } else {
      const pointers = value.map((child) => uint32(append(toDirectory(child, offset, true))));
      const place = pointers.length === 1 ? pointers[0] : uint32(append(Buffer.concat(pointers)));
      entries.push(entry(tag, LONG, pointers.length, place ?? uint32(0)));
    }
  }
  const next = uint32(isLast ? 0 : offset);
  return Buffer.concat([uint16(tags.length), ...entries, next, ...values]);
}

function entry(tag: number, type: number, count: number, value: Buffer): Buffer {
  return Buffer.concat([uint16(tag), uint16(type), uint32(count), value]);
}

/** Puts JPEGs behind a TIFF: `build` is told where each will lie. */
export function withJpegs(jpegs: readonly Buffer[], build: (offsets: readonly number[]) => Buffer): Buffer {
  const length = build(jpegs.map(() => 0)).length;
  let offset = length;
  const offsets = jpegs.map((jpeg) => {
    offset += jpeg.length;
    return offset - jpeg.length;
  });
  return Buffer.concat([build(offsets), ...jpegs]);
}

/** Fujifilm: the header points to the JPEG. */
export function toRaf(jpeg: Buffer): Buffer {
  const header = Buffer.alloc(160);
  header.write('FUJIFILMCCD-RAW ', 'latin1');
  header.writeUInt32BE(header.length, 84);
  header.writeUInt32BE(jpeg.length, 88);
  return Buffer.concat([header, jpeg]);
}

/** Canon: a small JPEG in a box of its own, the full-size one as the sample of the first track. */
export function toCr3(small: Buffer, large: Buffer): Buffer {
  const preview = box('PRVW', Buffer.alloc(16), small);
  const uuid = box('uuid', Buffer.from('eaf42b5e1c984b88b9fbb7dc406e4d16', 'hex'), Buffer.alloc(8), preview);
  const type = box('ftyp', Buffer.from('crx \0\0\0\x01crx isom', 'latin1'));
  const toMovie = (offset: number): Buffer => {
    const sizes = box('stsz', Buffer.alloc(4), uint32BE(large.length), uint32BE(1));
    const offsets = box('co64', Buffer.alloc(4), uint32BE(1), uint32BE(0), uint32BE(offset));
    return box('moov', box('trak', box('mdia', box('minf', box('stbl', sizes, offsets)))));
  };
  const start = type.length + toMovie(0).length + uuid.length + 8;
  return Buffer.concat([type, toMovie(start), uuid, box('mdat', large)]);
}

function box(type: string, ...contents: Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  return Buffer.concat([uint32BE(content.length + 8), Buffer.from(type), content]);
}

function uint16(value: number): Buffer {
  const buffer = Buffer.alloc(2);
  buffer.writeUInt16LE(value);
  return buffer;
}

function uint32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value);
  return buffer;
}

function uint32BE(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32BE(value);
  return buffer;
}
