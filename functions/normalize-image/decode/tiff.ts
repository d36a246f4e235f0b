// TIFF: what libvips reads as it is, and what is written anew for it because it would show it wrong, or not at all.

import { bytesSource } from '../../shared/files/byte-source.ts';
import { type Ifd, TiffReader } from '../../shared/files/tiff.ts';
import { PHOTOMETRIC, readTiffLayout, type TiffLayout } from '../../shared/files/tiff-layout.ts';
import { readEmbeddedJpeg } from '../raw/embedded-jpeg.ts';
import {
  assertPixels,
  type Decoded,
  type DecodeLimits,
  type FileTraits,
  UndecodableError,
} from './decoded.ts';
import { decodeWithLibvips } from './libvips.ts';

/** None, CCITT (3), LZW, JPEG, Deflate (2), PackBits: what libtiff in prebuilt sharp decodes. */
const LIBVIPS_COMPRESSIONS: readonly number[] = [1, 2, 3, 4, 5, 7, 8, 32773, 32946];

/** Bits of one sample that libvips reads as what they are. */
const LIBVIPS_BITS: readonly number[] = [1, 2, 4, 8, 16];

/**
 * What TIFFs that are written anew get of the pixel limit: they are held twice, in up to eight bytes for each sample. With
 * more samples to a pixel than four, which mostly lie together in a strip, fewer pixels fit.
 */
const REWRITTEN_SHARE = 1 / 6;
const USUAL_SAMPLES = 4;

/** The number of samples to a pixel has 16 bits. */
const MAX_SAMPLES = 65_535;

/** JPEG as in TIFF 6.0 of 1992, and where its stream lies as a whole, if it does. */
const OLD_JPEG = 6;
const JPEG_INTERCHANGE_FORMAT = 0x0201;

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
  if (layout.samplesPerPixel > MAX_SAMPLES) {
    const found = `${layout.samplesPerPixel} of them to a pixel`;
    throw new UndecodableError(`Expected TIFF samples that can be shown but found ${found}`);
  }
  const jpeg = layout.compression === OLD_JPEG ? await readOldJpeg(bytes, tiff, ifd, layout) : undefined;
  if (jpeg !== undefined) return decodeWithLibvips(jpeg, { ...traits, format: 'jpeg' }, limits);

  const share = REWRITTEN_SHARE / Math.max(1, layout.samplesPerPixel / USUAL_SAMPLES);
  assertPixels(layout.width, layout.height, Math.floor(limits.maxPixels * share));
  const { toPlainTiff } = await import('./plain-tiff.ts'); // with its decoders
  const plain = await toPlainTiff(file, tiff, ifd, layout);
  const decoded = await decodeWithLibvips(plain.bytes, traits, limits);
  return { ...decoded, warnings: [...plain.warnings, ...decoded.warnings] };
}

/** @returns The JPEG that is the whole picture; undefined where its tables or its strips lie apart. */
async function readOldJpeg(
  bytes: Buffer,
  tiff: TiffReader,
  ifd: Ifd,
  { width, height }: TiffLayout,
): Promise<Buffer | undefined> {
  const offset = (await tiff.readNumber(ifd, JPEG_INTERCHANGE_FORMAT)) ?? 0;
  const jpeg = await readEmbeddedJpeg(bytesSource(bytes), { offset, length: bytes.length - offset });
  return jpeg?.width === width && jpeg.height === height ? bytes.subarray(offset) : undefined;
}

/** Unsigned samples of grey, RGB, a palette, CMYK or YCbCr, and behind them nothing or alpha; no tiles of one colour each. */
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
    !(layout.isPlanar && layout.isTiled && samplesPerPixel > 1) &&
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
