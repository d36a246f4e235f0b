// The head of JPEG 2000 (ISO/IEC 15444-1): what the codestream says of its samples, and what the boxes around it say of them.

import { type ByteSource, bytesSource } from './byte-source.ts';
import { type Box, boxesIn, Cursor, walkBoxes } from './iso-boxes.ts';

/** Samples of one component of the codestream. */
export interface Jpeg2000Component {
  readonly bitDepth: number;
  readonly isSigned: boolean;
  /** Of how many pixels one has a sample: across, and down. */
  readonly step: readonly [x: number, y: number];
}

/** What a codestream says. */
export interface Jpeg2000Codestream {
  readonly width: number;
  readonly height: number;
  /** The picture does not begin where its grid does. */
  readonly hasOffset: boolean;
  readonly components: readonly Jpeg2000Component[];
  /** How often decoding can halve the picture; 0 where components differ in that. */
  readonly levels: number;
}

export interface Jpeg2000Header extends Jpeg2000Codestream {
  /** Where the codestream lies in the file. */
  readonly start: number;
  readonly end: number;
  /** EnumCS of `colr`: one of `JPEG_2000_COLORS`, or another. */
  readonly colorSpace?: number;
  readonly icc?: Buffer;
  /** Samples of the first component stand for those of several channels. */
  readonly palette?: Jpeg2000Palette;
  /** Which channel is red or grey, which green, and so on. */
  readonly colors: readonly number[];
  /** Which channel is the opacity of the picture. */
  readonly alpha?: number;
}

export interface Jpeg2000Palette {
  /** Of the samples that it makes, by channel. */
  readonly bitDepths: readonly number[];
  /** `pclr` and `cmap`, as they stand in the file. */
  readonly boxes: Buffer;
}

export const JPEG_2000_COLORS = { cmyk: 12, lab: 14, sRgb: 16, grey: 17, sYcc: 18 } as const;

const SOC_SIZ = 0xff4fff51;
const MARKER = { cod: 0xff52, coc: 0xff53, sot: 0xff90 };
const SOT_BYTES = 12;
const MAX_COMPONENTS = 64; // pictures have up to five, those of satellites about thirteen
const MAX_MARKERS = 100;
const MAX_JP2H_BYTES = 4_194_304; // the profiles of printers reach 3 MB

const CHANNEL = { color: 0, opacity: 1, premultipliedOpacity: 2 };
const WHOLE_PICTURE = 0;

/** @returns undefined where there is no codestream, or its head breaks off. */
export async function readJpeg2000Header(source: ByteSource): Promise<Jpeg2000Header | undefined> {
  const boxes = await walkJpeg2000Boxes(source);
  const box = boxes.find(({ type }) => type === 'jp2c');
  const [start, end] = [box?.start ?? 0, box?.end ?? source.sizeBytes];
  const codestream = await readCodestream(source, start);
  if (codestream === undefined) return undefined;
  const jp2h = boxes.find(({ type }) => type === 'jp2h');
  const length = jp2h === undefined ? 0 : Math.min(jp2h.end - jp2h.start, MAX_JP2H_BYTES);
  return { ...codestream, start, end, ...readBoxes(await source.read(jp2h?.start ?? 0, length), codestream) };
}

/** @returns The boxes of the file; none where it is a bare codestream. */
export async function walkJpeg2000Boxes(source: ByteSource): Promise<Box[]> {
  const signature = await source.read(0, 4);
  return signature.length === 4 && signature.readUInt32BE(0) === SOC_SIZ ? [] : walkBoxes(source);
}

/** What a tile or a strip of a TIFF holds. */
export function readJpeg2000Codestream(bytes: Buffer): Promise<Jpeg2000Codestream | undefined> {
  return readCodestream(bytesSource(bytes), 0);
}

/** A.5.1: the picture is what lies between its own offset and the end of the grid. */
async function readCodestream(source: ByteSource, start: number): Promise<Jpeg2000Codestream | undefined> {
  const head = await source.read(start, 42 + MAX_COMPONENTS * 3);
  if (head.length < 45 || head.readUInt32BE(0) !== SOC_SIZ) return undefined;
  const count = Math.min(head.readUInt16BE(40), MAX_COMPONENTS);
  if (count === 0 || head.length < 42 + count * 3) return undefined;
  const components = Array.from({ length: count }, (_, index) => {
    const [depth = 0, x = 1, y = 1] = head.subarray(42 + index * 3);
    return { bitDepth: (depth & 0x7f) + 1, isSigned: depth > 0x7f, step: [x, y] as const };
  });
  const [left, top] = [head.readUInt32BE(16), head.readUInt32BE(20)];
  return {
    width: head.readUInt32BE(8) - left,
    height: head.readUInt32BE(12) - top,
    hasOffset: left > 0 || top > 0,
    components,
    levels: await readLevels(source, start + 4 + head.readUInt16BE(4)),
  };
}

/** A.6.1: those of COD in the main header, unless components have some of their own (COC). */
async function readLevels(source: ByteSource, start: number): Promise<number> {
  let levels = 0;
  for (let at = start, seen = 0; seen < MAX_MARKERS; seen++) {
    const head = await source.read(at, 10);
    if (head.length < 10 || head.readUInt16BE(0) === MARKER.sot) return levels;
    if (head.readUInt16BE(0) === MARKER.coc) return 0;
    if (head.readUInt16BE(0) === MARKER.cod) levels = Math.min(head.readUInt8(9), 32);
    at += 2 + head.readUInt16BE(2);
  }
  return 0;
}

/** A.4.2 and A.5.1. @returns Whether each tile of a codestream has a part in it: a decoder leaves the others black. */
export function hasAllTiles(codestream: Buffer): boolean {
  const edge = (end: number, tile: number, offset: number) =>
    Math.ceil(
      (codestream.readUInt32BE(end) - codestream.readUInt32BE(offset)) / codestream.readUInt32BE(tile),
    );
  const tiles = edge(8, 24, 32) * edge(12, 28, 36);
  const found = new Set<number>();
  let at = skipMainHeader(codestream);
  while (at + SOT_BYTES <= codestream.length && codestream.readUInt16BE(at) === MARKER.sot) {
    found.add(codestream.readUInt16BE(at + 4));
    const length = codestream.readUInt32BE(at + 6);
    if (length < SOT_BYTES) break; // 0: up to the end
    at += length;
  }
  return found.size >= tiles;
}

function skipMainHeader(codestream: Buffer): number {
  let at = 2;
  while (at + 4 <= codestream.length && codestream.readUInt16BE(at) !== MARKER.sot) {
    at += 2 + codestream.readUInt16BE(at + 2);
  }
  return at;
}

type BoxesSay = Pick<Jpeg2000Header, 'colorSpace' | 'icc' | 'palette' | 'colors' | 'alpha'>;

/** I.5.3: the first `colr` that is understood counts. */
function readBoxes(jp2h: Buffer, { components }: Jpeg2000Codestream): BoxesSay {
  const boxes = boxesIn(jp2h);
  const contents = (type: string) =>
    boxes.filter((box) => box.type === type).map(({ start, end }) => jp2h.subarray(start, end));
  const colr = contents('colr').find((content) => content.length >= 7 && [1, 2, 3].includes(content[0] ?? 0));
  const palette = readPalette(contents('pclr')[0], contents('cmap')[0]);
  const channels = palette?.bitDepths.length ?? components.length;
  return {
    ...(colr?.[0] === 1 && { colorSpace: colr.readUInt32BE(3) }),
    ...(colr && colr[0] !== 1 && { icc: colr.subarray(3) }),
    ...(palette && { palette }),
    ...readChannels(contents('cdef')[0], channels),
  };
}

function readPalette(pclr: Buffer | undefined, cmap: Buffer | undefined): Jpeg2000Palette | undefined {
  const columns = pclr?.[2] ?? 0;
  if (pclr === undefined || cmap === undefined || pclr.length < 3 + columns || columns === 0)
    return undefined;
  const bitDepths = [...pclr.subarray(3, 3 + columns)].map((depth) => (depth & 0x7f) + 1);
  return { bitDepths, boxes: Buffer.concat([toBox('pclr', pclr), toBox('cmap', cmap)]) };
}

/** I.5.3.6. What it does not name is nothing that is shown; without the box all channels are colours. */
function readChannels(cdef: Buffer | undefined, count: number): Pick<Jpeg2000Header, 'colors' | 'alpha'> {
  const all = Array.from({ length: count }, (_, index) => index);
  if (cdef === undefined) return { colors: all };
  const cursor = new Cursor(cdef);
  const colors: number[] = [];
  let alpha: number | undefined;
  for (let left = Math.min(cursor.uint(2), MAX_COMPONENTS); left > 0 && !cursor.isAtEnd; left--) {
    const [channel, type, association] = [cursor.uint(2), cursor.uint(2), cursor.uint(2)];
    const isOpacity = type === CHANNEL.opacity || type === CHANNEL.premultipliedOpacity;
    if (channel >= count) continue;
    if (type === CHANNEL.color && association >= 1 && association <= count) colors[association - 1] = channel;
    if (isOpacity && association === WHOLE_PICTURE) alpha ??= channel;
  }
  const isWhole = colors.length > 0 && all.slice(0, colors.length).every((index) => index in colors);
  const others = all.filter((channel) => channel !== alpha);
  return { colors: isWhole ? colors : others, ...(alpha !== undefined && { alpha }) };
}

export function toBox(type: string, content: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(content.length + 8);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, content]);
}
