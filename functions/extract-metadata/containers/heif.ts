// HEIC, HEIF and AVIF: the frame of the primary item, turned as the container says, and the metadata items.

import { composeOrientations, isSideways } from '../../shared/chosen-picture.ts';
import { type ByteSource, bytesSource, sliceSource } from '../../shared/files/byte-source.ts';
import { type HeifItems, type HeifProperty, readHeifItems } from '../../shared/files/heif-items.ts';
import { type Box, boxesIn, walkBoxes } from '../../shared/files/iso-boxes.ts';
import {
  addExif,
  addXmp,
  COLOR_SPACES,
  type Container,
  container,
  DamagedFileError,
  type Frame,
  MAX_XMP_BYTES,
} from './container.ts';

/** A 200 megapixel grid of 800 tiles takes about 40 KB. */
const MAX_META_BYTES = 196_608;

/** A sequence of a thousand pictures takes about 20 KB for each of its tracks. */
const MAX_MOOV_BYTES = 196_608;

/** Formats by how the primary item, or the tiles that it joins, are coded. */
const CODINGS: ReadonlyMap<string, { format: string; mimeType: string }> = new Map([
  ['hvc1', { format: 'heic', mimeType: 'image/heic' }],
  ['hev1', { format: 'heic', mimeType: 'image/heic' }],
  ['av01', { format: 'avif', mimeType: 'image/avif' }],
]);

const MAX_BRANDS_BYTES = 256;

type Shape = Required<Pick<Frame, 'width' | 'height' | 'orientation'>>;

/** What the properties that turn do, as EXIF numbers it: `irot` by quarters against the clock, `imir` by its axis. */
const TURNS: ReadonlyMap<string, readonly number[]> = new Map([
  ['irot', [1, 8, 3, 6]],
  ['imir', [4, 2]],
]);

/** Items that are no picture. */
const METADATA_TYPES: readonly string[] = ['Exif', 'mime', 'uri '];

export async function readHeif(source: ByteSource): Promise<Container> {
  const boxes = await walkBoxes(source);
  const meta = boxes.find((box) => box.type === 'meta');
  if (meta === undefined) throw new DamagedFileError(await describeLackOfPicture(source, boxes));
  const items = readHeifItems(await source.read(meta.start, Math.min(meta.end - meta.start, MAX_META_BYTES)));
  const primaryId = items.primaryId ?? items.items.keys().next().value;
  if (primaryId === undefined) throw new DamagedFileError('Expected a HEIF image but found no primary item');

  const found = container(readFrame(items, primaryId));
  const frames = await countFrames(source, boxes);
  if (frames > 1) found.frame.pages = frames;
  const profile = propertiesOf(items, primaryId).find(isIccProfile);
  if (profile !== undefined) found.icc = profile.content.subarray(4);
  await readMetadataItems(source, items, primaryId, found);
  return found;
}

/** A sequence needs no still picture beside its tracks. ISO/IEC 23008-12, 7.2 */
async function describeLackOfPicture(source: ByteSource, boxes: readonly Box[]): Promise<string> {
  if (!boxes.some(({ type }) => type === 'moov')) return 'Expected a HEIF image but found no meta box';
  const brands = (await source.read(8, MAX_BRANDS_BYTES)).toString('latin1', 0, (boxes[0]?.end ?? 0) - 8);
  const format = /avi[fs]/.test(brands) ? 'AVIF' : 'HEIC';
  return `Expected a still picture in the ${format} but found a sequence without one`;
}

function readFrame(items: HeifItems, primaryId: number): Frame {
  const properties = propertiesOf(items, primaryId);
  const property = (type: string) => properties.find((candidate) => candidate.type === type)?.content;
  const coding = codingOf(items, primaryId);
  const frame: Frame = {
    ...(CODINGS.get(coding ?? '') ?? { format: 'heif', mimeType: 'image/heif' }),
    ...toShape(items.propertiesOf(primaryId)),
    hasAlpha: items.references.some(
      ({ type, from, to }) => type === 'auxl' && to.includes(primaryId) && isAlpha(items.propertiesOf(from)),
    ),
  };
  const pixi = property('pixi'); // the number of channels, and the bits of each
  if (pixi?.[5]) {
    frame.bitDepth = pixi[5];
    frame.colorModel = pixi[4] === 1 ? 'Gray' : 'RGB';
  }
  const primaries = COLOR_SPACES.get(nclxPrimaries(properties) ?? 0);
  if (primaries !== undefined) frame.colorSpace = primaries;
  const pages = countPictures(items);
  if (pages > 1) frame.pages = pages;
  return frame;
}

/** The size after cropping, and the turn: the item's own properties, each applied to what the one before leaves. */
function toShape(properties: readonly HeifProperty[]): Shape {
  const size = properties.find(({ type, content }) => type === 'ispe' && content.length >= 12)?.content;
  if (size === undefined) throw new DamagedFileError('Expected a HEIF image but found no size');
  let shape: Shape = { width: size.readUInt32BE(4), height: size.readUInt32BE(8), orientation: 1 };
  for (const { type, content } of properties) {
    const turn = TURNS.get(type)?.[content[0] ?? 0];
    if (turn !== undefined) shape = { ...shape, orientation: composeOrientations(shape.orientation, turn) };
    if (type === 'clap') shape = { ...shape, ...toCrop(content, shape) };
  }
  return shape;
}

/** ISO/IEC 14496-12, 12.1.4: width and height as fractions. What makes no sense crops nothing, as in libheif. */
function toCrop(clap: Buffer, { width, height, orientation }: Shape): { width?: number; height?: number } {
  if (clap.length < 16) return {};
  const crop = [0, 8].map((at) => Math.round(clap.readUInt32BE(at) / clap.readUInt32BE(at + 4)));
  const [cropWidth = 0, cropHeight = 0] = isSideways(orientation) ? crop.reverse() : crop;
  const isCrop = cropWidth >= 1 && cropHeight >= 1 && cropWidth <= width && cropHeight <= height;
  return isCrop ? { width: cropWidth, height: cropHeight } : {};
}

/** The item's own properties, and for a grid those of its tiles too: each program writes them at another place. */
function propertiesOf(items: HeifItems, itemId: number): HeifProperty[] {
  const tile = firstTile(items, itemId);
  const own = items.propertiesOf(itemId);
  return tile === undefined ? own : [...own, ...items.propertiesOf(tile)];
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

/** Of a sequence: the samples of its longest track. The still picture of the file is mostly the first of them. */
async function countFrames(source: ByteSource, boxes: readonly Box[]): Promise<number> {
  const box = boxes.find(({ type }) => type === 'moov');
  if (box === undefined || box.end - box.start > MAX_MOOV_BYTES) return 0;
  const moov = await source.read(box.start, box.end - box.start);
  const counts = childrenOf(moov, 'trak', 'mdia', 'minf', 'stbl', 'stsz').map((sizes) =>
    sizes.length < 12 ? 0 : sizes.readUInt32BE(8),
  );
  return Math.max(0, ...counts);
}

/** The contents of all boxes at the end of a path of types. */
function childrenOf(parent: Buffer, ...path: readonly string[]): Buffer[] {
  return path.reduce<Buffer[]>(
    (parents, wanted) =>
      parents.flatMap((bytes) =>
        boxesIn(bytes)
          .filter(({ type }) => type === wanted)
          .map(({ start, end }) => bytes.subarray(start, end)),
      ),
    [parent],
  );
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
      // Begins with four bytes that say where the TIFF header is, which programs fill in in their own ways, or leave out.
      addExif(found, sliceSource(place, extent.offset, extent.length));
    } else if (item.type === 'mime' && item.contentType === 'application/rdf+xml') {
      addXmp(found, await place.read(extent.offset, Math.min(extent.length, MAX_XMP_BYTES)));
    }
  }
}
