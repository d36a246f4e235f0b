// Photoshop documents (PSD, PSB): the frame of the flattened picture, and metadata in the image resources.

import { type ByteSource, sliceSource } from '../../shared/files/byte-source.ts';
import {
  type Extent,
  PHOTOSHOP_MODE,
  type PhotoshopDocument,
  readPhotoshop,
} from '../../shared/files/photoshop.ts';
import {
  addExif,
  addIptc,
  addXmp,
  type ColorModel,
  type Container,
  container,
  DamagedFileError,
  MAX_ICC_BYTES,
  MAX_IPTC_BYTES,
  MAX_XMP_BYTES,
} from './container.ts';

const COLOR_MODELS: ReadonlyMap<number, ColorModel> = new Map([
  [PHOTOSHOP_MODE.bitmap, 'Gray'],
  [PHOTOSHOP_MODE.grey, 'Gray'],
  [PHOTOSHOP_MODE.indexed, 'RGB'],
  [PHOTOSHOP_MODE.rgb, 'RGB'],
  [PHOTOSHOP_MODE.cmyk, 'CMYK'],
  [PHOTOSHOP_MODE.duotone, 'Gray'],
  [PHOTOSHOP_MODE.lab, 'Lab'],
]);

/** Image resources by number. */
const RESOURCE = { iptc: 0x0404, icc: 0x040f, version: 0x0421, exif: 0x0422, xmp: 0x0424 };

export async function readPhotoshopDocument(source: ByteSource): Promise<Container> {
  const document = await readPhotoshop(source);
  if (document === undefined)
    throw new DamagedFileError('Expected a Photoshop document but the file breaks off');
  const colorModel = COLOR_MODELS.get(document.mode);
  const found = container({
    format: 'psd',
    mimeType: 'image/vnd.adobe.photoshop',
    width: document.width,
    height: document.height,
    bitDepth: document.bitDepth,
    hasAlpha: document.hasTransparency,
    ...(colorModel && { colorModel }),
  });
  await assertFlattened(source, document);
  await readMetadata(source, document, found);
  return found;
}

/** Documents can be saved without the picture that all layers make together: its place is white then. */
async function assertFlattened(source: ByteSource, { resourcesById }: PhotoshopDocument): Promise<void> {
  const version = resourcesById.get(RESOURCE.version);
  const bytes = version && (await source.read(version.offset, 5));
  if (bytes === undefined || bytes.length < 5 || bytes[4] !== 0) return;
  throw new DamagedFileError(
    'Expected a Photoshop document with its flattened picture but found one saved without',
  );
}

async function readMetadata(
  source: ByteSource,
  { resources, resourcesById }: PhotoshopDocument,
  found: Container,
): Promise<void> {
  const read = ({ offset, length }: Extent, maxBytes: number) =>
    source.read(offset, Math.min(length, maxBytes));
  const icc = resourcesById.get(RESOURCE.icc);
  if (icc !== undefined) found.icc = await read(icc, MAX_ICC_BYTES);
  const exif = resourcesById.get(RESOURCE.exif);
  if (exif !== undefined) addExif(found, sliceSource(source, exif.offset, exif.length));
  const xmp = resourcesById.get(RESOURCE.xmp);
  if (xmp !== undefined) addXmp(found, await read(xmp, MAX_XMP_BYTES));
  if (resourcesById.has(RESOURCE.iptc)) addIptc(found, await read(resources, MAX_IPTC_BYTES));
}
