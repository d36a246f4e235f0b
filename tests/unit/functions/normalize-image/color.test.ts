import { describe, expect, it } from '@jest/globals';
import sharp, { type Exif, type Sharp } from 'sharp';
import {
  ADOBE_RGB,
  type Colorants,
  toColorantsOf,
} from '../../../../functions/normalize-image/color/chromaticities.ts';
import { toMatrixProfile } from '../../../../functions/normalize-image/color/matrix-profile.ts';
import { toTiff } from '../../../../functions/normalize-image/color/profiled-tiff.ts';
import { encodeHeic } from '../../../images/heic.ts';
import { encodeJpegXl } from '../../../images/jxl.ts';
import { toPreview } from './normalized.ts';

const P3 = toColorantsOf(12) as Colorants;
const BT2020 = toColorantsOf(9) as Colorants;

const SIZE = { width: 64, height: 64 };

/** One colour of 8 bits. */
function flat(red: number, green: number, blue: number) {
  return sharp({ create: { ...SIZE, channels: 3, background: { r: red, g: green, b: blue } } });
}

function flatPixels(color: readonly number[], bytesPerSample = 1): Buffer {
  const pixels = Buffer.alloc(SIZE.width * SIZE.height * color.length * bytesPerSample);
  for (let at = 0, index = 0; at < pixels.length; at += bytesPerSample, index++) {
    pixels.writeUIntLE(color[index % color.length] ?? 0, at, bytesPerSample);
  }
  return pixels;
}

/** The colour in the middle of the preview. */
async function seen(bytes: Buffer, format: string): Promise<number[]> {
  const { jpeg } = await toPreview(bytes, { format });
  const { data, info } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true });
  expect(info.channels).toBe(3);
  const middle = ((info.height >> 1) * info.width + (info.width >> 1)) * 3;
  return [...data.subarray(middle, middle + 3)];
}

function expectNear(color: number[], expected: number[], tolerance = 3) {
  const distances = color.map((value, channel) => Math.abs(value - (expected[channel] ?? 0)));
  expect({ color, isNear: Math.max(...distances) <= tolerance }).toEqual({ color, isNear: true });
}

// The same colour, sRGB (230, 120, 60), as other spaces number it: computed with the matrices of
// https://www.w3.org/TR/css-color-4/#color-conversion-code
const SRGB = [230, 120, 60];
const AS_P3 = [217, 125, 73];
const AS_ADOBE_RGB = [205, 119, 66];

describe('the colours of the preview', () => {
  it('are those of sRGB without a profile', async () => {
    expectNear(await seen(await flat(230, 120, 60).png().toBuffer(), 'png'), SRGB);
  });

  it.each([8, 16] as const)('are those of Display P3 by its profile, in %i bits', async (bitDepth) => {
    const scale = bitDepth === 16 ? 257 : 1;
    const pixels = flatPixels(
      AS_P3.map((value) => value * scale),
      bitDepth / 8,
    );
    const profile = toMatrixProfile('P3', P3, fromSrgb);

    const tiff = toTiff({ ...SIZE, pixels, model: 'RGB', hasAlpha: false, bitDepth }, profile);

    expectNear(await seen(tiff, 'tiff'), SRGB);
  });

  it('are those of sRGB by its profile in 16 bits', async () => {
    const icc = (await sharp(await flat(1, 2, 3).withIccProfile('srgb').png().toBuffer()).metadata()).icc;
    const pixels = flatPixels(
      SRGB.map((value) => value * 257),
      2,
    );

    const tiff = toTiff({ ...SIZE, pixels, model: 'RGB', hasAlpha: false, bitDepth: 16 }, icc);

    expectNear(await seen(tiff, 'tiff'), SRGB);
  });

  it('are those of Adobe RGB by its profile', async () => {
    const profile = toMatrixProfile('Adobe RGB', ADOBE_RGB, (signal) => signal ** 2.19921875);

    const tiff = toTiff(
      { ...SIZE, pixels: flatPixels(AS_ADOBE_RGB), model: 'RGB', hasAlpha: false, bitDepth: 8 },
      profile,
    );

    expectNear(await seen(tiff, 'tiff'), SRGB);
  });

  it('are those of Adobe RGB where a camera says so in EXIF only', async () => {
    const [red = 0, green = 0, blue = 0] = AS_ADOBE_RGB;
    const jpeg = await flat(red, green, blue)
      .withExif({ IFD4: { InteroperabilityIndex: 'R03' } } as Exif) // sharp's types leave this directory out
      .jpeg({ quality: 100 })
      .toBuffer();

    expectNear(await seen(jpeg, 'jpeg'), SRGB);
  });

  it('are those of a CMYK without a profile: no ink is white, all black is black', async () => {
    const cmyk = (background: string) =>
      sharp({ create: { ...SIZE, channels: 3, background } })
        .toColourspace('cmyk')
        .jpeg({ quality: 100 })
        .toBuffer();

    expectNear(await seen(await cmyk('white'), 'jpeg'), [255, 255, 255]);
    expectNear(await seen(await cmyk('black'), 'jpeg'), [0, 0, 0], 45);
  });

  it('are those of a CMYK by its profile', async () => {
    const jpeg = await flat(200, 40, 60).withIccProfile('cmyk').jpeg({ quality: 100 }).toBuffer();
    expect((await sharp(jpeg).metadata()).space).toBe('cmyk');

    expectNear(await seen(jpeg, 'jpeg'), [200, 40, 60], 20); // as near as four inks come to it
  });

  it('are grey where the file is grey, in 8 and in 16 bits', async () => {
    const grey = await flat(120, 120, 120).greyscale().png().toBuffer();
    const wide = await flat(120, 120, 120).toColourspace('grey16').png().toBuffer();

    expectNear(await seen(grey, 'png'), [120, 120, 120]);
    expectNear(await seen(wide, 'png'), [120, 120, 120]);
  });

  it('are those of the palette', async () => {
    const png = await flat(230, 120, 60).png({ palette: true }).toBuffer();

    expectNear(await seen(png, 'png'), SRGB);
  });

  it.each<[string, (image: Sharp) => Sharp]>([
    ['png', (image) => image.png()],
    ['webp', (image) => image.webp()],
    ['gif', (image) => image.gif()],
    ['tiff', (image) => image.tiff({ compression: 'lzw' })],
    ['avif', (image) => image.avif({ effort: 0 })],
  ])('show white through a transparent %s', async (format, encode) => {
    const transparent = sharp({
      create: { ...SIZE, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
    });

    expectNear(await seen(await encode(transparent).toBuffer(), format), [255, 255, 255]);
  });

  it('mix half transparent ones with white', async () => {
    const half = sharp({ create: { ...SIZE, channels: 4, background: { r: 200, g: 0, b: 0, alpha: 0.5 } } });

    expectNear(await seen(await half.png().toBuffer(), 'png'), [228, 128, 128]);
  });
});

describe('the colours of a HEIC', () => {
  const heic = (color: readonly number[], options: Parameters<typeof encodeHeic>[1]) =>
    encodeHeic({ ...SIZE, pixels: flatPixels(color) }, options);

  it.each([
    ['sRGB by code points', SRGB, { nclx: { primaries: 1, transfer: 13 } }],
    ['Display P3 by code points', AS_P3, { nclx: { primaries: 12, transfer: 13 } }],
    ['Display P3 by a profile', AS_P3, { icc: toMatrixProfile('P3', P3, fromSrgb) }],
    ['unspecified code points, taken as sRGB', SRGB, { nclx: { primaries: 2, transfer: 2 } }],
  ])('are those of %s', async (_kind, color, options) => {
    expectNear(await seen(heic(color, options), 'heic'), SRGB, 5); // 4:2:0 and two roundings
  });
});

describe('the colours of a JPEG XL', () => {
  it('are those of sRGB', async () => {
    expectNear(await seen(await encodeJpegXl({ ...SIZE, pixels: flatPixels(SRGB) }), 'jxl'), SRGB, 5);
  });
});

describe('the colours of HDR', () => {
  const GREYS = [10, 60, 120, 180]; // sRGB, below half of diffuse white

  /** BT.2100 table 4 (inverse EOTF): linear light relative to diffuse white of 203 cd/m². */
  const toPq = (light: number) => {
    const y = ((light * 203) / 10_000) ** (2610 / 16384);
    return ((107 / 128 + (2413 / 128) * y) / (1 + (2392 / 128) * y)) ** (2523 / 32);
  };
  /** BT.2100 table 5: the OOTF undone, then the OETF. */
  const toHlg = (light: number) => {
    const scene = ((light * 203) / 1000) ** (1 / 1.2);
    return scene <= 1 / 12
      ? Math.sqrt(3 * scene)
      : 0.17883277 * Math.log(12 * scene - 0.28466892) + 0.55991073;
  };

  it.each([
    ['PQ', 16, toPq],
    ['HLG', 18, toHlg],
  ])('keep what is darker than half of white in %s', async (_name, transfer, encode) => {
    for (const grey of GREYS) {
      const signal = Math.round(encode(fromSrgb(grey / 255)) * 255);
      const heic = encodeHeic(
        { ...SIZE, pixels: flatPixels([signal, signal, signal]) },
        { nclx: { primaries: 9, transfer } },
      );

      expectNear(await seen(heic, 'heic'), [grey, grey, grey], 8); // PQ in 8 bits is coarse
    }
  });

  it('keep highlights apart', async () => {
    const levels: number[] = [];
    for (const light of [0.5, 1, 2]) {
      const signal = Math.round(toPq(light) * 255);
      const heic = encodeHeic(
        { ...SIZE, pixels: flatPixels([signal, signal, signal]) },
        { nclx: { primaries: 9, transfer: 16 } },
      );
      levels.push((await seen(heic, 'heic'))[1] ?? 0);
    }

    const [half = 0, white = 0, twice = 0] = levels;
    expect(white - half).toBeGreaterThan(20);
    expect(twice - white).toBeGreaterThan(10);
  });
});

describe('toMatrixProfile', () => {
  it.each<[string, Colorants]>([
    ['P3', P3],
    ['BT.2020', BT2020],
    ['Adobe RGB', ADOBE_RGB],
  ])('has %s add up to the white of ICC, D50', (_name, colorants) => {
    const sum = [0, 1, 2].map((axis) => colorants.reduce((total, xyz) => total + (xyz[axis] ?? 0), 0));

    expectNear(
      sum.map((value) => value * 10_000),
      [9642, 10_000, 8249],
    );
  });
});

/** IEC 61966-2-1 */
function fromSrgb(signal: number): number {
  return signal <= 0.04045 ? signal / 12.92 : ((signal + 0.055) / 1.055) ** 2.4;
}
