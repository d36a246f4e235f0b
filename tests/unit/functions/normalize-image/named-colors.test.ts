// Colours that a file names by code points or numbers instead of an ICC profile. The same picture gives the same preview,
// whatever file it comes in.

import { deflateSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { BT709 } from '../../../../functions/normalize-image/color/chromaticities.ts';
import { toMatrixProfile } from '../../../../functions/normalize-image/color/matrix-profile.ts';
import { encodeHeic, rewrapAvif } from '../../../images/heic.ts';
import { encodeJpegXl } from '../../../images/jxl.ts';
import { insertBeforePicture, toChunk } from '../../../images/png.ts';
import { toPreview } from './normalized.ts';

const SIZE = { width: 64, height: 64 };
const BLUE = [40, 90, 200];
const PQ = 16;
const HLG = 18;

/** Linear sRGB to BT.2020: ITU-R BT.2087-0, table 4. */
const TO_BT2020 = [
  [0.6274, 0.3293, 0.0433],
  [0.0691, 0.9195, 0.0114],
  [0.0164, 0.088, 0.8956],
];

/** IEC 61966-2-1 */
const fromSrgb = (value: number) => {
  const signal = value / 255;
  return signal <= 0.04045 ? signal / 12.92 : ((signal + 0.055) / 1.055) ** 2.4;
};

/** Signals of 0 to 1 for a colour of sRGB whose white is diffuse white, 203 cd/m² (ITU-R BT.2408). */
function toSignals(color: readonly number[], transfer: number): number[] {
  const light = TO_BT2020.map((row) =>
    row.reduce((sum, value, index) => sum + value * fromSrgb(color[index] ?? 0), 0),
  );
  return transfer === PQ ? light.map(toPq) : toHlg(light);
}

/** BT.2100, table 4, the inverse EOTF. */
function toPq(light: number): number {
  const y = ((light * 203) / 10_000) ** (2610 / 16384);
  return ((107 / 128 + (2413 / 128) * y) / (1 + (2392 / 128) * y)) ** (2523 / 32);
}

/** BT.2100, table 5: the inverse OOTF, by the luminance of all three, then the OETF. */
function toHlg(light: readonly number[]): number[] {
  const display = light.map((value) => (value * 203) / 1000);
  const [r = 0, g = 0, b = 0] = display;
  const luminance = 0.2627 * r + 0.678 * g + 0.0593 * b;
  return display.map((value) => {
    const scene = luminance === 0 ? 0 : value * luminance ** (1 / 1.2 - 1);
    return scene <= 1 / 12
      ? Math.sqrt(3 * scene)
      : 0.17883277 * Math.log(12 * scene - 0.28466892) + 0.55991073;
  });
}

function flatSamples(signals: readonly number[], top: number): number[] {
  return Array.from({ length: SIZE.width * SIZE.height }, () =>
    signals.map((signal) => Math.round(signal * top)),
  ).flat();
}

async function png16(signals: readonly number[], ...chunks: readonly Buffer[]): Promise<Buffer> {
  const samples = Uint16Array.from(flatSamples(signals, 65_535));
  const png = await sharp(samples, { raw: { ...SIZE, channels: 3 } })
    .toColourspace('rgb16')
    .png()
    .toBuffer();
  return chunks.reduce((bytes, chunk) => insertBeforePicture(bytes, chunk), png);
}

function cicp(primaries: number, transfer: number): Buffer {
  return toChunk('cICP', Buffer.from([primaries, transfer, 0, 1]));
}

function uint32s(...values: number[]): Buffer {
  const buffer = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) buffer.writeUInt32BE(value, index * 4);
  return buffer;
}

async function seen(bytes: Buffer, format: string): Promise<number[]> {
  const { jpeg } = await toPreview(bytes, { format });
  return [...(await sharp(jpeg).raw().toBuffer()).subarray(0, 3)];
}

const near = (color: readonly number[], tolerance = 3) =>
  color.map((value) => expect.closeTo(value, -Math.log10(2 * tolerance + 1)));

describe('the colours of a PNG', () => {
  const linear = BLUE.map(fromSrgb);
  const asSrgb = BLUE.map((value) => value / 255);
  // Of Adobe RGB (1998), 4.3.1: D65, and its green
  const chrm = toChunk('cHRM', uint32s(31_270, 32_900, 64_000, 33_000, 21_000, 71_000, 15_000, 6_000));
  // sRGB (230, 120, 60) by https://www.w3.org/TR/css-color-4/#color-conversion-code
  const orange = { srgb: [230, 120, 60], adobe: [205, 119, 66], p3: [217, 125, 73] };

  it('are those of light where gAMA says so', async () => {
    expect(await seen(await png16(linear, toChunk('gAMA', uint32s(100_000))), 'png')).toEqual(near(BLUE));
  });

  it('are those of sRGB where gAMA is the number that stands for it', async () => {
    expect(await seen(await png16(asSrgb, toChunk('gAMA', uint32s(45_455))), 'png')).toEqual(near(BLUE));
  });

  it('are those of the primaries in cHRM', async () => {
    const signals = orange.adobe.map((value) => value / 255);

    const png = await png16(signals, chrm, toChunk('gAMA', uint32s(45_470)));

    expect(await seen(png, 'png')).toEqual(near(orange.srgb, 4));
  });

  it('are those of sRGB where a chunk says so beside others', async () => {
    const png = await png16(asSrgb, toChunk('gAMA', uint32s(100_000)), toChunk('sRGB', Buffer.from([0])));

    expect(await seen(png, 'png')).toEqual(near(BLUE));
  });

  it('are those of its code points, whatever else it says', async () => {
    const signals = orange.p3.map((value) => value / 255);

    const png = await png16(signals, cicp(12, 13), toChunk('gAMA', uint32s(100_000)), chrm);

    expect(await seen(png, 'png')).toEqual(near(orange.srgb));
  });

  it('are those of its code points, whatever profile it holds', async () => {
    const pixels = Buffer.from(flatSamples(asSrgb, 255));
    const png = await sharp(pixels, { raw: { ...SIZE, channels: 3 } })
      .withIccProfile('p3')
      .png()
      .toBuffer();
    const asStored = await sharp(png, { ignoreIcc: true }).raw().toBuffer();

    const preview = await seen(insertBeforePicture(png, cicp(1, 13)), 'png');

    expect(preview).toEqual(near([...asStored.subarray(0, 3)]));
  });

  it('show white through transparency', async () => {
    const rgba = Uint16Array.from({ length: SIZE.width * SIZE.height * 4 }, (_, index) =>
      index % 4 === 3 ? 0 : 30_000,
    );
    const png = await sharp(rgba, { raw: { ...SIZE, channels: 4 } })
      .toColourspace('rgb16')
      .png()
      .toBuffer();

    expect(await seen(insertBeforePicture(png, cicp(9, PQ)), 'png')).toEqual([255, 255, 255]);
  });
});

describe.each([
  ['PQ', PQ],
  ['HLG', HLG],
])('a picture in %s', (_name, transfer) => {
  const signals = toSignals(BLUE, transfer);

  it('has the colours of sRGB up to three fifths of diffuse white', async () => {
    for (const color of [BLUE, [29, 200, 60], [0, 0, 0], [10, 10, 10], [120, 120, 120], [200, 200, 200]]) {
      const png = await png16(toSignals(color, transfer), cicp(9, transfer));

      expect(await seen(png, 'png')).toEqual(near(color));
    }
  });

  it('keeps highlights apart, up to the brightest', async () => {
    const levels: number[] = [];
    for (const light of [0.6, 1, 2, 4]) {
      const signal = transfer === PQ ? toPq(light) : (toHlg([light, light, light])[0] ?? 0);
      levels.push((await seen(await png16([signal, signal, signal], cicp(9, transfer)), 'png'))[0] ?? 0);
    }

    expect(levels).toEqual(levels.toSorted((a, b) => a - b));
    expect((levels[1] ?? 0) - (levels[0] ?? 0)).toBeGreaterThan(20);
    expect((levels[2] ?? 0) - (levels[1] ?? 0)).toBeGreaterThan(10);
  });

  it('is the same from PNG, AVIF, HEIC and JPEG XL', async () => {
    // 8 bits, because two of the encoders here have no more: all files hold the same signals
    const pixels = Buffer.from(flatSamples(signals, 255));
    const image = () => sharp(pixels, { raw: { ...SIZE, channels: 3 } });
    const codePoints = { primaries: 9, transfer };
    const av1 = await image().avif({ effort: 0, quality: 100, chromaSubsampling: '4:4:4' }).toBuffer();
    const avif = rewrapAvif(av1, { nclx: codePoints });

    const expected = await seen(
      insertBeforePicture(await image().png().toBuffer(), cicp(9, transfer)),
      'png',
    );

    expect(expected).toEqual(near(BLUE, 8)); // 8 bits are coarse
    expect(await seen(avif, 'avif')).toEqual(near(expected, 4));
    expect(await seen(encodeHeic({ ...SIZE, pixels }, { nclx: codePoints }), 'heic')).toEqual(
      near(expected, 4),
    );
    expect(await seen(await encodeJpegXl({ ...SIZE, pixels }, { codePoints }), 'jxl')).toEqual(
      near(expected, 1),
    );
  });
});

describe('a profile that only stands for code points', () => {
  const named = (name: string) => toMatrixProfile(name, BT709, (signal) => signal);

  it.each([
    ['by the tag of ICC 4.4', addTag(named('HDR'), Buffer.from('cicp\0\0\0\0\x09\x10\0\x01', 'latin1'))],
    ['by its name', named('ITUR_2100_PQ_FULL')],
  ])('is PQ %s', async (_way, icc) => {
    const iccp = Buffer.concat([Buffer.from('name\0\0', 'latin1'), deflateSync(icc)]);

    const png = await png16(toSignals(BLUE, PQ), toChunk('iCCP', iccp));

    expect(await seen(png, 'png')).toEqual(near(BLUE));
  });
});

/** One more line in the table of tags moves all others by twelve bytes. */
function addTag(icc: Buffer, content: Buffer): Buffer {
  const count = icc.readUInt32BE(128);
  const tableEnd = 132 + count * 12;
  const head = Buffer.from(icc.subarray(0, tableEnd));
  for (let at = 132; at < tableEnd; at += 12) head.writeUInt32BE(head.readUInt32BE(at + 4) + 12, at + 4);
  head.writeUInt32BE(count + 1, 128);
  const entry = Buffer.alloc(12);
  entry.write(content.toString('latin1', 0, 4), 'latin1');
  entry.writeUInt32BE(icc.length + 12, 4);
  entry.writeUInt32BE(content.length, 8);
  const whole = Buffer.concat([head, entry, icc.subarray(tableEnd), content]);
  whole.writeUInt32BE(whole.length, 0);
  return whole;
}
