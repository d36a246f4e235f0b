// HEIC, HEIF and AVIF: the frame of the primary item, turned as the container says, and the metadata items.

import { type ByteSource, bytesSource, sliceSource } from '../../shared/byte-source.ts';
import { type HeifItems, type HeifProperty, readHeifItems } from '../../shared/heif-items.ts';
import { walkBoxes } from '../../shared/iso-boxes.ts';
import { addExif, addXmp, type Container, container, DamagedFileError, type Frame } from './container.ts';

/** A 200 megapixel grid of 800 tiles takes about 40 KB. */
const MAX_META_BYTES = 196_608;

/** A HEIC file shall cost at most 256 KiB, whatever is in it. */
const MAX_HEIF_XMP_BYTES = 65_536;

/** Code points of ITU-T H.273. */
const NCLX_PRIMARIES: ReadonlyMap<number, string> = new Map([
  [1, 'sRGB'], // the primaries of BT.709
  [9, 'BT.2020'],
  [12, 'Display P3'],
]);

/** Formats by how the primary item, or the tiles that it joins, are coded. */
const CODINGS: ReadonlyMap<string, { format: string; mimeType: string }> = new Map([
  ['hvc1', { format: 'heic', mimeType: 'image/heic' }],
  ['hev1', { format: 'heic', mimeType: 'image/heic' }],
  ['av01', { format: 'avif', mimeType: 'image/avif' }],
]);

/** Items that are no picture. */
const METADATA_TYPES: readonly string[] = ['Exif', 'mime', 'uri '];

export async function readHeif(source: ByteSource): Promise<Container> {
  const boxes = await walkBoxes(source);
  const meta = boxes.find((box) => box.type === 'meta');
  if (meta === undefined) throw new DamagedFileError('Expected a HEIF image but found no meta box');
  const items = readHeifItems(await source.read(meta.start, Math.min(meta.end - meta.start, MAX_META_BYTES)));
  const primaryId = items.primaryId ?? items.items.keys().next().value;
  if (primaryId === undefined) throw new DamagedFileError('Expected a HEIF image but found no primary item');

  const found = container(readFrame(items, primaryId));
  const profile = propertiesOf(items, primaryId).find(isIccProfile);
  if (profile !== undefined) found.icc = profile.content.subarray(4);
  await readMetadataItems(source, items, primaryId, found);
  return found;
}

function readFrame(items: HeifItems, primaryId: number): Frame {
  const properties = propertiesOf(items, primaryId);
  const property = (type: string) => properties.find((candidate) => candidate.type === type)?.content;
  const size = property('ispe');
  if (size === undefined || size.length < 12) {
    throw new DamagedFileError('Expected a HEIF image but found no size');
  }
  const coding = codingOf(items, primaryId);
  const frame: Frame = {
    ...(CODINGS.get(coding ?? '') ?? { format: 'heif', mimeType: 'image/heif' }),
    width: size.readUInt32BE(4),
    height: size.readUInt32BE(8),
    isTurned: (property('irot')?.[0] ?? 0) % 2 === 1, // in quarter turns
    hasAlpha: items.references.some(
      ({ type, from, to }) => type === 'auxl' && to.includes(primaryId) && isAlpha(items.propertiesOf(from)),
    ),
  };
  const pixi = property('pixi'); // the number of channels, and the bits of each
  if (pixi?.[5]) {
    frame.bitDepth = pixi[5];
    frame.colorModel = pixi[4] === 1 ? 'Gray' : 'RGB';
  }
  const primaries = NCLX_PRIMARIES.get(nclxPrimaries(properties) ?? 0);
  if (primaries !== undefined) frame.colorSpace = primaries;
  const pages = countPictures(items);
  if (pages > 1) frame.pages = pages;
  return frame;
}

/** The item's own properties, and for a grid those of its tiles too: each program writes them at another place. */
function propertiesOf(items: HeifItems, itemId: number): HeifProperty[] {
  const tile = firstTile(items, itemId);
  const own = items.propertiesOf(itemId);
  return tile === undefined
    ? own
    : [...own, ...items.propertiesOf(tile).filter(({ type }) => type !== 'irot')];
}

function firstTile(items: HeifItems, itemId: number): number | undefined {
  return items.references.find(({ type, from }) => type === 'dimg' && from === itemId)?.to[0];
}

/** How the item's pixels, or those of its tiles, are coded. */
function codingOf(items: HeifItems, itemId: number): string | undefined {
  const tile = firstTile(items, itemId);
  return items.items.get(tile ?? itemId)?.type;
}

/** Pictures to look at: those of a burst, without tiles, thumbnails, masks and gain maps. */
function countPictures({ items, references }: HeifItems): number {
  const isPart = new Set<number>();
  for (const { type, from, to } of references) {
    if (type === 'dimg') for (const tile of to) isPart.add(tile);
    if (type === 'thmb' || type === 'auxl') isPart.add(from);
  }
  const pictures = [...items.values()].filter(
    ({ type, isHidden }) => !isHidden && !METADATA_TYPES.includes(type),
  );
  return pictures.filter(({ id }) => !isPart.has(id)).length;
}

function isAlpha(properties: HeifProperty[]): boolean {
  const kind = properties.find(({ type }) => type === 'auxC')?.content.toString('latin1', 4) ?? '';
  return (
    kind.startsWith('urn:mpeg:mpegB:cicp:systems:auxiliary:alpha') ||
    kind.startsWith('urn:mpeg:hevc:2015:auxid:1')
  );
}

/** The colour primaries of a `colr` box that names code points instead of holding a profile. */
function nclxPrimaries(properties: readonly HeifProperty[]): number | undefined {
  const colr = properties.find(
    ({ type, content }) => type === 'colr' && content.toString('latin1', 0, 4) === 'nclx',
  );
  return colr !== undefined && colr.content.length >= 6 ? colr.content.readUInt16BE(4) : undefined;
}

function isIccProfile({ type, content }: HeifProperty): boolean {
  return type === 'colr' && ['prof', 'rICC'].includes(content.toString('latin1', 0, 4));
}

/** EXIF and XMP items that describe the primary item; one without a reference is taken to. */
async function readMetadataItems(
  source: ByteSource,
  items: HeifItems,
  primaryId: number,
  found: Container,
): Promise<void> {
  for (const item of items.items.values()) {
    if (!METADATA_TYPES.includes(item.type)) continue;
    const extent = items.extents.get(item.id);
    const described = items.references.find(({ type, from }) => type === 'cdsc' && from === item.id)?.to;
    if (extent === undefined || (described !== undefined && !described.includes(primaryId))) continue;
    const place = extent.place === 'idat' ? bytesSource(items.idat ?? Buffer.alloc(0)) : source;
    if (item.type === 'Exif') {
      // Behind four bytes that say where the TIFF header begins, which programs fill in in their own ways.
      addExif(found, sliceSource(place, extent.offset + 4, extent.length - 4));
    } else if (item.type === 'mime' && item.contentType === 'application/rdf+xml') {
      addXmp(found, await place.read(extent.offset, Math.min(extent.length, MAX_HEIF_XMP_BYTES)));
    }
  }
}
