import { beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { normalizeImage } from '../../../../functions/normalize-image/normalize-image.ts';
import { isRaw } from '../../../../functions/normalize-image/raw/raw-preview.ts';
import { RangedSource } from '../../../../functions/shared/files/byte-source.ts';
import { encodeJpegXl } from '../../../images/jxl.ts';
import { quadrants, quadrantsOf, UPRIGHT } from '../../../images/quadrants.ts';
import {
  type Directory,
  type TagValue,
  toCr3,
  toDirectories,
  toRaf,
  toTiff,
  withJpegs,
} from '../../../images/raw.ts';
import { normalize, toPreview } from './normalized.ts';

const COMPRESSION = 0x0103;
const STRIP_OFFSETS = 0x0111;
const STRIP_BYTE_COUNTS = 0x0117;
const SUB_IFDS = 0x014a;
const JPEG_OFFSET = 0x0201;
const JPEG_LENGTH = 0x0202;
const EXIF_IFD = 0x8769;
const MAKER_NOTE = 0x927c;

let small: Buffer;
let large: Buffer;

/** The picture as the sensor saw it, the camera held so that EXIF says 6. */
function jpegOf(width: number, height: number, orientation = 6): Promise<Buffer> {
  const { pixels, ...size } = quadrants(width, height, orientation);
  return sharp(pixels, { raw: { ...size, channels: 3 } })
    .jpeg({ chromaSubsampling: '4:4:4' })
    .toBuffer();
}

beforeAll(async () => {
  small = await jpegOf(48, 32);
  large = await jpegOf(1200, 800);
});

/** How each format points to its previews; the offsets are those of the small and of the large JPEG. */
const FILES: [string, () => Buffer][] = [
  // Canon: the preview is the strip of the first directory, the thumbnail has tags of its own
  [
    'cr2',
    () =>
      tiffOf(([thumbnail = 0, preview = 0]) => [
        directory([COMPRESSION, 6], [STRIP_OFFSETS, preview], [STRIP_BYTE_COUNTS, large.length]),
        directory([JPEG_OFFSET, thumbnail], [JPEG_LENGTH, small.length]),
      ]),
  ],
  // Nikon, Sony, Pentax: tags in the chain or in sub-directories
  [
    'nef',
    () =>
      tiffOf(([thumbnail = 0, preview = 0]) => [
        directory([
          SUB_IFDS,
          [
            directory([JPEG_OFFSET, preview], [JPEG_LENGTH, large.length]),
            directory([JPEG_OFFSET, thumbnail], [JPEG_LENGTH, small.length]),
          ],
        ]),
      ]),
  ],
  [
    'arw',
    () =>
      tiffOf(([thumbnail = 0, preview = 0]) => [
        directory([JPEG_OFFSET, thumbnail], [JPEG_LENGTH, small.length]),
        directory([JPEG_OFFSET, preview], [JPEG_LENGTH, large.length]),
      ]),
  ],
  // DNG: sub-directories whose strip is the JPEG
  [
    'dng',
    () =>
      tiffOf(([thumbnail = 0, preview = 0]) => [
        directory(
          [COMPRESSION, 7],
          [STRIP_OFFSETS, thumbnail],
          [STRIP_BYTE_COUNTS, small.length],
          [
            SUB_IFDS,
            [directory([COMPRESSION, 7], [STRIP_OFFSETS, preview], [STRIP_BYTE_COUNTS, large.length])],
          ],
        ),
      ]),
  ],
  // Panasonic: the JPEG is the value of a tag
  ['rw2', () => toTiff([directory([0x002e, large])], { magic: 'IIU\0' })],
  // Olympus: the maker note points to it, counted from its own start
  [
    'orf',
    () => {
      const settings = directory([0x0101, 1000], [0x0102, large.length]);
      const start = Buffer.from('OLYMPUS\0II\x03\0', 'latin1');
      const note = Buffer.concat([start, toDirectories([directory([0x2020, [settings]])], start.length)]);
      const padded = Buffer.concat([note, Buffer.alloc(1000 - note.length), large]);
      return toTiff([directory([EXIF_IFD, [directory([MAKER_NOTE, padded])]])], { magic: 'IIRO' });
    },
  ],
  // Nikon's first cameras: the maker note is a TIFF structure with a directory for the preview
  [
    'nef',
    () => {
      const preview = directory([JPEG_OFFSET, 1000], [JPEG_LENGTH, large.length]);
      const inner = toTiff([directory([0x0011, [preview]])]);
      const start = Buffer.from('Nikon\0\x02\x10\0\0', 'latin1');
      const note = Buffer.concat([start, inner, Buffer.alloc(1000 - inner.length), large]);
      return toTiff([directory([EXIF_IFD, [directory([MAKER_NOTE, note])]])]);
    },
  ],
  ['raf', () => toRaf(large)],
  ['cr3', () => toCr3(small, large)],
];

function directory(...tags: [number, TagValue][]): Directory {
  return new Map(tags);
}

function tiffOf(build: (offsets: readonly number[]) => Directory[]): Buffer {
  return withJpegs([small, large], (offsets) => toTiff(build(offsets)));
}

describe.each(FILES)('a %s', (format, build) => {
  it('is shown by its largest preview, turned upright as its EXIF says', async () => {
    const { jpeg, width, height, warnings } = await toPreview(build(), { format, orientation: 6 });

    expect({ width, height }).toEqual({ width: 1200, height: 800 });
    expect(await quadrantsOf(jpeg)).toEqual(UPRIGHT);
    expect(warnings).toEqual([]);
  });
});

describe('a RAW file', () => {
  it('is known by the formats that ExtractMetadata names', () => {
    const formats = ['cr2', 'cr3', 'nef', 'arw', 'dng', 'raf', 'rw2', 'orf', 'pef', 'srw'];

    expect(formats.filter((format) => !isRaw(format))).toEqual([]);
    expect(['jpeg', 'tiff', 'heic'].filter(isRaw)).toEqual([]);
  });

  it('is used with a warning where its preview is small', async () => {
    const { warnings } = await toPreview(toRaf(small), { format: 'raf' });

    expect(warnings).toEqual(['The largest preview inside the RAF has 32×48 px']);
  });

  it('is shown by a JPEG XL where that is larger than its JPEG, as in DNG 1.7', async () => {
    // https://github.com/LibRaw/LibRaw/issues/841
    const jpegXl = await encodeJpegXl(quadrants(64, 96, 6));
    const dng = withJpegs([small, jpegXl], ([thumbnail = 0, preview = 0]) =>
      toTiff([
        directory(
          [COMPRESSION, 7],
          [STRIP_OFFSETS, thumbnail],
          [STRIP_BYTE_COUNTS, small.length],
          [
            SUB_IFDS,
            [
              directory(
                [0x0100, 96],
                [0x0101, 64],
                [COMPRESSION, 52_546],
                [0x0106, 2],
                [STRIP_OFFSETS, preview],
                [STRIP_BYTE_COUNTS, jpegXl.length],
              ),
            ],
          ],
        ),
      ]),
    );

    const { jpeg, warnings } = await toPreview(dng, { format: 'dng', width: 96, height: 64, orientation: 6 });

    expect({ seen: await quadrantsOf(jpeg), warnings }).toEqual({
      seen: UPRIGHT,
      warnings: ['The largest preview inside the DNG has 96×64 px'],
    });
  });

  it('is refused where the edge of its preview exceeds the limit, with both numbers', async () => {
    // Such a row took 7 GB
    const wide = directory(
      [0x0100, 2_000_000],
      [0x0101, 1],
      [0x0102, 8],
      [COMPRESSION, 1],
      [0x0106, 1],
      [STRIP_OFFSETS, 8],
      [STRIP_BYTE_COUNTS, 64],
    );

    expect(await normalize(toTiff([wide]), { format: 'dng' })).toEqual({
      supported: false,
      reason: 'The picture of 2000000×1 px exceeds the limit of 1000000 px for an edge in s3://uploads/photo',
    });
  });

  it('is not supported without a preview', async () => {
    const normalized = await normalize(toTiff([directory([0x0100, 6000])]), { format: 'nef' });

    expect(normalized).toEqual({
      supported: false,
      reason: 'Expected a preview inside the NEF but found none in s3://uploads/photo',
    });
  });

  it('is not shown by the data of its sensor in lossless JPEG', async () => {
    const lossless = Buffer.from(large);
    lossless[lossless.indexOf(Buffer.from('ffc0', 'hex')) + 1] = 0xc3;

    const normalized = await normalize(toRaf(lossless), { format: 'raf' });

    expect(normalized).toMatchObject({ supported: false });
  });

  it('ends in an answer where its directories point to themselves', async () => {
    const looped = toTiff([directory([SUB_IFDS, 8])]);

    expect(await normalize(looped, { format: 'nef' })).toMatchObject({ supported: false });
  });

  it('costs little more than its preview', async () => {
    const file = Buffer.concat([toRaf(large), Buffer.alloc(20_000_000)]);
    const fetchRange = async (offset: number, length: number) => file.subarray(offset, offset + length);
    const head = file.subarray(0, 1024);
    const source = new RangedSource(file.length, fetchRange, { head, maxFetchedBytes: file.length });

    const traits = { format: 'raf', width: 6000, height: 4000, orientation: 1 };
    await normalizeImage(source, traits, { maxPixels: 1_000_000, previewEdge: 100 }, 'here');

    expect(source.fetchedBytes).toBeLessThan(large.length + 10_000);
  });
});
