// HEIC files written by hand, because no encoder is free to use: boxes (ISO/IEC 23008-12) around plain HEVC.

import { readHeifItems } from '../../functions/shared/files/heif-items.ts';
import { boxesIn } from '../../functions/shared/files/iso-boxes.ts';
import { encodeHevc, type HevcPicture, PROFILE_TIER_LEVEL } from './hevc.ts';
import type { RgbImage } from './quadrants.ts';

export interface HeicOptions {
  /** The EXIF orientation that `irot` and `imir` express. */
  readonly orientation?: number;
  /** A TIFF structure for an Exif item. */
  readonly exif?: Buffer;
  /** H.273 code points; without them and without a profile colours are sRGB. */
  readonly nclx?: { readonly primaries: number; readonly transfer: number };
  readonly icc?: Buffer;
  /** `clap`: what is to be seen of the picture, as stored, around its middle. */
  readonly crop?: { readonly width: number; readonly height: number };
  /** What the file says it is: `heic`, `avif`, `avis`. */
  readonly brand?: string;
}

/**
 * `irot` turns by quarters against the clock, then `imir` mirrors: 0 top to bottom, 1 left to right. By EXIF
 * orientation, from 1 to 8.
 */
const TRANSFORMS: readonly { readonly irot?: number; readonly imir?: number }[] = [
  {},
  { imir: 1 },
  { irot: 2 },
  { imir: 0 },
  { irot: 3, imir: 1 },
  { irot: 3 },
  { irot: 3, imir: 0 },
  { irot: 1 },
];

/** One thing in a HEIF file. Items with the same content share its bytes. */
interface Item {
  readonly id: number;
  readonly type: string;
  readonly content: Buffer;
  readonly properties: readonly Buffer[];
}

/** A typed reference (`cdsc`, `dimg`) of one item to others. */
interface Reference {
  readonly type: string;
  readonly from: number;
  readonly to: readonly number[];
}

/** @param image - As stored; both sides a multiple of 32. */
export function encodeHeic(image: RgbImage, options: HeicOptions = {}): Buffer {
  const picture = toPictureItem(1, image);
  const item = { ...picture, properties: [...picture.properties, ...toProperties(options)] };
  return toHeif([item], [], options);
}

/** The picture of an AVIF of one item, in a file that says of it what `options` say. */
export function rewrapAvif(avif: Buffer, options: HeicOptions): Buffer {
  const meta = boxesIn(avif).find(({ type }) => type === 'meta');
  if (meta === undefined) throw new Error('Expected an AVIF with a meta box');
  const { primaryId = 0, extents, propertiesOf } = readHeifItems(avif.subarray(meta.start, meta.end));
  const { offset = 0, length = 0 } = extents.get(primaryId) ?? {};
  const kept = propertiesOf(primaryId).filter(({ type }) => ['av1C', 'ispe', 'pixi'].includes(type));
  const item: Item = {
    id: 1,
    type: 'av01',
    content: avif.subarray(offset, offset + length),
    properties: [...kept.map(({ type, content }) => box(type, content)), ...toProperties(options)],
  };
  return toHeif([item], [], { brand: 'avif', ...options });
}

/** A picture of tiles, as phones write them. @param tiles - Row by row, all of one size. */
export function encodeHeicGrid(
  tiles: readonly RgbImage[],
  columns: number,
  options: HeicOptions = {},
): Buffer {
  const rows = tiles.length / columns;
  const { width = 0, height = 0 } = tiles[0] ?? {};
  const encoded = new Map([...new Set(tiles)].map((tile) => [tile, toPictureItem(0, tile)]));
  const items = tiles.map((tile, index) => ({
    ...(encoded.get(tile) ?? toPictureItem(0, tile)),
    id: index + 2,
  }));
  const [totalWidth, totalHeight] = [columns * width, rows * height];
  const grid = {
    id: 1,
    type: 'grid',
    content: Buffer.concat([
      Buffer.from([0, 1, rows - 1, columns - 1]),
      uint(totalWidth, 4),
      uint(totalHeight, 4),
    ]),
    properties: [fullBox('ispe', uint(totalWidth, 4), uint(totalHeight, 4)), ...toProperties(options)],
  };
  return toHeif([grid, ...items], [{ type: 'dimg', from: 1, to: items.map(({ id }) => id) }], options);
}

function toPictureItem(id: number, image: RgbImage): Item {
  const hevc = encodeHevc(image);
  return {
    id,
    type: 'hvc1',
    content: Buffer.concat([uint(hevc.slice.length, 4), hevc.slice]),
    properties: [
      box('hvcC', decoderConfiguration(hevc)),
      fullBox('ispe', uint(image.width, 4), uint(image.height, 4)),
    ],
  };
}

/** Colours and the turn, in the order in which a reader applies them. */
function toProperties({
  orientation = 1,
  nclx = { primaries: 1, transfer: 13 },
  icc,
  crop,
}: HeicOptions): Buffer[] {
  const { irot, imir } = TRANSFORMS[orientation - 1] ?? {};
  const codePoints = [uint(nclx.primaries, 2), uint(nclx.transfer, 2), uint(6, 2), uint(0x80, 1)]; // BT.601, full range
  return [
    box('colr', Buffer.from('nclx'), ...codePoints),
    ...(icc ? [box('colr', Buffer.from('prof'), icc)] : []),
    ...(crop ? [toCleanAperture(crop)] : []),
    ...(irot === undefined ? [] : [box('irot', uint(irot, 1))]),
    ...(imir === undefined ? [] : [box('imir', uint(imir, 1))]),
  ];
}

/** ISO/IEC 14496-12, 12.1.4: width, height and the distance from the middle, as fractions. */
function toCleanAperture({ width, height }: { width: number; height: number }): Buffer {
  return box('clap', ...[width, height, 0, 0].flatMap((value) => [uint(value, 4), uint(1, 4)]));
}

/** The file: what it is, what its items are and where they lie, and their bytes. The first item is the primary one. */
function toHeif(
  pictures: readonly Item[],
  references: readonly Reference[],
  { exif, brand = 'heic' }: HeicOptions,
): Buffer {
  const items = [...pictures];
  const links = [...references];
  if (exif) {
    const id = pictures.length + 1;
    items.push({ id, type: 'Exif', content: Buffer.concat([uint(0, 4), exif]), properties: [] });
    links.push({ type: 'cdsc', from: id, to: [1] });
  }
  const contents = [...new Set(items.map(({ content }) => content))];
  const properties = [...new Set(items.flatMap((item) => item.properties))];
  const associations = items.map((item) => {
    const indices = item.properties.map((property) => uint(properties.indexOf(property) + 1, 1));
    return Buffer.concat([uint(item.id, 2), uint(indices.length, 1), ...indices]);
  });

  const toMeta = (fileOffset: number): Buffer =>
    fullBox(
      'meta',
      fullBox('hdlr', uint(0, 4), Buffer.from('pict'), Buffer.alloc(13)),
      fullBox('pitm', uint(1, 2)),
      fullBox('iinf', uint(items.length, 2), ...items.map(({ id, type }) => itemEntry(id, type))),
      fullBox('iref', ...links.map(referenceBox)),
      box('iprp', box('ipco', ...properties), fullBox('ipma', uint(items.length, 4), ...associations)),
      fullBox('iloc', uint(0x4400, 2), uint(items.length, 2), ...locations(items, contents, fileOffset)),
    );
  const fileType = box('ftyp', Buffer.from(brand), uint(0, 4), Buffer.from(`mif1${brand}`));
  const mediaStart = fileType.length + toMeta(0).length + 8;
  return Buffer.concat([fileType, toMeta(mediaStart), box('mdat', ...contents)]);
}

function referenceBox({ type, from, to }: Reference): Buffer {
  return box(type, uint(from, 2), uint(to.length, 2), ...to.map((id) => uint(id, 2)));
}

/** ISO/IEC 14496-15, 8.3.3.1 */
function decoderConfiguration({ parameterSets }: HevcPicture): Buffer {
  return Buffer.concat([
    uint(1, 1),
    PROFILE_TIER_LEVEL,
    Buffer.from([0xf0, 0, 0xfc, 0xfd, 0xf8, 0xf8, 0, 0, 0x0f, parameterSets.length]),
    ...parameterSets.map(({ type, unit }) =>
      Buffer.concat([uint(0x80 | type, 1), uint(1, 2), uint(unit.length, 2), unit]),
    ),
  ]);
}

function itemEntry(id: number, type: string): Buffer {
  const entry = fullBox('infe', uint(id, 2), uint(0, 2), Buffer.from(`${type}\0`));
  entry.writeUInt8(2, 8); // version
  return entry;
}

/** Of each item its one extent: where it lies in the file, and how long it is. */
function locations(items: readonly Item[], contents: readonly Buffer[], fileOffset: number): Buffer[] {
  const offsets = new Map<Buffer, number>();
  let offset = fileOffset;
  for (const content of contents) {
    offsets.set(content, offset);
    offset += content.length;
  }
  return items.map(({ id, content }) => {
    const extent = [uint(offsets.get(content) ?? 0, 4), uint(content.length, 4)];
    return Buffer.concat([uint(id, 2), uint(0, 2), uint(1, 2), ...extent]);
  });
}

/** A box of version 0 without flags. */
function fullBox(type: string, ...contents: Buffer[]): Buffer {
  return box(type, uint(0, 4), ...contents);
}

function box(type: string, ...contents: Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  return Buffer.concat([uint(content.length + 8, 4), Buffer.from(type), content]);
}

function uint(value: number, bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntBE(value, 0, bytes);
  return buffer;
}
