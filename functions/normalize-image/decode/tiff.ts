// TIFF: what libvips reads as it is, and what is written anew for it because it would show it wrong, or not at all.

import { bytesSource } from '../../shared/byte-source.ts';
import { TiffReader } from '../../shared/tiff.ts';
import { PHOTOMETRIC, readTiffLayout, type TiffLayout } from '../../shared/tiff-layout.ts';
import { assertPixels, type Decoded, type DecodeLimits, type FileTraits } from './decoded.ts';
import { decodeWithLibvips } from './libvips.ts';

/** None, CCITT (3), LZW, JPEG (2), Deflate (2), PackBits: what libtiff in prebuilt sharp decodes. */
const LIBVIPS_COMPRESSIONS: readonly number[] = [1, 2, 3, 4, 5, 6, 7, 8, 32773, 32946];

/** Bits of one sample that libvips reads as what they are. */
const LIBVIPS_BITS: readonly number[] = [1, 2, 4, 8, 16];

/** What TIFFs that are written anew get of the pixel limit: they are held twice, in up to eight bytes for each sample. */
const REWRITTEN_SHARE = 1 / 6;

const UNSIGNED: readonly number[] = [1, 4];

/** @throws {UndecodableError} When there is no picture, or it has too many pixels. */
export async function decodeTiff(bytes: Buffer, traits: FileTraits, limits: DecodeLimits): Promise<Decoded> {
  const tiff = await TiffReader.open(bytesSource(bytes));
  const offset = traits.directoryOffset ?? tiff?.firstIfdOffset ?? 0;
  const ifd = await tiff?.readIfd(offset);
  if (tiff === undefined || ifd === undefined) return decodeWithLibvips(bytes, traits, limits);
  const file = offset === tiff.firstIfdOffset ? bytes : beginAt(bytes, tiff, offset);
  const layout = await readTiffLayout(tiff, ifd);
  if (isPlain(layout)) return decodeWithLibvips(file, traits, limits);

  assertPixels(layout.width, layout.height, Math.floor(limits.maxPixels * REWRITTEN_SHARE));
  const { toPlainTiff } = await import('./plain-tiff.ts'); // with its decoders
  const plain = await toPlainTiff(file, tiff, ifd, layout);
  const decoded = await decodeWithLibvips(plain.bytes, traits, limits);
  return { ...decoded, warnings: [...plain.warnings, ...decoded.warnings] };
}

/** Unsigned samples of grey, RGB, a palette, CMYK or YCbCr, and behind them nothing or alpha. */
function isPlain(layout: TiffLayout): boolean {
  const { photometric, colorSamples, samplesPerPixel, alpha } = layout;
  const isInk = photometric === PHOTOMETRIC.separated;
  const isLab =
    photometric !== undefined && photometric >= PHOTOMETRIC.cieLab && photometric <= PHOTOMETRIC.ituLab;
  const hasOnlyAlpha = alpha?.index === colorSamples && samplesPerPixel === colorSamples + 1;
  return (
    LIBVIPS_COMPRESSIONS.includes(layout.compression) &&
    LIBVIPS_BITS.includes(layout.bitsPerSample) &&
    (layout.bitsPerSample >= 8 || samplesPerPixel === 1) &&
    UNSIGNED.includes(layout.sampleFormat) &&
    photometric !== undefined &&
    !isLab &&
    !(isInk && (colorSamples !== 4 || layout.hasOtherInks)) &&
    (samplesPerPixel === colorSamples || hasOnlyAlpha)
  );
}

/** The file with another directory as its first. */
function beginAt(bytes: Buffer, tiff: TiffReader, offset: number): Buffer {
  const copy = Buffer.from(bytes);
  if (tiff.isBig && tiff.isLittleEndian) copy.writeBigUInt64LE(BigInt(offset), 8);
  else if (tiff.isBig) copy.writeBigUInt64BE(BigInt(offset), 8);
  else if (tiff.isLittleEndian) copy.writeUInt32LE(offset, 4);
  else copy.writeUInt32BE(offset, 4);
  return copy;
}
