// Which decoder reads which format. Those in WebAssembly are loaded when they are needed: they take longer to load than sharp.

import { isSideways } from '../../shared/chosen-picture.ts';
import type { ByteSource } from '../../shared/files/byte-source.ts';
import { boxesIn } from '../../shared/files/iso-boxes.ts';
import { isRaw, readRawPreview } from '../raw/raw-preview.ts';
import { decodeBmp } from './bmp.ts';
import type { Decoded, DecodeLimits, FileTraits } from './decoded.ts';
import { decodeWithLibvips } from './libvips.ts';
import { decodePhotoshop } from './photoshop.ts';
import { decodeTiff } from './tiff.ts';
import { completeWebp } from './webp.ts';

/** HEIF coded with HEVC. Prebuilt sharp leaves it out for its patents: https://github.com/lovell/sharp/issues/3981 */
const HEVC_FORMATS: readonly string[] = ['heic', 'heif'];

/**
 * Formats that take more memory to decode than others, and what they get of the pixel limit: an AVIF of 10 bits takes
 * 25 bytes for each pixel, a JPEG XL of 16 bits 37, the others up to 10 (bench/normalize-image.ts).
 */
const PIXEL_SHARES: ReadonlyMap<string, number> = new Map([
  ['avif', 1 / 3],
  ['jxl', 1 / 6],
]);

/**
 * Decodes the picture of a file that ExtractMetadata has chosen; of a RAW file the largest preview that its camera made.
 *
 * @throws {UndecodableError} When the file holds no picture, or one with too many pixels.
 */
export async function decode(source: ByteSource, traits: FileTraits, limits: DecodeLimits): Promise<Decoded> {
  if (isRaw(traits.format)) return decodeRaw(source, traits, limits);
  const bytes = await source.read(0, source.sizeBytes);
  const { format } = traits;
  const ownLimits = limitsOf(format, limits);
  if (HEVC_FORMATS.includes(format)) {
    const { decodeHeif } = await import('./heif.ts');
    return decodeHeif(withoutTracks(bytes, 'heic'), ownLimits);
  }
  if (format === 'jxl') return decodeJpegXl(bytes, traits, ownLimits);
  if (format === 'jp2') {
    const { decodeJpeg2000 } = await import('./jpeg-2000.ts');
    return decodeJpeg2000(bytes, traits, ownLimits);
  }
  if (format === 'psd') return decodePhotoshop(bytes, traits, ownLimits);
  if (format === 'bmp') return decodeBmp(bytes, ownLimits);
  if (format === 'webp') return decodeWebp(bytes, traits, ownLimits);
  if (format === 'tiff') return decodeTiff(bytes, traits, ownLimits);
  if (format === 'avif') return decodeWithLibvips(withoutTracks(bytes, 'avif'), traits, ownLimits);
  return decodeWithLibvips(bytes, traits, ownLimits);
}

function limitsOf(format: string, limits: DecodeLimits): DecodeLimits {
  return { ...limits, maxPixels: Math.floor(limits.maxPixels * (PIXEL_SHARES.get(format) ?? 1)) };
}

async function decodeJpegXl(bytes: Buffer, traits: FileTraits, limits: DecodeLimits): Promise<Decoded> {
  const decoder = await import('./jpeg-xl.ts');
  return decoder.decodeJpegXl(bytes, traits, limits);
}

async function decodeWebp(file: Buffer, traits: FileTraits, limits: DecodeLimits): Promise<Decoded> {
  const { bytes, warnings } = completeWebp(file);
  const decoded = await decodeWithLibvips(bytes, traits, limits);
  return { ...decoded, warnings: [...warnings, ...decoded.warnings] };
}

/** Brands by which a file says that it is a sequence. ISO/IEC 23008-12, 10.2, and AVIF, 6.3. */
const SEQUENCE_BRANDS: readonly string[] = ['avis', 'msf1', 'hevc', 'hevx', 'hevm', 'hevs'];

/**
 * The still picture of a file that is a sequence too: libvips knows AVIF by its major brand only, and libheif refuses a file
 * for what is wrong with its tracks, which nobody needs here.
 *
 * @param brand - That of still pictures of the format.
 */
function withoutTracks(heif: Buffer, brand: 'avif' | 'heic'): Buffer {
  const boxes = boxesIn(heif);
  const movie = boxes.find(({ type }) => type === 'moov');
  const isStill = heif.toString('latin1', 8, 12) === brand;
  if (movie === undefined && (isStill || brand === 'heic')) return heif;
  const copy = Buffer.from(heif);
  copy.write(brand, 8, 'latin1');
  for (let at = 16; at + 4 <= (boxes[0]?.end ?? 0); at += 4) {
    if (SEQUENCE_BRANDS.includes(copy.toString('latin1', at, at + 4))) copy.write('mif1', at, 'latin1');
  }
  if (movie !== undefined) copy.write('free', copy.lastIndexOf('moov', movie.start, 'latin1'), 'latin1');
  return copy;
}

/**
 * The preview lies in the file as the sensor saw it: the orientation is the file's, whatever the preview itself says. Where
 * the preview has the shape of the upright picture instead, it has been turned already.
 */
async function decodeRaw(source: ByteSource, traits: FileTraits, limits: DecodeLimits): Promise<Decoded> {
  const { format, bytes, width, height, warnings } = await readRawPreview(source, traits.format);
  const decodePreview = { jpeg: decodeWithLibvips, tiff: decodeTiff, jxl: decodeJpegXl }[format];
  const preview = { format, width, height, orientation: traits.orientation };
  const decoded = await decodePreview(bytes, preview, limitsOf(format, limits));
  const { picture } = decoded;
  const isTurned =
    isSideways(traits.orientation) &&
    picture.width !== picture.height &&
    picture.width > picture.height !== traits.width > traits.height;
  return {
    picture,
    orientation: isTurned ? 1 : traits.orientation,
    warnings: [...warnings, ...decoded.warnings],
    decoderMessages: decoded.decoderMessages ?? [],
  };
}
