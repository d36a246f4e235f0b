import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { decode } from '../../../../functions/normalize-image/decode/decode.ts';
import { bytesSource } from '../../../../functions/shared/files/byte-source.ts';
import { ascii, shorts, toExif } from '../../../images/exif.ts';
import {
  CODESTREAMS,
  EXIF_UUID,
  encodeJpeg2000,
  type Jp2Options,
  toJp2,
  XMP_UUID,
} from '../../../images/jpeg-2000.ts';
import { quadrants, quadrantsOf, UPRIGHT } from '../../../images/quadrants.ts';
import { encodeTiff, type TiffPage } from '../../../images/tiff.ts';
import { extract, extractSupported } from '../extract-metadata/extract.ts';
import { normalize, toPreview } from './normalized.ts';

const CORNER = [220, 30, 30];
const REST = [40, 90, 200];

const near = (color: readonly number[], tolerance = 3) =>
  color.map((value) => expect.closeTo(value, -Math.log10(2 * tolerance + 1)));

/** What is decoded: in JPEG, colours of so small a picture run into each other. */
async function seen(bytes: Buffer, format = 'jp2') {
  const extraction = await extract(bytes);
  if (!extraction.supported) throw new Error(extraction.reason);
  const traits = { format, ...extraction.picture };
  const { picture, warnings } = await decode(bytesSource(bytes), traits, { maxPixels: 100_000, edge: 400 });
  const at = (x: number, y: number) => [...picture.pixels.subarray((y * 16 + x) * 3, (y * 16 + x) * 3 + 3)];
  return { corner: at(3, 3), rest: at(12, 12), warnings };
}

const opacity: Jp2Options = {
  channels: [
    [0, 0, 1],
    [1, 0, 2],
    [2, 0, 3],
    [3, 1, 0],
  ],
};

describe('the preview of a JPEG 2000', () => {
  it('is that of a bare codestream, and of one in boxes', async () => {
    const codestream = await encodeJpeg2000(quadrants(96, 64));
    for (const bytes of [codestream, toJp2(codestream)]) {
      expect(await quadrantsOf((await toPreview(bytes, { format: 'jp2' })).jpeg)).toEqual(UPRIGHT);
    }
  });

  it.each<[string, Buffer]>([
    ['RGB of 16 bits', toJp2(CODESTREAMS.rgb16)],
    ['a component behind the colours that is not said to be opacity', toJp2(CODESTREAMS.four)],
    ['luminance and colour differences', toJp2(CODESTREAMS.ycc444, { colors: 18 })],
    ['colour differences of half the size', toJp2(CODESTREAMS.ycc420, { colors: 18 })],
    ['a palette', toJp2(CODESTREAMS.index, { palette: [CORNER, REST] })],
    ['colour differences of half the size, bare', CODESTREAMS.ycc420],
  ])('is that of %s', async (_kind, bytes) => {
    expect(await seen(bytes)).toMatchObject({ corner: near(CORNER), rest: near(REST), warnings: [] });
  });

  it('is that of channels in another order', async () => {
    const channels = [
      [0, 0, 3],
      [1, 0, 2],
      [2, 0, 1],
    ] as const;
    const { corner } = await seen(toJp2(CODESTREAMS.rgb16, { channels }));

    expect(corner).toEqual(near([30, 30, 220], 5));
  });

  it('is that of grey of 16 bits', async () => {
    expect(await seen(toJp2(CODESTREAMS.grey16, { colors: 17 }))).toMatchObject({
      corner: near([200, 200, 200]),
      rest: near([88, 88, 88]),
    });
  });

  it('shows white through what is said to be opacity', async () => {
    expect((await seen(toJp2(CODESTREAMS.four, opacity))).rest).toEqual(near([147, 172, 227], 4));
  });

  it('shows four inks by a generic profile', async () => {
    const pixelAt = (x: number, y: number) => (x < 8 && y < 8 ? [...CORNER, 255] : [...REST, 128]);
    const tiff = encodeTiff([{ width: 16, height: 16, bitsPerSample: 8, photometric: 5, pixelAt }]);
    const { corner, rest } = await seen(tiff, 'tiff');

    const inks = await seen(toJp2(CODESTREAMS.four, { colors: 12 }));

    expect(inks).toMatchObject({ corner: near(corner), rest: near(rest) });
  });

  it('takes its colours through the profile of the file', async () => {
    const p3 = (
      await sharp(
        await sharp(quadrants(8, 8).pixels, { raw: { width: 8, height: 8, channels: 3 } })
          .withIccProfile('p3')
          .png()
          .toBuffer(),
      ).metadata()
    ).icc;

    const { corner, rest } = await seen(toJp2(CODESTREAMS.rgb16, { colors: p3 ?? Buffer.alloc(0) }));

    // (220, 30, 30) and (40, 90, 200) of Display P3 in sRGB, clipped, by the matrices of both
    expect({ corner, rest }).toEqual({ corner: near([240, 0, 0], 4), rest: near([10, 91, 207], 4) });
  });

  it('is decoded at half the size where the preview has no more', async () => {
    const jp2 = toJp2(await encodeJpeg2000(quadrants(384, 256)));

    const { jpeg, width, warnings } = await toPreview(
      jp2,
      { format: 'jp2' },
      { maxPixels: 8 * 192 * 128, previewEdge: 192 },
    );

    expect(await quadrantsOf(jpeg)).toEqual(UPRIGHT);
    expect(width).toBe(192);
    expect(warnings).toEqual([]); // not even that the picture has another size than its head says
  });
});

describe('a JPEG 2000', () => {
  it('says in its record what it is, and what the boxes of programs say', async () => {
    const xmp = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="3"/></rdf:RDF></x:xmpmeta>`;
    const uuids = new Map([
      [EXIF_UUID, toExif({ ifd0: { 271: ascii('Acme'), 274: shorts(6) } })],
      [XMP_UUID, Buffer.from(xmp)],
    ]);
    const jp2 = toJp2(await encodeJpeg2000(quadrants(96, 64, 6)), { uuids });

    const { metadata } = await extractSupported(jp2);

    expect(metadata).toEqual({
      format: 'jp2',
      mimeType: 'image/jp2',
      width: 96,
      height: 64,
      orientation: 6,
      bitDepth: 8,
      colorModel: 'RGB',
      colorSpace: 'sRGB',
      hasAlpha: false,
      camera: { make: 'Acme' },
      description: { rating: 3 },
    });
    expect(await quadrantsOf((await toPreview(jp2, { format: 'jp2' })).jpeg)).toEqual(UPRIGHT);
  });

  it.each<[string, Buffer, object]>([
    ['opacity', toJp2(CODESTREAMS.four, opacity), { hasAlpha: true, colorModel: 'RGB', bitDepth: 8 }],
    ['inks', toJp2(CODESTREAMS.four, { colors: 12 }), { hasAlpha: false, colorModel: 'CMYK' }],
    ['grey', CODESTREAMS.grey16, { colorModel: 'Gray', bitDepth: 16 }],
  ])('says of its samples: %s', async (_kind, bytes, expected) => {
    expect((await extractSupported(bytes)).metadata).toMatchObject(expected);
  });

  it.each<[string, Buffer, string]>([
    ['signed samples', CODESTREAMS.signed, 'found JPEG 2000 with signed samples'],
    ['L*a*b*', toJp2(CODESTREAMS.rgb16, { colors: 14 }), 'found JPEG 2000 with L*a*b*'],
    ['a file that breaks off', CODESTREAMS.four.subarray(0, 90), 'in the JPEG 2000 but found'],
  ])('is refused in words: %s', async (_kind, bytes, reason) => {
    expect(await normalize(bytes, { format: 'jp2' })).toMatchObject({
      supported: false,
      reason: expect.stringContaining(reason),
    });
  });

  it('is shown with a warning where tiles are missing, and refused where nothing is left', async () => {
    const oneTile = await encodeJpeg2000(quadrants(96, 64));
    const half = Buffer.from(oneTile);
    half.writeUInt32BE(192, 8); // the width: two tiles
    const empty = await encodeJpeg2000({ pixels: Buffer.alloc(96 * 64 * 3), width: 96, height: 64 });
    empty.writeUInt32BE(192, 8);

    expect(await toPreview(half, { format: 'jp2' })).toMatchObject({
      width: 192,
      warnings: ['The file breaks off before the end of its picture'],
    });
    expect(await normalize(empty, { format: 'jp2' })).toMatchObject({
      reason: expect.stringContaining('found that the file breaks off'),
    });
  });

  it('gets an eighth of the pixels', async () => {
    const jp2 = toJp2(await encodeJpeg2000(quadrants(96, 64)));

    expect(await normalize(jp2, { format: 'jp2' }, { maxPixels: 48_000, previewEdge: 96 })).toMatchObject({
      reason: expect.stringMatching(/^The picture of 96×64 = 6144 px exceeds the limit of 6000 px/),
    });
  });
});

describe('a TIFF in JPEG 2000', () => {
  const page = (strip: Buffer, rest: Partial<TiffPage> = {}): TiffPage => ({
    width: 16,
    height: 16,
    bitsPerSample: 8,
    photometric: 2,
    pixelAt: () => [0, 0, 0],
    stored: { compression: 34_712, strip },
    ...rest,
  });

  it.each<[string, Buffer]>([
    ['RGB of 16 bits', encodeTiff([page(CODESTREAMS.rgb16, { bitsPerSample: 16 })])],
    [
      'RGB of 16 bits, the higher byte first',
      encodeTiff([page(CODESTREAMS.rgb16, { bitsPerSample: 16 })], 'MM'),
    ],
    ['a band more', encodeTiff([page(CODESTREAMS.four, { pixelAt: () => [0, 0, 0, 0], extraSamples: [0] })])],
    [
      'luminance and colour differences, of a microscope',
      encodeTiff([page(CODESTREAMS.ycc420, { stored: { compression: 33_003, strip: CODESTREAMS.ycc420 } })]),
    ],
  ])('is shown: %s', async (_kind, tiff) => {
    expect(await seen(tiff, 'tiff')).toMatchObject({
      corner: near(CORNER, 5),
      rest: near(REST, 5),
      warnings: [],
    });
  });

  it('is refused in words where a tile has another size than the TIFF says', async () => {
    const tiff = encodeTiff([page(CODESTREAMS.rgb16, { width: 8, bitsPerSample: 16 })]);

    expect(await normalize(tiff, { format: 'tiff' })).toMatchObject({
      reason: expect.stringContaining('found its samples damaged'),
    });
  });
});
