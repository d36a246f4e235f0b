import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { type BmpOptions, encodeBmp } from '../../../images/bmp.ts';
import { extractSupported } from '../extract-metadata/extract.ts';
import { normalize, toPreview } from './normalized.ts';

const WIDTH = 30; // rows of 1 to 24 bits are filled up
const HEIGHT = 20;
const BLUE = [40, 90, 200] as const;
const RED = [220, 30, 30] as const; // the upper left quarter
const PALETTE = Buffer.from([200, 90, 40, 0, 30, 30, 220, 0]);

/** Rows from the lowest up. */
function rows(toRow: (isCorner: (x: number) => boolean) => Buffer, order: 'up' | 'down' = 'up'): Buffer {
  const lines = Array.from({ length: HEIGHT }, (_, y) => {
    const row = toRow((x) => x < WIDTH / 2 && y < HEIGHT / 2);
    return Buffer.concat([row, Buffer.alloc((4 - (row.length % 4)) % 4)]);
  });
  return Buffer.concat(order === 'up' ? lines.reverse() : lines);
}

const pixels =
  (bytes: number, encode: (color: readonly number[]) => number) => (isCorner: (x: number) => boolean) => {
    const row = Buffer.alloc(WIDTH * bytes);
    for (let x = 0; x < WIDTH; x++) row.writeUIntLE(encode(isCorner(x) ? RED : BLUE), x * bytes, bytes);
    return row;
  };
const bgr = pixels(3, ([r = 0, g = 0, b = 0]) => b + g * 256 + r * 65_536);
const indices = (bits: number) => (isCorner: (x: number) => boolean) => {
  const digits = Array.from({ length: WIDTH }, (_, x) => (isCorner(x) ? '1' : '0').padStart(bits, '0')).join(
    '',
  );
  return Buffer.from((digits.match(/.{1,8}/g) ?? []).map((byte) => Number.parseInt(byte.padEnd(8, '0'), 2)));
};

/** Runs of each half of a row, the end of the row, and at last the end of the picture. */
function runs(toIndex: (value: number) => number): Buffer {
  const lines = Array.from({ length: HEIGHT }, (_, y) => {
    const first = y >= HEIGHT / 2 ? 1 : 0; // from the lowest row up
    return [WIDTH / 2, toIndex(first), WIDTH / 2, 0, 0, 0];
  });
  return Buffer.from([...lines.flat(), 0, 1]);
}

const near = (color: readonly number[], tolerance: number) =>
  color.map((value) => expect.closeTo(value, -Math.log10(2 * tolerance + 1)));

async function seen(bmp: Buffer) {
  const { jpeg, warnings } = await toPreview(bmp, { format: 'bmp' });
  const data = await sharp(jpeg).raw().toBuffer();
  const at = (x: number, y: number) => [...data.subarray((y * WIDTH + x) * 3, (y * WIDTH + x) * 3 + 3)];
  return { corner: at(4, 4), rest: at(25, 15), warnings };
}

const SIZE = { width: WIDTH, height: HEIGHT };

describe('the preview of a BMP', () => {
  it.each<[string, BmpOptions]>([
    ['24 bits', { ...SIZE, bitsPerPixel: 24, data: rows(bgr) }],
    ['24 bits from the top', { ...SIZE, height: -HEIGHT, bitsPerPixel: 24, data: rows(bgr, 'down') }],
    ['24 bits of OS/2', { ...SIZE, bitsPerPixel: 24, headerBytes: 12, data: rows(bgr) }],
    [
      '16 bits',
      {
        ...SIZE,
        bitsPerPixel: 16,
        data: rows(pixels(2, ([r = 0, g = 0, b = 0]) => ((r >> 3) << 10) | ((g >> 3) << 5) | (b >> 3))),
      },
    ],
    [
      '16 bits by masks',
      {
        ...SIZE,
        bitsPerPixel: 16,
        compression: 3,
        masks: [0xf800, 0x07e0, 0x001f],
        data: rows(pixels(2, ([r = 0, g = 0, b = 0]) => ((r >> 3) << 11) | ((g >> 2) << 5) | (b >> 3))),
      },
    ],
    [
      '32 bits whose fourth byte is nothing',
      {
        ...SIZE,
        bitsPerPixel: 32,
        data: rows(pixels(4, ([r = 0, g = 0, b = 0]) => b + g * 256 + r * 65_536)),
      },
    ],
    ['8 bits', { ...SIZE, bitsPerPixel: 8, palette: PALETTE, data: rows(indices(8)) }],
    ['4 bits', { ...SIZE, bitsPerPixel: 4, palette: PALETTE, data: rows(indices(4)) }],
    ['1 bit', { ...SIZE, bitsPerPixel: 1, palette: PALETTE, data: rows(indices(1)) }],
    [
      'runs of 8 bits',
      { ...SIZE, bitsPerPixel: 8, compression: 1, palette: PALETTE, data: runs((value) => value) },
    ],
    [
      'runs of 4 bits',
      { ...SIZE, bitsPerPixel: 4, compression: 2, palette: PALETTE, data: runs((value) => value * 17) },
    ],
  ])('is that of %s', async (_kind, options) => {
    expect(await seen(encodeBmp(options))).toEqual({
      corner: near(RED, 8),
      rest: near(BLUE, 8),
      warnings: [],
    });
  });

  it('lies behind the palette where the file header does not say so', async () => {
    const bmp = encodeBmp({ ...SIZE, bitsPerPixel: 8, palette: PALETTE, data: rows(indices(8)) });
    for (const offset of [0, 54]) {
      bmp.writeUInt32LE(offset, 10);

      expect(await seen(bmp)).toEqual({ corner: near(RED, 8), rest: near(BLUE, 8), warnings: [] });
    }
  });

  it('shows white through alpha', async () => {
    const data = rows(pixels(4, ([r = 0, g = 0, b = 0]) => b + g * 256 + r * 65_536 + 128 * 16_777_216));
    const masks = [0xff0000, 0xff00, 0xff, 0xff000000];
    const bmp = encodeBmp({ ...SIZE, bitsPerPixel: 32, compression: 3, headerBytes: 124, masks, data });

    expect((await seen(bmp)).rest).toEqual(near([147, 172, 227], 4));
  });

  it('takes alpha that is nothing anywhere for none, and says so', async () => {
    const data = rows(pixels(4, ([r = 0, g = 0, b = 0]) => b + g * 256 + r * 65_536));
    const masks = [0xff0000, 0xff00, 0xff, 0xff000000];
    const bmp = encodeBmp({ ...SIZE, bitsPerPixel: 32, compression: 3, headerBytes: 124, masks, data });

    expect(await seen(bmp)).toEqual({
      corner: near(RED, 8),
      rest: near(BLUE, 8),
      warnings: ["The file's header says that it has transparency but the picture has no transparency"],
    });
  });

  it('goes as far as the file, with a warning', async () => {
    const whole = encodeBmp({ ...SIZE, bitsPerPixel: 24, data: rows(bgr) });

    const { rest, warnings } = await seen(whole.subarray(0, whole.length - 500));

    expect(rest).toEqual(near(BLUE, 8));
    expect(warnings).toEqual(['The file breaks off before the end of its picture']);
  });
});

describe('a BMP', () => {
  it('says in its record what it is', async () => {
    const { metadata } = await extractSupported(encodeBmp({ ...SIZE, bitsPerPixel: 24, data: rows(bgr) }));

    expect(metadata).toMatchObject({ ...SIZE, format: 'bmp', mimeType: 'image/bmp', hasAlpha: false });
  });

  it('is refused in words where it holds something else', async () => {
    const jpeg = encodeBmp({ ...SIZE, bitsPerPixel: 24, compression: 4, data: rows(bgr) });

    expect(await normalize(jpeg, { format: 'bmp' })).toMatchObject({
      reason: expect.stringContaining('found one of 24 bits in compression 4'),
    });
  });
});
