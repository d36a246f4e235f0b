import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { ascii, shorts, toExif } from '../../../images/exif.ts';
import { encodePsd, type PsdOptions } from '../../../images/psd.ts';
import { extract, extractSupported } from '../extract-metadata/extract.ts';
import { normalize, toPreview } from './normalized.ts';

const SIZE = { width: 64, height: 48 };
const BLUE = [40, 90, 200];
const RED = [220, 30, 30]; // the upper left quarter

/** A plane of 8 or 16 bits, or of floating point, from its value in the corner and in the rest. */
function plane(corner: number, rest: number, bytes: 1 | 2 | 4 = 1): Buffer {
  const samples = Buffer.alloc(SIZE.width * SIZE.height * bytes);
  for (let pixel = 0; pixel < SIZE.width * SIZE.height; pixel++) {
    const isCorner = pixel % SIZE.width < 32 && pixel < 24 * SIZE.width;
    const value = isCorner ? corner : rest;
    if (bytes === 4) samples.writeFloatBE(value, pixel * 4);
    else samples.writeUIntBE(value, pixel * bytes, bytes);
  }
  return samples;
}

const rgb = (scale: (value: number) => number = (value) => value, bytes: 1 | 2 | 4 = 1) =>
  [0, 1, 2].map((channel) => plane(scale(RED[channel] ?? 0), scale(BLUE[channel] ?? 0), bytes));

/** IEC 61966-2-1 */
const toLight = (value: number) =>
  value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4;

const near = (color: readonly number[], tolerance = 3) =>
  color.map((value) => expect.closeTo(value, -Math.log10(2 * tolerance + 1)));

async function seen(options: Omit<PsdOptions, 'width' | 'height'>) {
  const { jpeg, warnings } = await toPreview(encodePsd({ ...SIZE, ...options }), { format: 'psd' });
  const pixels = await sharp(jpeg).raw().toBuffer();
  const at = (x: number, y: number) => [
    ...pixels.subarray((y * SIZE.width + x) * 3, (y * SIZE.width + x) * 3 + 3),
  ];
  return { corner: at(16, 12), rest: at(48, 36), warnings };
}

const palette = Buffer.alloc(768);
for (let channel = 0; channel < 3; channel++) {
  palette.set([BLUE[channel] ?? 0, RED[channel] ?? 0], channel * 256);
}

describe('the preview of a Photoshop document', () => {
  it.each<[string, Omit<PsdOptions, 'width' | 'height'>]>([
    ['RGB of 8 bits', { mode: 3, bitDepth: 8, planes: rgb() }],
    ['RGB in PackBits', { mode: 3, bitDepth: 8, planes: rgb(), isRle: true }],
    ['RGB in a large document', { mode: 3, bitDepth: 8, planes: rgb(), isRle: true, isLarge: true }],
    ['RGB of 16 bits', { mode: 3, bitDepth: 16, planes: rgb((value) => value * 257, 2) }],
    ['RGB of 32 bits, which are light', { mode: 3, bitDepth: 32, planes: rgb(toLight, 4) }],
    ['RGB and a saved selection', { mode: 3, bitDepth: 8, planes: [...rgb(), plane(0, 255)] }],
    ['indexed colours', { mode: 2, bitDepth: 8, planes: [plane(1, 0)], colorModeData: palette }],
    // L*a*b* (D50) of the two by littlecms, a* and b* with 128 as zero
    ['L*a*b*', { mode: 9, bitDepth: 8, planes: [plane(123, 102), plane(197, 143), plane(180, 65)] }],
  ])('is that of %s', async (_kind, options) => {
    expect(await seen(options)).toEqual({ corner: near(RED, 4), rest: near(BLUE, 4), warnings: [] });
  });

  it.each<[string, Omit<PsdOptions, 'width' | 'height'>]>([
    ['grey', { mode: 1, bitDepth: 8, planes: [plane(200, 88)] }],
    [
      'grey in the name of duotone',
      { mode: 8, bitDepth: 8, planes: [plane(200, 88)], colorModeData: Buffer.alloc(8) },
    ],
  ])('is that of %s', async (_kind, options) => {
    expect(await seen(options)).toEqual({
      corner: near([200, 200, 200]),
      rest: near([88, 88, 88]),
      warnings: [],
    });
  });

  it('is that of CMYK, whose inks are stored with white as none', async () => {
    const inks = [plane(0, 0), plane(0, 0), plane(0, 0), plane(255, 0)].map((samples) =>
      Buffer.from(samples),
    );
    const white = [0, 1, 2, 3].map(() => plane(255, 255));

    const black = await seen({ mode: 4, bitDepth: 8, planes: inks });
    const none = await seen({ mode: 4, bitDepth: 8, planes: white });

    expect(none.corner).toEqual(near([255, 255, 255]));
    expect(Math.max(...black.rest)).toBeLessThan(45);
  });

  it('is that of a bitmap, whose ones are black', async () => {
    const bits = Buffer.alloc(8 * SIZE.height);
    for (let row = 0; row < 24; row++) bits.fill(0xff, row * 8, row * 8 + 4);

    const { corner, rest } = await seen({ mode: 0, bitDepth: 1, planes: [bits] });

    expect({ corner, rest }).toEqual({ corner: [0, 0, 0], rest: [255, 255, 255] });
  });

  it('shows white through transparency, and only through that', async () => {
    const half = { mode: 3, bitDepth: 8, planes: [...rgb(), plane(128, 128)], isTransparent: true } as const;

    expect((await seen(half)).rest).toEqual(near([147, 172, 227]));
  });
});

describe('a Photoshop document', () => {
  it('says in its record what it is, and what its resources say', async () => {
    const exif = toExif({ ifd0: { 271: ascii('Acme'), 274: shorts(6) } });
    const resources = new Map([[0x0422, exif]]);

    const { metadata } = await extractSupported(
      encodePsd({ ...SIZE, mode: 3, bitDepth: 8, planes: rgb(), resources }),
    );

    expect(metadata).toMatchObject({
      format: 'psd',
      mimeType: 'image/vnd.adobe.photoshop',
      width: 48,
      height: 64,
      bitDepth: 8,
      colorModel: 'RGB',
      hasAlpha: false,
      camera: { make: 'Acme' },
    });
  });

  it('is refused where it was saved without its flattened picture', async () => {
    const resources = new Map([[0x0421, Buffer.from([0, 0, 0, 1, 0])]]);
    const psd = encodePsd({ ...SIZE, mode: 3, bitDepth: 8, planes: rgb(), resources });

    expect(await extract(psd)).toMatchObject({
      supported: false,
      reason: expect.stringMatching(/^Expected a Photoshop document with its flattened picture/),
    });
  });

  it('may have a last run that is longer than its picture', async () => {
    const psd = encodePsd({ ...SIZE, mode: 3, bitDepth: 8, planes: rgb(), isRle: true });
    psd.writeInt8(-127, psd.length - 2);

    expect(await normalize(psd, { format: 'psd' })).toMatchObject({ supported: true });
  });

  it('is refused in words where it breaks off, or has a mode of its own', async () => {
    const whole = encodePsd({ ...SIZE, mode: 3, bitDepth: 8, planes: rgb() });
    const multichannel = encodePsd({ ...SIZE, mode: 7, bitDepth: 8, planes: rgb() });

    expect(await normalize(whole.subarray(0, 4000), { format: 'psd' })).toMatchObject({
      reason: expect.stringContaining('found that the file breaks off'),
    });
    expect(await normalize(multichannel, { format: 'psd' })).toMatchObject({
      reason: expect.stringContaining('found multichannel'),
    });
  });
});
