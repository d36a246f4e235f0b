import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { cutFace } from '../../../../../functions/shared/people/cut-face.ts';

/** Left half red, right half blue. */
const preview = await sharp({ create: { width: 4000, height: 2000, channels: 3, background: 'red' } })
  .composite([
    { input: { create: { width: 2000, height: 2000, channels: 3, background: 'blue' } }, left: 2000, top: 0 },
  ])
  .jpeg()
  .toBuffer();

describe('cutFace', () => {
  it('cuts these pixels', async () => {
    const cut = await cutFace(preview, { left: 2100, top: 100, width: 300, height: 400 });

    const { format, width, height } = await sharp(cut).metadata();
    const { dominant } = await sharp(cut).stats();
    expect({ format, width, height }).toEqual({ format: 'jpeg', width: 300, height: 400 });
    expect(dominant.b).toBeGreaterThan(200);
    expect(dominant.r).toBeLessThan(50);
  });

  it.each([
    [
      { left: 10, top: 10, width: 40, height: 50 },
      { width: 160, height: 200 },
    ],
    [
      { left: 0, top: 0, width: 4000, height: 2000 },
      { width: 1000, height: 500 },
    ],
  ])('brings %j to a size that Rekognition takes', async (region, size) => {
    expect(await sharp(await cutFace(preview, region)).metadata()).toMatchObject(size);
  });
});
