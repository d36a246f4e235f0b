import { randomFillSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { encodePreview, MAX_PREVIEW_BYTES } from '../../../../functions/normalize-image/encode-preview.ts';

/** Noise is what JPEG compresses worst. */
function noise(width: number, height: number) {
  return { width, height, pixels: randomFillSync(Buffer.alloc(width * height * 3)) };
}

describe('encodePreview', () => {
  it('stays below the 5 MB that Rekognition takes as bytes', () => {
    expect(MAX_PREVIEW_BYTES).toBeLessThan(5 * 1024 * 1024);
  });

  it('keeps the size and the first quality where they fit', async () => {
    const { jpeg, width, height } = await encodePreview({
      width: 30,
      height: 20,
      pixels: Buffer.alloc(1800, 128),
    });

    expect({ width, height }).toEqual({ width: 30, height: 20 });
    expect(await sharp(jpeg).metadata()).toMatchObject({
      format: 'jpeg',
      width: 30,
      height: 20,
      isProgressive: true,
    });
  });

  it('lowers the quality before it lowers the size', async () => {
    const picture = noise(400, 300);
    const { jpeg: best } = await encodePreview(picture);

    const { jpeg, width } = await encodePreview(picture, best.length - 1);

    expect(width).toBe(400);
    expect(jpeg.length).toBeLessThan(best.length);
  });

  it('lowers the size until the JPEG fits, and keeps the shape', async () => {
    const { jpeg, width, height } = await encodePreview(noise(400, 300), 20_000);

    expect(jpeg.length).toBeLessThanOrEqual(20_000);
    expect(width).toBeLessThan(400);
    expect(width / height).toBeCloseTo(4 / 3, 1);
  });

  it('holds noise of 9 megapixels to its bound', async () => {
    const { jpeg } = await encodePreview(noise(3000, 3000));

    expect(jpeg.length).toBeLessThanOrEqual(MAX_PREVIEW_BYTES);
  }, 60_000);
});
