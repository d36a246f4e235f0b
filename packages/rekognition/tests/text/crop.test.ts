import { describe, expect, it } from '@jest/globals';
import type { Raster } from '../../src/raster.ts';
import { CROP_HEIGHT, cropText } from '../../src/text/crop.ts';
import type { RotatedBox } from '../../src/text/rotated-box.ts';

/** Red left of x 100, blue from there on, and black below y 50. */
function flag(width = 200, height = 100): Raster {
  const data = new Uint8Array(3 * width * height);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    if (y < 50) data[3 * pixel + (x < 100 ? 0 : 2)] = 255;
  }
  return { data, width, height };
}

const box: RotatedBox = { centerX: 100, centerY: 25, axisX: 1, axisY: 0, width: 96, height: 24 };

/** Red, green, blue from -1 to 1. */
function colorAt({ planes, width }: ReturnType<typeof cropText>, x: number, y: number) {
  return [2, 1, 0].map((plane) => Math.round(planes[(plane * CROP_HEIGHT + y) * width + x] ?? Number.NaN));
}

describe('cropText', () => {
  it('is 48 rows high and as wide as the box asks, at least 160 columns', () => {
    expect(cropText(flag(), box)).toMatchObject({ textWidth: 192, width: 192 });
    expect(cropText(flag(), { ...box, width: 30 })).toMatchObject({ textWidth: 60, width: 160 });
    expect(cropText(flag(), { ...box, width: 101 })).toMatchObject({ textWidth: 202, width: 208 });
    expect(cropText(flag(), { ...box, height: 0.5 })).toMatchObject({ textWidth: 3200, width: 3200 });
  });

  it('holds blue, green and red planes', () => {
    const crop = cropText(flag(), box);

    expect(colorAt(crop, 10, 24)).toEqual([1, -1, -1]);
    expect(colorAt(crop, 180, 24)).toEqual([-1, -1, 1]);
  });

  it('straightens text that runs down: its left end is the upper one', () => {
    const crop = cropText(flag(), { ...box, centerX: 50, centerY: 50, axisX: 0, axisY: 1, width: 90 });

    expect(colorAt(crop, 10, 24)).toEqual([1, -1, -1]);
    expect(colorAt(crop, crop.textWidth - 10, 24)).toEqual([-1, -1, -1]);
  });

  it('stands on its head when the box does', () => {
    const crop = cropText(flag(), { ...box, axisX: -1 });

    expect(colorAt(crop, 10, 24)).toEqual([-1, -1, 1]);
  });

  it('pads with grey', () => {
    expect(colorAt(cropText(flag(), { ...box, width: 30 }), 100, 24).map(Math.abs)).toEqual([0, 0, 0]);
  });

  it('goes on with the edge of the picture beyond it', () => {
    const crop = cropText(flag(), { ...box, centerX: 0, centerY: 0 });

    expect(colorAt(crop, 0, 0)).toEqual([1, -1, -1]);
  });

  it('takes the mean where the picture is larger than the crop', () => {
    const stripes: Raster = { data: new Uint8Array(3 * 400 * 400), width: 400, height: 400 };
    for (let pixel = 0; pixel < 400 * 400; pixel += 1)
      if (pixel % 2) stripes.data.fill(255, 3 * pixel, 3 * pixel + 3);

    const { planes, textWidth, width } = cropText(stripes, {
      centerX: 200,
      centerY: 200,
      axisX: 1,
      axisY: 0,
      width: 380,
      height: 192,
    });

    const values = Array.from({ length: textWidth }, (_, column) =>
      Math.abs(planes[24 * width + column] ?? 1),
    );
    expect(Math.max(...values)).toBeLessThan(0.1);
  });
});
