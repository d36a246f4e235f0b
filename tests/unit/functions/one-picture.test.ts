// Record and preview hold one truth about a picture: its size, upright, for every format, orientation and place in the file
// that an orientation can stand in.

import { deflateSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import sharp, { type Sharp } from 'sharp';
import { type ExifDirectory, shorts, toExif } from '../../images/exif.ts';
import { encodeHeic, rewrapAvif } from '../../images/heic.ts';
import { encodeJpegXl } from '../../images/jxl.ts';
import { insertBeforePicture, insertBehindPicture, toChunk, toTextChunk } from '../../images/png.ts';
import { quadrants, quadrantsOf, UPRIGHT } from '../../images/quadrants.ts';
import { encodeTiff, type TiffPage } from '../../images/tiff.ts';
import { extractSupported } from './extract-metadata/extract.ts';
import { toPreview } from './normalize-image/normalized.ts';

const SIZE = { width: 96, height: 64 };
const ORIENTATIONS = [1, 2, 3, 4, 5, 6, 7, 8];

/** Stored so that this orientation makes it upright. */
function stored(orientation: number): Sharp {
  const { pixels, width, height } = quadrants(SIZE.width, SIZE.height, orientation);
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

function exif(orientation: number, others: ExifDirectory = {}): Buffer {
  return toExif({ ifd0: { 274: shorts(orientation), ...others } });
}

/** ImageMagick's way: a name, a length and hex digits. */
function rawProfile(name: string, content: Buffer): string {
  return `\n${name}\n${String(content.length).padStart(8)}\n${content.toString('hex')}\n`;
}

const withPrefix = (block: Buffer) => Buffer.concat([Buffer.from('Exif\0\0'), block]);

async function png(orientation: number): Promise<Buffer> {
  return stored(orientation).png().toBuffer();
}

/** RIFF: the extended header says that there is EXIF, which stands at the end. */
async function webp(orientation: number, block: Buffer): Promise<Buffer> {
  return stored(orientation)
    .withMetadata({ orientation })
    .webp({ lossless: true })
    .toBuffer()
    .then((bytes) => replaceChunk(bytes, 'EXIF', block));
}

function replaceChunk(riff: Buffer, type: string, content: Buffer): Buffer {
  const at = riff.indexOf(type, 12, 'latin1');
  const head = Buffer.alloc(8);
  head.write(type, 'latin1');
  head.writeUInt32LE(content.length, 4);
  const whole = Buffer.concat([riff.subarray(0, at), head, content, Buffer.alloc(content.length % 2)]);
  whole.writeUInt32LE(whole.length - 8, 4);
  return whole;
}

function jpeg(orientation: number, ...blocks: readonly Buffer[]): Promise<Buffer> {
  const segments = blocks.map((block) => {
    const head = Buffer.from([0xff, 0xe1, 0, 0]);
    head.writeUInt16BE(block.length + 2, 2);
    return Buffer.concat([head, block]);
  });
  return stored(orientation)
    .jpeg({ quality: 95 })
    .toBuffer()
    .then((bytes) => Buffer.concat([bytes.subarray(0, 2), ...segments, bytes.subarray(2)]));
}

/** A page of the quadrants. */
function page(orientation: number, scale = 1, width = SIZE.width, height = SIZE.height): TiffPage {
  const image = quadrants(width, height, orientation);
  return {
    width: image.width,
    height: image.height,
    bitsPerSample: 8,
    photometric: 2,
    pixelAt: (x, y) => {
      const at = (y * image.width + x) * 3;
      return [...image.pixels.subarray(at, at + 3)].map((value) => value * scale);
    },
  };
}

const CONTAINERS: [string, string, (orientation: number) => Promise<Buffer> | Buffer][] = [
  ['jpeg', 'EXIF', (o) => jpeg(o, withPrefix(exif(o)))],
  [
    'jpeg',
    'EXIF in big-endian order',
    (o) => jpeg(o, withPrefix(toExif({ ifd0: { 274: shorts(o) } }, 'MM'))),
  ],
  [
    'jpeg',
    'EXIF whose prefix has one NUL',
    (o) => jpeg(o, Buffer.concat([Buffer.from('Exif\0\x20'), exif(o)])),
  ],
  ['jpeg', 'the first of two blocks of EXIF', (o) => jpeg(o, withPrefix(exif(o)), withPrefix(exif(9 - o)))],
  ['jpeg', 'EXIF that claims 500 entries', (o) => jpeg(o, withPrefix(claimEntries(exif(o))))],
  ['png', 'eXIf', async (o) => insertBeforePicture(await png(o), toChunk('eXIf', exif(o)))],
  [
    'png',
    'eXIf behind the picture',
    async (o) => insertBehindPicture(await png(o), toChunk('eXIf', exif(o))),
  ],
  [
    'png',
    'a raw profile in text',
    async (o) =>
      insertBeforePicture(
        await png(o),
        toTextChunk('Raw profile type exif', rawProfile('exif', withPrefix(exif(o)))),
      ),
  ],
  [
    'png',
    'a compressed raw profile APP1',
    async (o) => {
      const text = deflateSync(Buffer.from(rawProfile('generic profile', withPrefix(exif(o)))));
      const chunk = toChunk('zTXt', Buffer.concat([Buffer.from('Raw profile type APP1\0\0'), text]));
      return insertBehindPicture(await png(o), chunk);
    },
  ],
  ['webp', 'EXIF', (o) => webp(o, exif(o))],
  ['webp', 'EXIF with the prefix of JPEG', (o) => webp(o, withPrefix(exif(o)))],
  ['tiff', 'its own tag', (o) => encodeTiff([{ ...page(o), orientation: o }])],
  [
    'tiff',
    'its own tag, with samples of 32 bits',
    (o) => encodeTiff([{ ...page(o, 16_843_009), orientation: o, bitsPerSample: 32 }]),
  ],
  [
    'tiff',
    'the tag of the second directory, behind a thumbnail',
    (o) =>
      encodeTiff([
        { ...page(1, 1, 24, 16), newSubfileType: 1 },
        { ...page(o), orientation: o },
      ]),
  ],
  ['heic', 'irot and imir', (o) => encodeHeic(quadrants(SIZE.width, SIZE.height, o), { orientation: o })],
  [
    'heic',
    'irot and imir, which EXIF contradicts',
    (o) => encodeHeic(quadrants(SIZE.width, SIZE.height, o), { orientation: o, exif: exif(9 - o) }),
  ],
  [
    'avif',
    'irot and imir',
    (o) => stored(o).withMetadata({ orientation: o }).avif({ quality: 90, effort: 0 }).toBuffer(),
  ],
  ['jxl', 'the codestream', (o) => encodeJpegXl(quadrants(SIZE.width, SIZE.height, o), { orientation: o })],
];

/** The count of the first directory, which reaches beyond the block: those entries count that are there. */
function claimEntries(block: Buffer): Buffer {
  block.writeUInt16LE(500, 8);
  return block;
}

describe.each(CONTAINERS)('a %s whose orientation stands in %s', (format, _place, encode) => {
  it.each(ORIENTATIONS)('has one size, upright, in record and preview: %i', async (orientation) => {
    const bytes = await encode(orientation);

    const { metadata } = await extractSupported(bytes);
    const preview = await toPreview(bytes, { format });

    expect({ ...metadata, format }).toMatchObject({ ...SIZE, format: metadata.format });
    expect({ width: preview.width, height: preview.height }).toEqual(SIZE);
    expect(await quadrantsOf(preview.jpeg)).toEqual(UPRIGHT);
    expect(preview).not.toHaveProperty('corrections');
  });
});

describe('the picture of a HEIC or an AVIF', () => {
  const crop = { width: 48, height: 32 };
  const av1 = () => stored(6).avif({ quality: 90, effort: 0 }).toBuffer();

  it.each<[string, string, () => Promise<Buffer> | Buffer]>([
    ['heic', 'not turned', () => encodeHeic(quadrants(96, 64), { crop })],
    [
      'heic',
      'turned behind it',
      () => encodeHeic(quadrants(96, 64, 6), { crop: { width: 32, height: 48 }, orientation: 6 }),
    ],
    [
      'avif',
      'turned behind it',
      async () => rewrapAvif(await av1(), { crop: { width: 32, height: 48 }, orientation: 6 }),
    ],
  ])('is what the file leaves of it: %s, %s', async (format, _turn, encode) => {
    const bytes = await encode();

    const { metadata } = await extractSupported(bytes);
    const preview = await toPreview(bytes, { format });

    expect(metadata).toMatchObject(crop);
    expect(preview).toMatchObject({ ...crop, warnings: [] });
    expect(await quadrantsOf(preview.jpeg)).toEqual(UPRIGHT);
  });

  it('is whole where what is to be left of it is larger', async () => {
    const bytes = encodeHeic(quadrants(96, 64), { crop: { width: 960, height: 640 } });

    const { metadata } = await extractSupported(bytes);

    expect(metadata).toMatchObject(SIZE);
    expect(await toPreview(bytes, { format: 'heic' })).toMatchObject({ ...SIZE, warnings: [] });
  });

  it('is the still one of a sequence, whose pages are counted', async () => {
    const still = rewrapAvif(await av1(), { orientation: 6, brand: 'avis' });
    const sequence = Buffer.concat([still, movieOf(3)]);

    const { metadata } = await extractSupported(sequence);

    expect(metadata).toMatchObject({ ...SIZE, format: 'avif', pages: 3 });
    expect(await quadrantsOf((await toPreview(sequence, { format: 'avif' })).jpeg)).toEqual(UPRIGHT);
  });
});

/** ISO/IEC 14496-12, 8.7.3: the sizes of the samples of a track. */
function movieOf(samples: number): Buffer {
  const sizes = Buffer.alloc(12 + samples * 4);
  sizes.writeUInt32BE(samples, 8);
  return ['stsz', 'stbl', 'minf', 'mdia', 'trak', 'moov'].reduce((content, type) => {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(content.length + 8);
    head.write(type, 4, 'latin1');
    return Buffer.concat([head, content]);
  }, sizes);
}

describe('the picture of a TIFF', () => {
  const thumbnail = page(1, 1, 24, 16);
  const large = page(1);

  it.each<[string, readonly TiffPage[], number]>([
    [
      'the second where the first says that it is a smaller copy',
      [{ ...thumbnail, newSubfileType: 1 }, large],
      1,
    ],
    ['the second where the first has its shape and a quarter of its size', [thumbnail, large], 2],
    ['a sub-directory of a smaller copy', [{ ...thumbnail, newSubfileType: 1, subPages: [large] }], 1],
    ['the first of a pyramid', [large, { ...thumbnail, newSubfileType: 1 }], 1],
    [
      'the first of a pyramid in sub-directories',
      [{ ...large, subPages: [{ ...thumbnail, newSubfileType: 1 }] }],
      1,
    ],
    ['the first of pages of one size', [large, large, large], 3],
    ['the first of pages of other shapes', [large, page(1, 1, 300, 600)], 2],
    [
      'not a mask',
      [{ ...thumbnail, newSubfileType: 1 }, { ...page(1, 1, 192, 128), newSubfileType: 4 }, large],
      1,
    ],
  ])('is %s', async (_rule, pages, count) => {
    const tiff = encodeTiff(pages);

    const { metadata } = await extractSupported(tiff);
    const { width, height, jpeg } = await toPreview(tiff, { format: 'tiff' });

    expect(metadata).toMatchObject({ ...SIZE, pages: count });
    expect({ width, height }).toEqual(SIZE);
    expect(await quadrantsOf(jpeg)).toEqual(UPRIGHT);
  });
});

describe('what decoding shows', () => {
  it('corrects what the header said, with a warning', async () => {
    const bytes = await png(1);
    const claimed = { width: 300, height: 200, orientation: 6, hasAlpha: true };

    const { corrections, warnings } = await toPreview(bytes, { format: 'png', ...claimed });

    expect(corrections).toEqual({ width: 64, height: 96, hasAlpha: false });
    expect(warnings).toEqual([
      "The file's header says 200×300 px but the picture has 64×96 px",
      "The file's header says that it has transparency but the picture has no transparency",
    ]);
  });
});
