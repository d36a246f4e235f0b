// The header of a Windows or OS/2 bitmap, in all of its versions.

/** https://learn.microsoft.com/windows/win32/gdi/bitmap-header-types */
export interface BmpHeader {
  readonly width: number;
  readonly height: number;
  /** The first row is the uppermost. */
  readonly isTopDown: boolean;
  readonly bitsPerPixel: number;
  readonly compression: number;
  /** Where red, green, blue and alpha lie in a pixel of 16 or 32 bits; 0 for none. */
  readonly redMask: number;
  readonly greenMask: number;
  readonly blueMask: number;
  readonly alphaMask: number;
  readonly paletteOffset: number;
  readonly paletteEntryBytes: 3 | 4;
  readonly paletteEntries: number;
  readonly pixelsOffset: number;
}

export const BMP_COMPRESSION = { none: 0, rle8: 1, rle4: 2, masks: 3, alphaMasks: 6 } as const;

const FILE_HEADER_BYTES = 14;
const CORE_HEADER_BYTES = 12;
const INFO_HEADER_BYTES = 40;
const DEFAULT_MASKS: ReadonlyMap<number, readonly [number, number, number]> = new Map([
  [16, [0x7c00, 0x03e0, 0x001f]],
  [32, [0xff0000, 0xff00, 0xff]],
]);

/** @param head - The first 138 bytes, or all of a smaller file. @returns undefined where there is no header. */
export function readBmpHeader(head: Buffer): BmpHeader | undefined {
  if (head.length < FILE_HEADER_BYTES + CORE_HEADER_BYTES || head.toString('latin1', 0, 2) !== 'BM')
    return undefined;
  const size = head.readUInt32LE(14);
  const isCore = size === CORE_HEADER_BYTES;
  if (!isCore && (size < 16 || head.length < 30)) return undefined;
  const height = isCore ? head.readUInt16LE(20) : head.readInt32LE(22);
  const bitsPerPixel = head.readUInt16LE(isCore ? 24 : 28);
  const compression = size >= INFO_HEADER_BYTES && head.length >= 54 ? head.readUInt32LE(30) : 0;
  const used = size >= INFO_HEADER_BYTES && head.length >= 54 ? head.readUInt32LE(46) : 0;
  const hasMasks = compression === BMP_COMPRESSION.masks || compression === BMP_COMPRESSION.alphaMasks;
  const maskAt = (index: number) => (head.length >= 58 + index * 4 ? head.readUInt32LE(54 + index * 4) : 0);
  const [red, green, blue] = DEFAULT_MASKS.get(bitsPerPixel) ?? [0, 0, 0];
  const isAlphaInHeader = size >= 56 || compression === BMP_COMPRESSION.alphaMasks;
  const masksBehind =
    hasMasks && size === INFO_HEADER_BYTES ? (compression === BMP_COMPRESSION.alphaMasks ? 16 : 12) : 0;
  const paletteOffset = FILE_HEADER_BYTES + size + masksBehind;
  const paletteEntryBytes = isCore ? 3 : 4;
  const paletteEntries = bitsPerPixel > 8 ? 0 : used || 2 ** bitsPerPixel;
  const pixelsOffset = head.readUInt32LE(10);
  const isBehindHeader = pixelsOffset >= paletteOffset + (paletteEntries > 0 ? paletteEntryBytes : 0);
  return {
    width: isCore ? head.readUInt16LE(18) : head.readInt32LE(18),
    height: Math.abs(height),
    isTopDown: height < 0,
    bitsPerPixel,
    compression,
    redMask: hasMasks ? maskAt(0) : red,
    greenMask: hasMasks ? maskAt(1) : green,
    blueMask: hasMasks ? maskAt(2) : blue,
    alphaMask: hasMasks && isAlphaInHeader ? maskAt(3) : 0,
    paletteOffset,
    paletteEntryBytes,
    paletteEntries,
    // Programs that do not fill it in, or name the end of the header, mean what follows the palette.
    pixelsOffset: isBehindHeader ? pixelsOffset : paletteOffset + paletteEntries * paletteEntryBytes,
  };
}
