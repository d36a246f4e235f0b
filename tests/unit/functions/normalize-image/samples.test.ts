// Samples that are not 8 or 16 bits of grey, RGB or CMYK: each kind is shown by its rule in docs/pictures.md.

import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { BT709 } from '../../../../functions/normalize-image/color/chromaticities.ts';
import { toMatrixProfile } from '../../../../functions/normalize-image/color/matrix-profile.ts';
import { encodeTiff, type TiffPage } from '../../../images/tiff.ts';
import { normalize, toPreview } from './normalized.ts';

const SIZE = { width: 64, height: 48 };
const BLUE = [40, 90, 200]; // sRGB
const RED = [220, 30, 30]; // the upper left quarter, so that no picture is of one colour
const GREY = 88;
const LIGHT = 200;

const WHITE_IS_ZERO = 0;
const BLACK_IS_ZERO = 1;
const RGB = 2;
const SEPARATED = 5;
const CIELAB = 8;
const ICCLAB = 9;
const FLOAT = 3;
const SIGNED = 2;

const isCorner = (x: number, y: number) => x < 32 && y < 24;

/** Grey, or RGB with what stands behind it; `scale` takes 0 to 255 to the samples' own range. */
const grey =
  (scale: (value: number) => number, ...others: number[]): TiffPage['pixelAt'] =>
  (x, y) => [scale(isCorner(x, y) ? LIGHT : GREY), ...others];
const rgb =
  (scale: (value: number) => number, ...others: number[]): TiffPage['pixelAt'] =>
  (x, y) => [...(isCorner(x, y) ? RED : BLUE).map(scale), ...others];
const same = (value: number) => value;
const toUnit = (value: number) => value / 255;

/** The colours of the preview in the upper left and in the lower right quarter. */
async function seen(page: Omit<TiffPage, 'width' | 'height'>, order: 'II' | 'MM' = 'II') {
  const { jpeg, warnings } = await toPreview(encodeTiff([{ ...SIZE, ...page }], order), { format: 'tiff' });
  const { data, info } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number) => (y * info.width + x) * 3;
  const [corner, rest] = [at(16, 12), at(48, 36)].map((place) => [...data.subarray(place, place + 3)]);
  return { corner, rest, warnings };
}

function near(color: readonly number[], tolerance = 3) {
  return color.map((value) => expect.closeTo(value, -Math.log10(2 * tolerance)));
}

const GREYS = { corner: near([LIGHT, LIGHT, LIGHT]), rest: near([GREY, GREY, GREY]), warnings: [] };
const COLORS = { corner: near(RED), rest: near(BLUE), warnings: [] };

describe('the preview of grey samples', () => {
  it.each<[string, Omit<TiffPage, 'width' | 'height' | 'photometric'>]>([
    ['floating point of 0 to 1', { bitsPerSample: 32, sampleFormat: FLOAT, pixelAt: grey(toUnit) }],
    ['floating point of 64 bits', { bitsPerSample: 64, sampleFormat: FLOAT, pixelAt: grey(toUnit) }],
    ['floating point of 0 to 255', { bitsPerSample: 32, sampleFormat: FLOAT, pixelAt: grey(same) }],
    [
      'floating point of 0 to 65535',
      { bitsPerSample: 32, sampleFormat: FLOAT, pixelAt: grey((v) => v * 257) },
    ],
    ['32 bits over their whole range', { bitsPerSample: 32, pixelAt: grey((v) => v * 16_843_009) }],
    ['32 bits that hold 16', { bitsPerSample: 32, pixelAt: grey((v) => v * 257) }],
    ['16 signed bits', { bitsPerSample: 16, sampleFormat: SIGNED, pixelAt: grey((v) => v * 128) }],
    ['12 bits', { bitsPerSample: 12, pixelAt: grey((v) => Math.round((v * 4095) / 255)) }],
    ['8 bits and something else', { bitsPerSample: 8, pixelAt: grey(same, 0), extraSamples: [0] }],
    ['8 bits and something that is not named', { bitsPerSample: 8, pixelAt: grey(same, 0) }],
    ['ZSTD', { bitsPerSample: 8, pixelAt: grey(same), compression: 'zstd' }],
  ])('is theirs: %s', async (_kind, page) => {
    expect(await seen({ ...page, photometric: BLACK_IS_ZERO })).toEqual(GREYS);
    expect(await seen({ ...page, photometric: BLACK_IS_ZERO }, 'MM')).toEqual(GREYS);
  });

  it('is inverted where white is zero', async () => {
    const pixelAt = grey((value) => 1 - value / 255);

    expect(
      await seen({ bitsPerSample: 32, sampleFormat: FLOAT, photometric: WHITE_IS_ZERO, pixelAt }),
    ).toEqual(GREYS);
  });

  it('reaches from black to white where they have a range of their own, with a warning', async () => {
    const heights = grey((value) => value * 5 - 500);

    const { corner, rest, warnings } = await seen({
      bitsPerSample: 16,
      sampleFormat: SIGNED,
      photometric: BLACK_IS_ZERO,
      pixelAt: heights,
    });

    expect({ corner, rest }).toEqual({ corner: near([255, 255, 255]), rest: near([0, 0, 0]) });
    expect(warnings).toEqual(['The samples reach from -60 to 500: these are shown as black and white']);
  });

  it('leaves out what is no number, and what was not measured', async () => {
    for (const hole of [Number.NaN, Number.NEGATIVE_INFINITY, -9999, -3.4e38]) {
      const pixelAt = (x: number, y: number) => [
        x > 58 && y > 40 ? hole : (isCorner(x, y) ? LIGHT : GREY) / 255,
      ];

      expect(
        await seen({ bitsPerSample: 32, sampleFormat: FLOAT, photometric: BLACK_IS_ZERO, pixelAt }),
      ).toEqual(GREYS);
    }
  });

  it('has the greys of their profile, in 16 bits as in 8', async () => {
    const icc = toGreyProfile(1.8);
    // 255 × srgb((88 / 255) ** 1.8) and the same of 200, IEC 61966-2-1
    const expected = { corner: near([210, 210, 210]), rest: near([107, 107, 107]), warnings: [] };

    expect(await seen({ bitsPerSample: 8, photometric: BLACK_IS_ZERO, pixelAt: grey(same), icc })).toEqual(
      expected,
    );
    const wide = grey((value) => value * 257);
    expect(await seen({ bitsPerSample: 16, photometric: BLACK_IS_ZERO, pixelAt: wide, icc })).toEqual(
      expected,
    );
    const float = { bitsPerSample: 32, sampleFormat: FLOAT, pixelAt: grey(toUnit) };
    expect(await seen({ ...float, photometric: BLACK_IS_ZERO, icc })).toEqual(expected);
  });
});

describe('the preview of coloured samples', () => {
  it.each<[string, Omit<TiffPage, 'width' | 'height' | 'photometric'>]>([
    ['floating point of 0 to 1', { bitsPerSample: 32, sampleFormat: FLOAT, pixelAt: rgb(toUnit) }],
    [
      'floating point with highlights',
      {
        bitsPerSample: 32,
        sampleFormat: FLOAT,
        pixelAt: (x, y) => (x > 58 && y < 8 ? [3, 3, 3] : rgb(toUnit)(x, y)),
      },
    ],
    ['32 bits', { bitsPerSample: 32, pixelAt: rgb((value) => value * 16_843_009) }],
    ['10 bits', { bitsPerSample: 10, pixelAt: rgb((value) => Math.round((value * 1023) / 255)) }],
    ['12 bits', { bitsPerSample: 12, pixelAt: rgb((value) => Math.round((value * 4095) / 255)) }],
    ['RGB and infrared', { bitsPerSample: 8, pixelAt: rgb(same, 0), extraSamples: [0] }],
    [
      'RGB and infrared in 16 bits',
      {
        bitsPerSample: 16,
        pixelAt: rgb((value) => value * 257, 0),
        extraSamples: [0],
      },
    ],
    ['RGB and something that is not named', { bitsPerSample: 8, pixelAt: rgb(same, 0) }],
    ['RGB and two bands', { bitsPerSample: 8, pixelAt: rgb(same, 0, 9), extraSamples: [0, 0] }],
    ['RGB, a band and alpha', { bitsPerSample: 8, pixelAt: rgb(same, 0, 255), extraSamples: [0, 2] }],
    ['RGB in tiles of one colour each', { bitsPerSample: 8, pixelAt: rgb(same), isTiledPlanar: true }],
    ['RGB and six bands', { bitsPerSample: 8, pixelAt: rgb(same, 0, 1, 2, 3, 4, 5) }],
  ])('is theirs: %s', async (_kind, page) => {
    expect(await seen({ ...page, photometric: RGB })).toEqual(COLORS);
    expect(await seen({ ...page, photometric: RGB }, 'MM')).toEqual(COLORS);
  });

  it('takes bands without a colour for red, green and blue, with a warning', async () => {
    const page = { bitsPerSample: 8, photometric: BLACK_IS_ZERO, pixelAt: rgb(same, 0, 9) };

    expect(await seen(page)).toEqual({
      ...COLORS,
      warnings: ['The TIFF has 5 bands without a colour: the first three are shown as red, green and blue'],
    });
  });

  it('shows white through alpha, multiplied with it or not', async () => {
    const mixed = { corner: near([237, 142, 142]), rest: near([147, 172, 227]), warnings: [] };
    const half = 32_896 / 65_535;
    const straight = rgb((value) => value / 255, half);
    const multiplied = rgb((value) => (value / 255) * half, half);
    const page = { bitsPerSample: 32, sampleFormat: FLOAT, photometric: RGB };

    expect(await seen({ ...page, pixelAt: straight, extraSamples: [2] })).toEqual(mixed);
    expect(await seen({ ...page, pixelAt: multiplied, extraSamples: [1] })).toEqual(mixed);
  });

  it('applies their profile', async () => {
    const icc = toMatrixProfile('Gamma 1', BT709, (signal) => signal);
    const toLinear = (value: number) =>
      value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4;
    const page = { bitsPerSample: 32, sampleFormat: FLOAT, photometric: RGB, icc };

    expect(await seen({ ...page, pixelAt: rgb(toLinear) })).toEqual(COLORS);
  });

  // CIE L*a*b* (D50) of sRGB (40, 90, 200): 40, 15, -63; of (220, 30, 30): 48.2, 69, 52 (littlecms, by PIL)
  it.each([
    ['CIE L*a*b* of 8 bits', CIELAB, 8, [102, 15, 193], [123, 69, 52]],
    ['CIE L*a*b* of 16 bits', CIELAB, 16, [26_214, 3_840, 49_408], [31_611, 17_664, 13_312]],
    ['ICC L*a*b* of 8 bits', ICCLAB, 8, [102, 143, 65], [123, 197, 180]],
  ])('is that of %s', async (_kind, photometric, bitsPerSample, blue, red) => {
    const pixelAt = (x: number, y: number) => (isCorner(x, y) ? red : blue);

    expect(await seen({ bitsPerSample, photometric, pixelAt })).toEqual({
      corner: near(RED, 4),
      rest: near(BLUE, 4),
      warnings: [],
    });
  });
});

describe('the preview of JPEG in a TIFF of 1992', () => {
  it('is that of the JPEG where it lies there as a whole', async () => {
    const pixels = Array.from({ length: SIZE.width * SIZE.height }, (_, index) =>
      rgb(same)(index % SIZE.width, Math.floor(index / SIZE.width)),
    );
    const strip = await sharp(Buffer.from(pixels.flat()), { raw: { ...SIZE, channels: 3 } })
      .jpeg({ quality: 95 })
      .toBuffer();
    const tags = new Map([[0x0201, 8]]); // JPEGInterchangeFormat: the strip is first in the file

    const { warnings, ...colors } = await seen({
      bitsPerSample: 8,
      photometric: 6,
      pixelAt: rgb(same),
      stored: { compression: 6, strip },
      tags,
    });

    expect({ ...colors, warnings }).toEqual({ ...COLORS, corner: near(RED, 6), rest: near(BLUE, 6) });
  });
});

describe('the preview of inks', () => {
  const cmyk =
    (...others: number[]): TiffPage['pixelAt'] =>
    (x, y) => [...(isCorner(x, y) ? [35, 225, 225, 0] : [215, 165, 55, 0]), ...others];

  it('is that of CMYK alone where a spot colour stands beside them', async () => {
    const plain = await seen({ bitsPerSample: 8, photometric: SEPARATED, pixelAt: cmyk() });

    expect(plain.warnings).toEqual([]);
    expect(plain.corner).not.toEqual(plain.rest);
    for (const spots of [[0], [255], [0, 128]]) {
      const extraSamples = spots.map(() => 0);
      expect(
        await seen({ bitsPerSample: 8, photometric: SEPARATED, pixelAt: cmyk(...spots), extraSamples }),
      ).toEqual(plain);
    }
  });

  it('takes inks of their own for CMYK, with a warning', async () => {
    const tags = new Map([
      [0x014c, 2], // InkSet: not CMYK
      [0x014e, 5], // NumberOfInks
    ]);

    const { warnings } = await seen({ bitsPerSample: 8, photometric: SEPARATED, pixelAt: cmyk(0), tags });

    expect(warnings).toEqual(['The TIFF has 5 inks of its own: the first four are shown as CMYK']);
  });
});

describe('a preview of one colour', () => {
  it('is never made of a picture with more without a word', async () => {
    const transparent = encodeTiff([
      { ...SIZE, bitsPerSample: 8, photometric: RGB, pixelAt: rgb(same, 0), extraSamples: [2] },
    ]);

    const { warnings } = await toPreview(transparent, { format: 'tiff' });

    expect(warnings).toEqual(['The preview is of one colour although the picture has more']);
  });

  it('needs no word where the picture has no more', async () => {
    const flat = await sharp({ create: { ...SIZE, channels: 3, background: 'teal' } })
      .png()
      .toBuffer();

    expect((await toPreview(flat, { format: 'png' })).warnings).toEqual([]);
  });

  it('is not made by a profile whose primaries are nothing', async () => {
    // As in the JPEG 2000 of https://github.com/Exiv2/exiv2/tree/main/test/data (relax.jp2)
    const icc = toMatrixProfile(
      'Nothing',
      [
        [0, 0, 0],
        [-0.5, 0, 0],
        [0, 0, 0],
      ],
      (signal) => signal,
    );

    expect(await seen({ bitsPerSample: 8, photometric: RGB, pixelAt: rgb(same), icc })).toEqual({
      ...COLORS,
      warnings: ['The colour profile of the picture is damaged: its colours are taken for sRGB'],
    });
  });
});

describe('a TIFF that nothing decodes', () => {
  it.each<[string, Partial<TiffPage>]>([
    ['Expected a TIFF compression that can be decoded but found LZMA', { compression: 'lzma' }],
    ['Expected TIFF samples that can be shown but found those of 24 bits', { bitsPerSample: 24 }],
    ['Expected TIFF colours that can be decoded but found ITU L*a*b*', { photometric: 10 }],
    [
      'Expected a TIFF compression that can be decoded but found old JPEG',
      { stored: { compression: 6, strip: Buffer.from('no JPEG of its own') }, photometric: 6 },
    ],
    // Once ran the process out of memory: https://github.com/python-pillow/Pillow/tree/main/Tests/images (oom-….tif)
    [
      'Expected TIFF samples that can be shown but found 303169682 of them to a pixel',
      { bitsPerSample: 16, tags: new Map([[0x0115, 303_169_682]]) },
    ],
  ])('is refused in words: %s', async (reason, page) => {
    const tiff = encodeTiff([{ ...SIZE, bitsPerSample: 8, photometric: RGB, pixelAt: rgb(same), ...page }]);

    expect(await normalize(tiff, { format: 'tiff' })).toEqual({
      supported: false,
      reason: `${reason} in s3://uploads/photo`,
    });
  });
});

/** ICC.1:2001-04, 8.2: a header, and the tags that a grey display needs. */
function toGreyProfile(gamma: number): Buffer {
  const curve = Buffer.from('curv\0\0\0\0\0\0\0\x01\0\0\0\0', 'latin1');
  curve.writeUInt16BE(Math.round(gamma * 256), 12);
  const white = Buffer.from('XYZ \0\0\0\0\0\0\xf6\xd6\0\x01\0\0\0\0\xd3\x2d', 'latin1');
  const table = Buffer.alloc(4 + 24);
  table.writeUInt32BE(2);
  for (const [index, [tag, offset, length]] of (
    [
      ['kTRC', 156, 14],
      ['wtpt', 172, 20],
    ] as const
  ).entries()) {
    table.write(tag, 4 + index * 12, 'latin1');
    table.writeUInt32BE(offset, 8 + index * 12);
    table.writeUInt32BE(length, 12 + index * 12);
  }
  const header = Buffer.alloc(128);
  header.writeUInt32BE(192, 0);
  header.writeUInt32BE(0x02100000, 8);
  header.write('mntrGRAYXYZ ', 12, 'latin1');
  header.write('acsp', 36, 'latin1');
  white.copy(header, 68, 8);
  return Buffer.concat([header, table, curve, white]);
}
