import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { CSS_COLORS } from '../../src/labels/css-colors.ts';
import { ColorSample, nearestColor } from '../../src/labels/image-properties.ts';

/** Left part red, the rest navy. */
async function sampleOf(redShare: number) {
  const [width, height] = [100, 50];
  const red = { create: { width: width * redShare, height, channels: 3 as const, background: 'red' } };
  const data = await sharp({ create: { width, height, channels: 3, background: 'navy' } })
    .composite([{ input: red, left: 0, top: 0 }])
    .removeAlpha()
    .raw()
    .toBuffer();
  return ColorSample.of({ data, width, height });
}

const noise = async (amplitude: number) => {
  const [width, height] = [120, 120];
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) =>
    Math.floor(i / 3) % 2 === 0 ? 128 - amplitude : 128 + amplitude,
  );
  return (await ColorSample.of({ data, width, height })).imageProperties([], 10).quality;
};

const leftHalf = { left: 0, top: 0, right: 0.5, bottom: 1 };

describe('ColorSample', () => {
  it('counts the pixels of each colour, the most frequent first', async () => {
    const { dominantColors } = (await sampleOf(0.25)).imageProperties([], 10);

    expect(dominantColors.map(({ color, pixelPercent }) => [color.name, pixelPercent])).toEqual([
      ['navy', 75],
      ['red', 25],
    ]);
  });

  it('leaves out what fills less than a tenth, and what goes beyond the wanted number', async () => {
    const [rare, both] = [await sampleOf(0.05), await sampleOf(0.5)];

    expect(rare.imageProperties([], 10).dominantColors).toHaveLength(1);
    expect(both.imageProperties([], 1).dominantColors).toHaveLength(1);
    expect(both.imageProperties([], 0).dominantColors).toEqual([]);
  });

  it('tells the inside of boxes from the outside', async () => {
    const { foreground, background } = (await sampleOf(0.5)).imageProperties([leftHalf], 10);

    expect(foreground?.dominantColors.map(({ color }) => color.name)).toEqual(['red']);
    expect(background?.dominantColors.map(({ color }) => color.name)).toEqual(['navy']);
  });

  it('has neither foreground nor background without boxes', async () => {
    const properties = (await sampleOf(0.5)).imageProperties([], 10);

    expect(properties).not.toHaveProperty('foreground');
    expect(properties).not.toHaveProperty('background');
  });

  it('measures brightness from black to white', async () => {
    const brightness = async (value: number) => {
      const data = new Uint8Array(100 * 100 * 3).fill(value);
      return (await ColorSample.of({ data, width: 100, height: 100 })).imageProperties([], 1).quality
        .brightness;
    };

    expect(await brightness(0)).toBe(0);
    expect(await brightness(255)).toBeCloseTo(100);
  });

  it('finds stripes sharper and richer in contrast the more they differ', async () => {
    const [flat, faint, strong] = [await noise(0), await noise(5), await noise(60)];

    expect(flat.sharpness).toBe(0);
    expect(flat.contrast).toBeCloseTo(0);
    expect(faint.sharpness).toBeLessThan(strong.sharpness);
    expect(faint.contrast).toBeLessThan(strong.contrast);
    expect(strong.sharpness).toBeLessThanOrEqual(100);
  });
});

describe('nearestColor', () => {
  it.each([
    // as the service names them
    [47, 79, 79, 'darkslategrey', 'grey'],
    [85, 107, 47, 'darkolivegreen', 'green'],
    [105, 105, 105, 'dimgrey', 'grey'],
    [128, 128, 128, 'gray', 'grey'],
    [3, 2, 5, 'black', 'black'],
    [250, 10, 10, 'red', 'red'],
  ])('calls %i, %i, %i %s', (red, green, blue, name, simplified) => {
    expect(nearestColor(red, green, blue)).toMatchObject({ name, simplified });
  });
});

describe('CSS_COLORS', () => {
  it('has each colour once, in twelve plain groups', () => {
    const values = CSS_COLORS.map(({ red, green, blue }) => (red << 16) | (green << 8) | blue);

    expect(new Set(values).size).toBe(values.length);
    expect(values.every(Number.isInteger)).toBe(true);
    expect(new Set(CSS_COLORS.map(({ simplified }) => simplified)).size).toBe(12);
  });
});
