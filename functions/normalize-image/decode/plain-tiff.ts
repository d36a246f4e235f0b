// TIFFs that libvips shows wrong or not at all, as plain ones: grey, RGB or CMYK of 16 bits, uncompressed.

import { fromArrayBuffer, type GeoTIFFImage } from 'geotiff';
import type { Ifd, TiffReader } from '../../shared/files/tiff.ts';
import { PHOTOMETRIC, type TiffLayout } from '../../shared/files/tiff-layout.ts';
import {
  isLab,
  type MappedSamples,
  mapColors,
  mapLab,
  mapPalette,
  type Samples,
} from '../color/map-samples.ts';
import { type PixelModel, toTiff } from '../color/profiled-tiff.ts';
import { UndecodableError } from './decoded.ts';
import './tiff-codecs.ts';
import { TIFF_JPEG_2000 } from './tiff-jpeg-2000.ts';

const ICC_PROFILE = 0x8773;
const COLOR_MAP = 0x0140;
/** StripOffsets, StripByteCounts, TileOffsets, TileByteCounts. */
const PLACES: readonly number[] = [0x0111, 0x0117, 0x0144, 0x0145];
const MAX_PLACES_BYTES = 8_388_608; // a million strips
const MAX_ICC_BYTES = 4_194_304; // the profiles of printers reach 3 MB

/** Compressions by TIFF's numbers, as people call them. */
const COMPRESSION_NAMES: ReadonlyMap<number, string> = new Map([
  [6, 'old JPEG'],
  [32809, 'ThunderScan'],
  [32908, 'PixarFilm'],
  [32909, 'PixarLog'],
  [34661, 'JBIG'],
  [34676, 'SGI LogLuv'],
  [34677, 'SGI LogLuv'],
  [34925, 'LZMA'],
  [34933, 'PNG'],
  [34934, 'JPEG XR'],
  [50001, 'WebP'],
  [50002, 'JPEG XL'],
  [52546, 'JPEG XL'],
]);

/** None, LZW, JPEG, Deflate (2), PackBits, LERC, ZSTD: what geotiff decodes, and JPEG 2000, with a decoder of ours. */
const COMPRESSIONS: readonly number[] = [1, 5, 7, 8, 32773, 32946, 34887, 50000, ...TIFF_JPEG_2000];

/** Tiles may be larger than the picture that they hold. */
const MAX_TILE_PIXELS = 16_777_216;

const FLOAT = 3;
const FLOAT_BITS: readonly number[] = [16, 32, 64];

/** Which samples are red, green and blue, or grey, or inks. */
interface Display {
  readonly model: PixelModel;
  /** Alpha not among them. */
  readonly samples: readonly number[];
  readonly warnings: readonly string[];
}

/**
 * Decodes the samples and maps them to what a screen shows (docs/pictures.md has the rules).
 *
 * @param bytes - A TIFF whose first directory, `ifd`, is the picture.
 * @throws {UndecodableError} When nothing decodes them, with the name of what is in the way.
 */
export async function toPlainTiff(
  bytes: Buffer,
  tiff: TiffReader,
  ifd: Ifd,
  layout: TiffLayout,
): Promise<{ bytes: Buffer; warnings: string[] }> {
  assertDecodable(layout);
  const display = chooseDisplay(layout);
  const wanted = [...display.samples, ...(layout.alpha ? [layout.alpha.index] : [])];
  const places = await readPlaces(tiff, ifd);
  const { samples, noData } = await readSamples(bytes, layout, wanted, places);
  if (samples.length < layout.width * layout.height * wanted.length) {
    throw new UndecodableError('Expected a picture in the TIFF but found fewer samples than it claims');
  }

  const colorMap = layout.photometric === PHOTOMETRIC.palette ? ifd.entries.get(COLOR_MAP) : undefined;
  const palette = colorMap && (await tiff.readNumbers(colorMap, MAX_ICC_BYTES));
  const { pixels, warnings } = toPixels(samples, layout, display, { noData, palette });
  const profile = ifd.entries.get(ICC_PROFILE);
  const icc = profile && (await tiff.readBytes(profile, MAX_ICC_BYTES));
  const model = palette ? 'RGB' : display.model;
  const picture = {
    pixels: Buffer.from(pixels.buffer, pixels.byteOffset, pixels.byteLength),
    width: layout.width,
    height: layout.height,
    model,
    hasAlpha: layout.alpha !== undefined && !palette,
    bitDepth: 16,
  } as const;
  const isApplied = icc !== undefined && isProfileOf(icc, model) && !isLab(layout);
  return {
    bytes: toTiff(picture, isApplied ? icc : undefined),
    warnings: [...display.warnings, ...warnings],
  };
}

function assertDecodable({ compression, photometric, bitsPerSample, sampleFormat }: TiffLayout): void {
  if (!COMPRESSIONS.includes(compression)) {
    const name = COMPRESSION_NAMES.get(compression) ?? `number ${compression}`;
    throw new UndecodableError(`Expected a TIFF compression that can be decoded but found ${name}`);
  }
  if (photometric === PHOTOMETRIC.yCbCr || photometric === PHOTOMETRIC.ituLab) {
    const name = photometric === PHOTOMETRIC.yCbCr ? 'YCbCr in an unusual compression' : 'ITU L*a*b*';
    throw new UndecodableError(`Expected TIFF colours that can be decoded but found ${name}`);
  }
  const isJpeg2000 = TIFF_JPEG_2000.includes(compression);
  if (isJpeg2000 && (sampleFormat > 1 || ![8, 16].includes(bitsPerSample))) {
    throw new UndecodableError(
      `Expected TIFF samples that can be shown but found JPEG 2000 of ${bitsPerSample} bits, or signed`,
    );
  }
  const isFloat = sampleFormat === FLOAT;
  const isKnown = isFloat ? FLOAT_BITS.includes(bitsPerSample) : bitsPerSample <= 16 || bitsPerSample === 32;
  if (!isKnown || sampleFormat > 4) {
    const kind = sampleFormat > 4 ? 'complex numbers' : `those of ${bitsPerSample} bits`;
    throw new UndecodableError(`Expected TIFF samples that can be shown but found ${kind}`);
  }
}

function chooseDisplay(layout: TiffLayout): Display {
  const { photometric, samplesPerPixel, colorSamples, alpha } = layout;
  const bands = Array.from({ length: samplesPerPixel }, (_, index) => index).filter(
    (index) => index !== alpha?.index,
  );
  if (photometric === PHOTOMETRIC.separated) return chooseInks(layout, bands);
  if (colorSamples === 3) return { model: 'RGB', samples: bands.slice(0, 3), warnings: [] };
  if (photometric === PHOTOMETRIC.palette || bands.length < 3) {
    return { model: 'Gray', samples: bands.slice(0, 1), warnings: [] };
  }
  const warning = `The TIFF has ${bands.length} bands without a colour: the first three are shown as red, green and blue`;
  return { model: 'RGB', samples: bands.slice(0, 3), warnings: [warning] };
}

function chooseInks({ colorSamples, hasOtherInks }: TiffLayout, bands: readonly number[]): Display {
  const model = colorSamples < 4 ? 'Gray' : 'CMYK';
  const samples = bands.slice(0, model === 'Gray' ? 1 : 4);
  if (colorSamples === 4 && !hasOtherInks) return { model, samples, warnings: [] };
  const shown = model === 'Gray' ? 'the first is shown as black' : 'the first four are shown as CMYK';
  return { model, samples, warnings: [`The TIFF has ${colorSamples} inks of its own: ${shown}`] };
}

/** Where strips and tiles lie, by tag: geotiff 3.0.5 reads lists of them in little-endian order alone. */
async function readPlaces(tiff: TiffReader, { entries }: Ifd): Promise<Map<number, number[]>> {
  const places = new Map<number, number[]>();
  for (const tag of PLACES) {
    const entry = entries.get(tag);
    if (entry !== undefined) places.set(tag, await tiff.readNumbers(entry, MAX_PLACES_BYTES));
  }
  return places;
}

async function readSamples(
  bytes: Buffer,
  layout: TiffLayout,
  samples: number[],
  places: ReadonlyMap<number, number[]>,
): Promise<{ samples: Samples; noData: number | undefined }> {
  try {
    const file = await fromArrayBuffer(toArrayBuffer(bytes));
    const image = await file.getImage(0);
    const blockPixels = image.getTileWidth() * image.getTileHeight();
    if (blockPixels > Math.max(layout.width * layout.height, MAX_TILE_PIXELS)) {
      throw new RangeError(`Expected tiles of the size of the picture but found ${blockPixels} px`);
    }
    for (const [tag, values] of places) image.fileDirectory.actualizedFields.set(tag, values);
    const noData = image.getGDALNoData() ?? undefined;
    if (TIFF_JPEG_2000.includes(layout.compression)) image.littleEndian = true; // as its decoder gives them
    if (isPacked(layout)) return { samples: await readPackedSamples(image, samples, layout), noData };
    const raster = await image.readRasters({ samples, interleave: true });
    return { samples: raster as unknown as Samples, noData };
  } catch (error) {
    const reason = 'Expected a picture in the TIFF but found its samples damaged';
    throw new UndecodableError(reason, { cause: error });
  }
}

/** Samples that do not fill whole bytes. */
function isPacked({ bitsPerSample }: TiffLayout): boolean {
  return bitsPerSample % 8 !== 0;
}

/**
 * geotiff unpacks samples in the byte order of the machine, looks for them in that of the file, and finds them only where
 * a pixel has one: a row of pixels is read as a row of samples.
 */
async function readPackedSamples(
  image: GeoTIFFImage,
  wanted: readonly number[],
  layout: TiffLayout,
): Promise<Samples> {
  image.littleEndian = true;
  if (layout.isPlanar) {
    return (await image.readRasters({ samples: [...wanted], interleave: true })) as unknown as Samples;
  }
  const { samplesPerPixel, bitsPerSample } = layout;
  const [width, tileWidth] = [image.getWidth(), image.getTileWidth()];
  image.getWidth = () => width * samplesPerPixel;
  image.getTileWidth = () => tileWidth * samplesPerPixel;
  image.getSamplesPerPixel = () => 1;
  image.getBytesPerPixel = () => Math.ceil(bitsPerSample / 8);
  const all = (await image.readRasters({ interleave: true })) as unknown as Samples;
  const pixels = all.length / samplesPerPixel;
  const samples = new Uint32Array(pixels * wanted.length);
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (const [index, sample] of wanted.entries()) {
      samples[pixel * wanted.length + index] = all[pixel * samplesPerPixel + sample] ?? 0;
    }
  }
  return samples;
}

/** The file's own memory where nothing else lies in it, else a copy. */
function toArrayBuffer({ buffer, byteOffset, length }: Buffer): ArrayBuffer {
  const isAlone = buffer instanceof ArrayBuffer && byteOffset === 0 && length === buffer.byteLength;
  return isAlone
    ? buffer
    : Uint8Array.prototype.slice.call(new Uint8Array(buffer, byteOffset, length)).buffer;
}

function toPixels(
  samples: Samples,
  layout: TiffLayout,
  { samples: shown, model }: Display,
  { noData, palette }: { noData: number | undefined; palette: readonly number[] | undefined },
): MappedSamples {
  if (palette !== undefined) return mapPalette(samples, layout, palette);
  if (isLab(layout)) return mapLab(samples, layout);
  const isInk = layout.photometric === PHOTOMETRIC.separated;
  const isInverted = layout.photometric === PHOTOMETRIC.whiteIsZero || (isInk && model === 'Gray');
  return mapColors(samples, layout, { colors: shown.length, isInverted, noData });
}

/** An ICC profile names the colours that it is for in its header. */
function isProfileOf(icc: Buffer, model: PixelModel): boolean {
  const signatures = { Gray: 'GRAY', RGB: 'RGB ', CMYK: 'CMYK' };
  return icc.toString('latin1', 16, 20) === signatures[model];
}
