import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { makeThumbnails } from '../../../../functions/generate-thumbnails/make-thumbnails.ts';
import { quadrants, quadrantsOf, UPRIGHT } from '../../../images/quadrants.ts';

function picture(width: number, height: number) {
  return sharp({ create: { width, height, channels: 3, background: '#2060a0' } });
}

async function makeThumbnail(preview: Buffer, edge: number) {
  const [thumbnail] = (await makeThumbnails(preview, [edge])).thumbnails;
  if (thumbnail === undefined) throw new Error('Expected a thumbnail');
  return thumbnail;
}

describe('makeThumbnails', () => {
  it.each([
    [{ width: 1000, height: 500 }, 256, { width: 256, height: 128 }],
    [{ width: 500, height: 1000 }, 256, { width: 128, height: 256 }],
    [{ width: 100, height: 50 }, 256, { width: 100, height: 50 }],
    [{ width: 4096, height: 1 }, 256, { width: 256, height: 1 }],
  ])('scales %o to a long edge of %i pixels at most', async (size, edge, expected) => {
    const preview = await picture(size.width, size.height).jpeg().toBuffer();

    const { webp, width, height } = await makeThumbnail(preview, edge);

    expect({ width, height }).toEqual(expected);
    expect(await sharp(webp).metadata()).toMatchObject({ format: 'webp', ...expected });
  });

  it('makes one of each edge, in their order, all of the whole picture', async () => {
    const { pixels, width, height } = quadrants(960, 640);
    const preview = await sharp(pixels, { raw: { width, height, channels: 3 } })
      .jpeg()
      .toBuffer();

    const { thumbnails } = await makeThumbnails(preview, [48, 240, 960]);

    expect(thumbnails.map((thumbnail) => [thumbnail.edge, thumbnail.width, thumbnail.height])).toEqual([
      [48, 48, 32],
      [240, 240, 160],
      [960, 960, 640],
    ]);
    for (const { webp } of thumbnails) expect(await quadrantsOf(webp)).toEqual(UPRIGHT);
  });

  it('carries no metadata even where the preview does', async () => {
    const preview = await picture(100, 50)
      .withExif({ IFD0: { Copyright: 'Kept out' }, IFD3: { GPSLatitudeRef: 'N' } })
      .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"/>')
      .withIccProfile('p3')
      .jpeg()
      .toBuffer();

    const { webp } = await makeThumbnail(preview, 64);

    const metadata = await sharp(webp).metadata();
    expect(metadata).not.toHaveProperty('exif');
    expect(metadata).not.toHaveProperty('xmp');
    expect(metadata).not.toHaveProperty('icc');
  });

  it('gives the same bytes every time', async () => {
    const preview = await picture(300, 200).jpeg().toBuffer();

    const [first, second] = [await makeThumbnail(preview, 64), await makeThumbnail(preview, 64)];

    expect(first.webp.equals(second.webp)).toBe(true);
  });
});

describe('the hash of thumbnails', () => {
  it('keeps colour and aspect ratio in about 25 bytes', async () => {
    const { thumbHashToApproximateAspectRatio, thumbHashToAverageRGBA } = await import('thumbhash');
    const preview = await picture(800, 400).jpeg().toBuffer();

    const hash = Buffer.from((await makeThumbnails(preview, [128, 512])).thumbHash, 'base64');

    expect(hash.length).toBeLessThanOrEqual(25);
    expect(thumbHashToApproximateAspectRatio(hash)).toBeCloseTo(2, 0);
    const { r, g, b, a } = thumbHashToAverageRGBA(hash);
    expect([r, g, b, a].map((value) => Math.round(value * 10) / 10)).toEqual([0.1, 0.4, 0.6, 1]); // #2060a0
  });
});
