import { describe, expect, it } from '@jest/globals';
import { container } from '../../../../functions/extract-metadata/containers/container.ts';
import { readWithExifr } from '../../../../functions/extract-metadata/exif-block.ts';
import { readDirectories } from '../../../../functions/extract-metadata/exif-directories.ts';
import { KNOWN_TAGS } from '../../../../functions/extract-metadata/exif-tags.ts';
import { Tags } from '../../../../functions/extract-metadata/tags.ts';
import { bytesSource } from '../../../../functions/shared/files/byte-source.ts';
import {
  ascii,
  type ByteOrder,
  byteValues,
  type ExifDirectories,
  type ExifDirectory,
  type ExifValue,
  longs,
  rationals,
  shorts,
  toExif,
  undefinedBytes,
} from '../../../images/exif.ts';
import { fromExif } from './extract.ts';

const IMAGE_DESCRIPTION = 0x010e;
const MAKE = 0x010f;
const XMP = 0x02bc;
const EXPOSURE_TIME = 0x829a;
const GPS_POINTER = 0x8825;
const USER_COMMENT = 0x9286;
const GPS_LATITUDE = 2;
const GPS_LONGITUDE = 4;

/** Every known tag of IFD0, ExifIFD and GPS with the same value. */
function allTags(value: ExifValue): ExifDirectories {
  const toDirectory = (ifd: keyof typeof KNOWN_TAGS): ExifDirectory =>
    Object.fromEntries([...KNOWN_TAGS[ifd].keys()].map((tag) => [tag, value]));
  return { ifd0: toDirectory('IFD0'), exif: toDirectory('ExifIFD'), gps: toDirectory('GPS') };
}

async function byExifr(block: Buffer): Promise<Tags | undefined> {
  const read = await readWithExifr(block);
  const tags = new Tags();
  for (const [name, value] of read ?? []) tags.set(name, value);
  return read && tags;
}

async function byHouse(block: Buffer): Promise<Tags> {
  const tags = new Tags();
  const found = container({ format: 'none', mimeType: 'none', width: 1, height: 1 });
  await readDirectories(bytesSource(block), 'IFD0', tags, found);
  return tags;
}

/** What a reader says of every known tag, as text and as numbers. */
function everyTag(tags: Tags | undefined) {
  const names = Object.entries(KNOWN_TAGS).flatMap(([ifd, known]) =>
    [...known.values()].map(({ name }) => `${ifd}:${name}`),
  );
  return names.map((name) => [name, tags?.texts(name), tags?.numbers(name)]);
}

const values: readonly (readonly [string, ExifValue])[] = [
  ['two bytes', shorts(1, 2, 3)],
  ['four bytes', longs(70_000, 2, 3)],
  ['fractions, one of nothing by nothing', rationals([1, 3], [0, 0], [2, 1])],
  ['bytes', byteValues(...Buffer.from('A ship\0 at sea\0'))],
  ['bytes of no type', undefinedBytes(Buffer.from('été\0'))],
  ['zeros', undefinedBytes(Buffer.alloc(8))],
];
const cases = (['II', 'MM'] as const).flatMap((order) =>
  values.map(([name, value]) => [order, name, value] as const),
);

describe("a block of EXIF that exifr reads, and the house's reader", () => {
  it.each(cases)('say the same of every tag: %s, %s', async (order: ByteOrder, _, value) => {
    const block = toExif(allTags(value), order);

    expect(everyTag(await byExifr(block))).toEqual(everyTag(await byHouse(block)));
  });

  it('say the same of texts', async () => {
    const block = toExif({
      ifd0: { [MAKE]: ascii('Acme\0\0junk'), 33432: ascii(' \0Ben'), 315: ascii('') },
      exif: { [EXPOSURE_TIME]: ascii('1/60') },
    });

    const tags = await byExifr(block);

    expect(tags?.text('IFD0:Copyright')).toBe('Ben');
    expect(everyTag(tags)).toEqual(everyTag(await byHouse(block)));
  });
});

describe('exifr leaves to the house', () => {
  it.each<[string, ExifDirectories]>([
    ['text that is no UTF-8', { ifd0: { [IMAGE_DESCRIPTION]: ascii('\xe9t\xe9') } }],
    ['a user comment that is declared as text', { exif: { [USER_COMMENT]: ascii('ASCII\0\0\0A ship') } }],
    ['a GPS directory that ExifIFD points to', { exif: { [GPS_POINTER]: longs(8) } }],
    ['XMP in the block', { ifd0: { [XMP]: byteValues(...Buffer.from('<x:xmpmeta/>')) } }],
    ['an angle that is one number', { gps: { [GPS_LATITUDE]: longs(1), [GPS_LONGITUDE]: longs(1) } }],
    ['a type of later than Exif 2.3', { ifd0: { [MAKE]: { ...ascii('Acme 1'), type: 129 } } }],
  ])('%s', async (_, directories) => {
    const block = toExif(directories);

    expect(await byExifr(block)).toBeUndefined();
  });

  it('a value that lies outside the block, whatever lies there in memory', async () => {
    const exif = toExif({ ifd0: { [MAKE]: ascii('A very long name of a maker') } });
    const memory = Buffer.concat([exif.subarray(0, 30), Buffer.from('of another file'.repeat(9))]);

    expect(await byExifr(memory.subarray(0, 30))).toBeUndefined();
  });

  it('lists that claim more numbers than there is memory', async () => {
    const exif = toExif({ exif: { [EXPOSURE_TIME]: rationals([1, 60]) } });
    const entry = exif.indexOf(Buffer.from([0x9a, 0x82]));
    for (const type of [1, 2, 3, 4, 5, 7, 9, 10, 11, 12]) {
      exif.writeUInt16LE(type, entry + 2);
      exif.writeUInt32LE(0xffffffff, entry + 4);

      expect(await byExifr(exif)).toBeUndefined();
    }
  });

  it('and so no text in Latin-1 is lost', async () => {
    const { description } = await fromExif({ ifd0: { [IMAGE_DESCRIPTION]: ascii('\xe9t\xe9') } });

    expect(description).toEqual({ caption: 'été' });
  });
});
