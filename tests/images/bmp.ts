// BMP files of every kind that Windows and OS/2 know.

export interface BmpOptions {
  readonly width: number;
  /** Negative: the first row is the uppermost. */
  readonly height: number;
  readonly bitsPerPixel: number;
  readonly compression?: number;
  /** Of the second header: 12 is that of OS/2, 40 that of Windows 3, 124 the newest. */
  readonly headerBytes?: 12 | 40 | 124;
  readonly masks?: readonly number[];
  /** Blue, green, red and nothing for each entry. */
  readonly palette?: Buffer;
  /** Rows filled up to four bytes, or runs. */
  readonly data: Buffer;
}

export function encodeBmp(options: BmpOptions): Buffer {
  const {
    width,
    height,
    bitsPerPixel,
    headerBytes = 40,
    masks = [],
    palette = Buffer.alloc(0),
    data,
  } = options;
  const header = Buffer.alloc(headerBytes === 40 ? 40 + masks.length * 4 : headerBytes);
  header.writeUInt32LE(headerBytes, 0);
  if (headerBytes === 12) {
    header.writeUInt16LE(width, 4);
    header.writeUInt16LE(height, 6);
    header.writeUInt16LE(1, 8);
    header.writeUInt16LE(bitsPerPixel, 10);
  } else {
    header.writeInt32LE(width, 4);
    header.writeInt32LE(height, 8);
    header.writeUInt16LE(1, 12);
    header.writeUInt16LE(bitsPerPixel, 14);
    header.writeUInt32LE(options.compression ?? 0, 16);
    header.writeUInt32LE(palette.length / 4, 32);
    for (const [index, mask] of masks.entries()) header.writeUInt32LE(mask, 40 + index * 4);
  }
  const file = Buffer.alloc(14);
  file.write('BM', 'latin1');
  file.writeUInt32LE(14 + header.length + palette.length, 10);
  return Buffer.concat([file, header, palette, data]);
}
