// EXIF blocks written by hand: any tag with any type, in either byte order, as cameras write them.

export type ByteOrder = 'II' | 'MM';

/** A value's TIFF type, its number of items, and its bytes in a byte order. */
export interface ExifValue {
  readonly type: number;
  readonly count: number;
  readonly encode: (order: ByteOrder) => Buffer;
}

/** Values by tag number. */
export type ExifDirectory = Readonly<Record<number, ExifValue>>;

export interface ExifDirectories {
  readonly ifd0?: ExifDirectory;
  readonly exif?: ExifDirectory;
  readonly gps?: ExifDirectory;
}

/** @param text - Latin-1, so that a test can write any byte; a NUL is added. */
export function ascii(text: string): ExifValue {
  const bytes = Buffer.from(`${text}\0`, 'latin1');
  return { type: 2, count: bytes.length, encode: () => bytes };
}

export function undefinedBytes(bytes: Buffer): ExifValue {
  return { type: 7, count: bytes.length, encode: () => bytes };
}

export function byteValues(...values: number[]): ExifValue {
  return { type: 1, count: values.length, encode: () => Buffer.from(values) };
}

export function shorts(...values: number[]): ExifValue {
  return { type: 3, count: values.length, encode: (order) => join(values, (value) => uint16(value, order)) };
}

export function longs(...values: number[]): ExifValue {
  return { type: 4, count: values.length, encode: (order) => join(values, (value) => uint32(value, order)) };
}

/** @param fractions - Pairs of numerator and denominator. */
export function rationals(...fractions: (readonly [number, number])[]): ExifValue {
  const encode = (order: ByteOrder) => join(fractions.flat(), (part) => uint32(part, order));
  return { type: 5, count: fractions.length, encode };
}

/** @param fractions - As `rationals`, with signs. */
export function srationals(...fractions: (readonly [number, number])[]): ExifValue {
  const unsigned = fractions.map(([one, other]) => [one >>> 0, other >>> 0] as const);
  return { ...rationals(...unsigned), type: 10 };
}

/** A TIFF structure: IFD0, and behind it the EXIF and GPS directories that it points to. */
export function toExif({ ifd0 = {}, exif, gps }: ExifDirectories, order: ByteOrder = 'II'): Buffer {
  const header = Buffer.concat([Buffer.from(order), uint16(42, order), uint32(8, order)]);
  const withPointers = (exifOffset: number, gpsOffset: number): ExifDirectory => ({
    ...ifd0,
    ...(exif && { 34665: longs(exifOffset) }),
    ...(gps && { 34853: longs(gpsOffset) }),
  });
  const exifOffset = 8 + toDirectory(withPointers(0, 0), 8, order).length;
  const exifPart = exif ? toDirectory(exif, exifOffset, order) : Buffer.alloc(0);
  const gpsOffset = exifOffset + exifPart.length;
  const gpsPart = gps ? toDirectory(gps, gpsOffset, order) : Buffer.alloc(0);
  return Buffer.concat([
    header,
    toDirectory(withPointers(exifOffset, gpsOffset), 8, order),
    exifPart,
    gpsPart,
  ]);
}

function toDirectory(directory: ExifDirectory, base: number, order: ByteOrder): Buffer {
  const tags = Object.keys(directory).map(Number);
  const entries: Buffer[] = [uint16(tags.length, order)];
  const values: Buffer[] = [];
  let offset = base + 2 + tags.length * 12 + 4;
  for (const tag of tags) {
    const value = directory[tag] as ExifValue;
    const bytes = value.encode(order);
    const isInline = bytes.length <= 4;
    const place = isInline ? Buffer.concat([bytes, Buffer.alloc(4)]).subarray(0, 4) : uint32(offset, order);
    entries.push(uint16(tag, order), uint16(value.type, order), uint32(value.count, order), place);
    if (isInline) continue;
    values.push(bytes);
    offset += bytes.length;
  }
  return Buffer.concat([...entries, uint32(0, order), ...values]);
}

function join(values: readonly number[], encode: (value: number) => Buffer): Buffer {
  return Buffer.concat(values.map(encode));
}

function uint16(value: number, order: ByteOrder): Buffer {
  const buffer = Buffer.alloc(2);
  if (order === 'II') buffer.writeUInt16LE(value);
  else buffer.writeUInt16BE(value);
  return buffer;
}

function uint32(value: number, order: ByteOrder): Buffer {
  const buffer = Buffer.alloc(4);
  if (order === 'II') buffer.writeUInt32LE(value);
  else buffer.writeUInt32BE(value);
  return buffer;
}
