// HEIF (ISO/IEC 23008-12): the items that a `meta` box describes, their properties and where their bytes lie.

import { type Box, boxesIn, Cursor } from './iso-boxes.ts';

export interface HeifProperty {
  readonly type: string;
  readonly content: Buffer;
}

export interface HeifItem {
  readonly id: number;
  /** `hvc1`, `av01`, `grid`, `Exif`, `mime`, … */
  readonly type: string;
  /** Not meant to be shown by itself, such as a tile. */
  readonly isHidden: boolean;
  /** Of a `mime` item. */
  readonly contentType?: string;
}

export interface Extent {
  /** The bytes lie in the file, or in the `idat` box. */
  readonly place: 'file' | 'idat';
  readonly offset: number;
  readonly length: number;
}

export interface HeifItems {
  readonly primaryId: number | undefined;
  readonly items: ReadonlyMap<number, HeifItem>;
  /** The first extent of each item: metadata items have one. */
  readonly extents: ReadonlyMap<number, Extent>;
  readonly references: readonly {
    readonly type: string;
    readonly from: number;
    readonly to: readonly number[];
  }[];
  readonly idat: Buffer | undefined;
  propertiesOf(itemId: number): HeifProperty[];
}

/** Items, properties and references of each kind that are kept: a 200 megapixel grid has about 800 tiles. */
const MAX_ENTRIES = 10_000;

/** @param meta - The content of the `meta` box, which begins with four bytes of version and flags. */
export function readHeifItems(meta: Buffer): HeifItems {
  const boxes = boxesIn(meta, 4);
  const content = (type: string): Buffer | undefined => {
    const box = boxes.find((candidate) => candidate.type === type);
    return box && contentOf(meta, box);
  };
  const properties = readProperties(content('iprp'));
  return {
    primaryId: readPrimary(content('pitm')),
    items: readItems(content('iinf')),
    extents: readExtents(content('iloc')),
    references: readReferences(content('iref')),
    idat: content('idat'),
    propertiesOf: (itemId) => properties.get(itemId) ?? [],
  };
}

function contentOf(bytes: Buffer, box: Box): Buffer {
  return bytes.subarray(box.start, box.end);
}

function readPrimary(pitm: Buffer | undefined): number | undefined {
  if (pitm === undefined) return undefined;
  return new Cursor(pitm, 4).uint(pitm[0] === 0 ? 2 : 4);
}

function readItems(iinf: Buffer | undefined): Map<number, HeifItem> {
  const items = new Map<number, HeifItem>();
  if (iinf === undefined) return items;
  for (const box of boxesIn(iinf, iinf[0] === 0 ? 6 : 8).slice(0, MAX_ENTRIES)) {
    const infe = contentOf(iinf, box);
    const version = infe[0] ?? 0;
    if (box.type !== 'infe' || version < 2) continue;
    const cursor = new Cursor(infe, 4);
    const id = cursor.uint(version === 2 ? 2 : 4);
    cursor.uint(2); // protection
    const type = cursor.type();
    cursor.text(); // name
    const isHidden = ((infe[3] ?? 0) & 1) === 1;
    items.set(id, { id, type, isHidden, ...(type === 'mime' && { contentType: cursor.text() }) });
  }
  return items;
}

function readExtents(iloc: Buffer | undefined): Map<number, Extent> {
  const extents = new Map<number, Extent>();
  if (iloc === undefined) return extents;
  const version = iloc[0] ?? 0;
  const cursor = new Cursor(iloc, 4);
  const sizes = cursor.uint(2);
  const [offsetSize, lengthSize, baseSize, indexSize] = [
    sizes >> 12,
    (sizes >> 8) & 15,
    (sizes >> 4) & 15,
    sizes & 15,
  ];
  const count = Math.min(cursor.uint(version < 2 ? 2 : 4), MAX_ENTRIES);
  for (let index = 0; index < count && !cursor.isAtEnd; index++) {
    const id = cursor.uint(version < 2 ? 2 : 4);
    const method = version > 0 ? cursor.uint(2) & 15 : 0;
    cursor.uint(2); // data reference
    const base = cursor.uint(baseSize);
    const extentCount = cursor.uint(2);
    for (let extent = 0; extent < extentCount && !cursor.isAtEnd; extent++) {
      if (version > 0) cursor.uint(indexSize);
      const offset = base + cursor.uint(offsetSize);
      const length = cursor.uint(lengthSize);
      if (extent === 0 && method < 2)
        extents.set(id, { place: method === 1 ? 'idat' : 'file', offset, length });
    }
  }
  return extents;
}

function readReferences(iref: Buffer | undefined): { type: string; from: number; to: number[] }[] {
  if (iref === undefined) return [];
  const idSize = iref[0] === 0 ? 2 : 4;
  return boxesIn(iref, 4)
    .slice(0, MAX_ENTRIES)
    .map((box) => {
      const cursor = new Cursor(contentOf(iref, box));
      const from = cursor.uint(idSize);
      const count = Math.min(cursor.uint(2), MAX_ENTRIES);
      const to: number[] = [];
      for (let index = 0; index < count && !cursor.isAtEnd; index++) to.push(cursor.uint(idSize));
      return { type: box.type, from, to };
    });
}

function readProperties(iprp: Buffer | undefined): Map<number, HeifProperty[]> {
  const properties = new Map<number, HeifProperty[]>();
  if (iprp === undefined) return properties;
  const boxes = boxesIn(iprp);
  const ipco = boxes.find((box) => box.type === 'ipco');
  if (ipco === undefined) return properties;
  const bytes = contentOf(iprp, ipco);
  const all = boxesIn(bytes).map((box) => ({ type: box.type, content: contentOf(bytes, box) }));
  for (const box of boxes.filter((candidate) => candidate.type === 'ipma')) {
    const ipma = contentOf(iprp, box);
    const version = ipma[0] ?? 0;
    const isWide = ((ipma[3] ?? 0) & 1) === 1;
    const cursor = new Cursor(ipma, 4);
    const count = Math.min(cursor.uint(4), MAX_ENTRIES);
    for (let index = 0; index < count && !cursor.isAtEnd; index++) {
      const id = cursor.uint(version < 1 ? 2 : 4);
      const associations = cursor.uint(1);
      const list: HeifProperty[] = [];
      for (let association = 0; association < associations; association++) {
        // The highest bit says that a reader must understand the property; the rest is its index from 1.
        const property = all[(isWide ? cursor.uint(2) & 0x7fff : cursor.uint(1) & 0x7f) - 1];
        if (property !== undefined) list.push(property);
      }
      properties.set(id, list);
    }
  }
  return properties;
}
