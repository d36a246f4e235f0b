// Photoshop documents without layers: a header, a flattened picture, and what a test wants between them.

export interface PsdOptions {
  readonly width: number;
  readonly height: number;
  readonly bitDepth: 1 | 8 | 16 | 32;
  readonly mode: number;
  /** One for each channel, its rows as they are stored. */
  readonly planes: readonly Buffer[];
  readonly colorModeData?: Buffer;
  /** Image resources by number. */
  readonly resources?: ReadonlyMap<number, Buffer>;
  /** The first extra channel is the transparency of the whole. */
  readonly isTransparent?: boolean;
  readonly isRle?: boolean;
  /** PSB. */
  readonly isLarge?: boolean;
}

export function encodePsd(options: PsdOptions): Buffer {
  const { width, height, bitDepth, mode, planes, isLarge = false } = options;
  const header = Buffer.alloc(26);
  header.write('8BPS', 'latin1');
  header.writeUInt16BE(isLarge ? 2 : 1, 4);
  header.writeUInt16BE(planes.length, 12);
  header.writeUInt32BE(height, 14);
  header.writeUInt32BE(width, 18);
  header.writeUInt16BE(bitDepth, 22);
  header.writeUInt16BE(mode, 24);
  const lengthBytes = isLarge ? 8 : 4;
  const layerCount = section(Buffer.from([0xff, 0xff, 0, 0]), lengthBytes); // minus one
  return Buffer.concat([
    header,
    section(options.colorModeData ?? Buffer.alloc(0), 4),
    section(Buffer.concat([...(options.resources ?? [])].map(([id, content]) => resource(id, content))), 4),
    section(options.isTransparent ? layerCount : Buffer.alloc(0), lengthBytes),
    options.isRle ? packed(options, isLarge ? 4 : 2) : Buffer.concat([uint(0, 2), ...planes]),
  ]);
}

function resource(id: number, content: Buffer): Buffer {
  const padding = Buffer.alloc(content.length % 2);
  return Buffer.concat([
    Buffer.from('8BIM'),
    uint(id, 2),
    uint(0, 2),
    uint(content.length, 4),
    content,
    padding,
  ]);
}

/** Rows of PackBits, all of them literal but for one run, behind the lengths of all rows. */
function packed({ planes, height }: PsdOptions, countBytes: number): Buffer {
  const rows = planes.flatMap((plane) => {
    const rowBytes = plane.length / height;
    return Array.from({ length: height }, (_, row) =>
      packBits(plane.subarray(row * rowBytes, (row + 1) * rowBytes)),
    );
  });
  return Buffer.concat([uint(1, 2), ...rows.map((row) => uint(row.length, countBytes)), ...rows]);
}

function packBits(row: Buffer): Buffer {
  const pieces: Buffer[] = [];
  for (let at = 0; at < row.length; ) {
    let end = at + 1;
    while (end < row.length && end - at < 128 && row[end] === row[at]) end++;
    const count = end - at;
    pieces.push(Buffer.from([count === 1 ? 0 : 257 - count, row[at] ?? 0]));
    at = end;
  }
  return Buffer.concat(pieces);
}

function section(content: Buffer, lengthBytes: number): Buffer {
  const length = Buffer.alloc(lengthBytes);
  length.writeUInt32BE(content.length, lengthBytes - 4);
  return Buffer.concat([length, content]);
}

function uint(value: number, bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntBE(value, 0, bytes);
  return buffer;
}
