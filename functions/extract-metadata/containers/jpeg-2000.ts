// JPEG 2000 (ISO/IEC 15444-1 and -2), bare or in boxes: the frame, and the metadata that programs put into boxes of their own.

import { type ByteSource, sliceSource } from '../../shared/files/byte-source.ts';
import {
  JPEG_2000_COLORS,
  type Jpeg2000Header,
  readJpeg2000Header,
  walkJpeg2000Boxes,
} from '../../shared/files/jpeg-2000-header.ts';
import {
  addExif,
  addIptc,
  addXmp,
  type ColorModel,
  type Container,
  container,
  DamagedFileError,
  type Frame,
  MAX_ICC_BYTES,
  MAX_IPTC_BYTES,
  MAX_XMP_BYTES,
} from './container.ts';

const UUID_BYTES = 16;

/** What boxes of type `uuid` hold, by their first bytes; exiftool's and Adobe's. */
const METADATA_UUIDS: ReadonlyMap<string, 'exif' | 'iptc' | 'xmp'> = new Map([
  ['4a706754696666457869662d3e4a5032', 'exif'], // "JpgTiffExif->JP2"
  ['0537cdab9d0c4431a72afa561f2a113e', 'exif'],
  ['33c7a4d2b81d4723a0baf1a3e097ad38', 'iptc'],
  ['09a14e97c0b442e0bebf36df6f0ce36f', 'iptc'],
  ['be7acfcb97a942e89c71999491e3afac', 'xmp'],
]);

export async function readJpeg2000(source: ByteSource): Promise<Container> {
  const header = await readJpeg2000Header(source);
  if (header === undefined) throw new DamagedFileError('Expected a JPEG 2000 but found no codestream');
  const found = container(toFrame(header));
  if (header.icc !== undefined) found.icc = header.icc.subarray(0, MAX_ICC_BYTES);
  for (const { type, start, end } of await walkJpeg2000Boxes(source)) {
    if (type !== 'uuid') continue;
    const uuid = (await source.read(start, UUID_BYTES)).toString('hex');
    const [offset, length] = [start + UUID_BYTES, Math.max(end - start - UUID_BYTES, 0)];
    const kind = METADATA_UUIDS.get(uuid);
    if (kind === 'exif') addExif(found, sliceSource(source, offset, length));
    if (kind === 'iptc') addIptc(found, await source.read(offset, Math.min(length, MAX_IPTC_BYTES)));
    if (kind === 'xmp') addXmp(found, await source.read(offset, Math.min(length, MAX_XMP_BYTES)));
  }
  return found;
}

function toFrame(header: Jpeg2000Header): Frame {
  const { width, height, components, palette, alpha, colorSpace } = header;
  const bitDepth = palette?.bitDepths[0] ?? components[0]?.bitDepth;
  const colorModel = toColorModel(header);
  return {
    format: 'jp2',
    mimeType: 'image/jp2',
    width,
    height,
    hasAlpha: alpha !== undefined,
    ...(bitDepth && { bitDepth }),
    ...(colorModel && { colorModel }),
    ...(colorSpace === JPEG_2000_COLORS.sRgb && { colorSpace: 'sRGB' }),
  };
}

function toColorModel({ colorSpace, colors, icc }: Jpeg2000Header): ColorModel | undefined {
  if (colorSpace === JPEG_2000_COLORS.lab) return 'Lab';
  if (colorSpace === JPEG_2000_COLORS.cmyk || icc?.toString('latin1', 16, 20) === 'CMYK') return 'CMYK';
  if (colorSpace === JPEG_2000_COLORS.grey || colors.length < 3) return 'Gray';
  return 'RGB';
}
