// HEIC files written by hand, because no encoder is free to use: boxes (ISO/IEC 23008-12) around plain HEVC.

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

/** @param image - As stored; both sides a multiple of 32. */
export function encodeHeic(image: RgbImage, { orientation = 1, exif, nclx, icc }: HeicOptions = {}): Buffer {
  const hevc = encodeHevc(image);
  const picture = Buffer.concat([uint(hevc.slice.length, 4), hevc.slice]);
  const items = [{ id: 1, type: 'hvc1', content: picture }];
  if (exif) items.push({ id: 2, type: 'Exif', content: Buffer.concat([uint(0, 4), exif]) });

  const { irot, imir } = TRANSFORMS[orientation - 1] ?? {};
  const colors = nclx ?? { primaries: 1, transfer: 13 };
  const properties = [
    box('hvcC', decoderConfiguration(hevc)),
    fullBox('ispe', uint(image.width, 4), uint(image.height, 4)),
    box(
      'colr',
      Buffer.from('nclx'),
      uint(colors.primaries, 2),
      uint(colors.transfer, 2),
      uint(6, 2),
      uint(0x80, 1),
    ),
    ...(icc ? [box('colr', Buffer.from('prof'), icc)] : []),
    ...(irot === undefined ? [] : [box('irot', uint(irot, 1))]),
    ...(imir === undefined ? [] : [box('imir', uint(imir, 1))]),
  ];
  const associations = properties.map((_, index) => uint(index + 1, 1));

  const toMeta = (fileOffset: number): Buffer =>
    fullBox(
      'meta',
      fullBox('hdlr', uint(0, 4), Buffer.from('pict'), Buffer.alloc(13)),
      fullBox('pitm', uint(1, 2)),
      fullBox('iinf', uint(items.length, 2), ...items.map(({ id, type }) => itemEntry(id, type))),
      ...(exif ? [fullBox('iref', box('cdsc', uint(2, 2), uint(1, 2), uint(1, 2)))] : []),
      box(
        'iprp',
        box('ipco', ...properties),
        fullBox('ipma', uint(1, 4), uint(1, 2), uint(properties.length, 1), ...associations),
      ),
      fullBox('iloc', uint(0x4400, 2), uint(items.length, 2), ...locations(items, fileOffset)),
    );
  const fileType = box('ftyp', Buffer.from('heic'), uint(0, 4), Buffer.from('mif1heic'));
  const metaLength = toMeta(0).length;
  const media = box('mdat', ...items.map(({ content }) => content));
  return Buffer.concat([fileType, toMeta(fileType.length + metaLength + 8), media]);
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

function locations(items: readonly { id: number; content: Buffer }[], fileOffset: number): Buffer[] {
  let offset = fileOffset;
  return items.map(({ id, content }) => {
    const location = Buffer.concat([
      uint(id, 2),
      uint(0, 2),
      uint(1, 2),
      uint(offset, 4),
      uint(content.length, 4),
    ]);
    offset += content.length;
    return location;
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
