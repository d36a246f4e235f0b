import { describe, expect, it } from '@jest/globals';
import { crop, letterbox } from '../../src/faces/crop.ts';
import type { Raster } from '../../src/raster.ts';

/** Red is 10·column, green is 10·row, blue is 255. */
function gradient(width: number, height: number): Raster {
  const pixels = Array.from({ length: width * height }, (_, index) => [
    10 * (index % width),
    10 * Math.floor(index / width),
    255,
  ]);
  return { data: Uint8Array.from(pixels.flat()), width, height };
}

const pixel = (square: Float32Array, sizePx: number, column: number, row: number) =>
  [0, 1, 2].map((plane) => square[plane * sizePx ** 2 + row * sizePx + column]);

describe('crop', () => {
  it('copies the pixels where a pixel of the crop is one of the photograph', () => {
    const square = crop(gradient(8, 8), { cos: 1, sin: 0, originX: 2, originY: 3 }, 4, 'nearest');
    expect(pixel(square, 4, 0, 0)).toEqual([20, 30, 255]);
    expect(pixel(square, 4, 3, 1)).toEqual([50, 40, 255]);
  });

  it('mixes neighbours where it falls between them', () => {
    const square = crop(gradient(8, 8), { cos: 1, sin: 0, originX: 2.5, originY: 3.25 }, 2, 'nearest');
    expect(pixel(square, 2, 0, 0)).toEqual([25, 32.5, 255]);
  });

  it('turns: a quarter turn brings the right side to the top', () => {
    const square = crop(gradient(4, 4), { cos: 0, sin: 1, originX: 4, originY: 0 }, 4, 'nearest');
    expect(pixel(square, 4, 0, 0)).toEqual([30, 0, 255]);
    expect(pixel(square, 4, 3, 0)).toEqual([30, 30, 255]);
    expect(pixel(square, 4, 0, 3)).toEqual([0, 0, 255]);
  });

  it('fills what lies outside with grey, or with the nearest pixel', () => {
    const transform = { cos: 1, sin: 0, originX: -2, originY: 0 };
    expect(pixel(crop(gradient(4, 4), transform, 4, 127.5), 4, 0, 1)).toEqual([127.5, 127.5, 127.5]);
    expect(pixel(crop(gradient(4, 4), transform, 4, 'nearest'), 4, 0, 1)).toEqual([0, 10, 255]);
  });
});

describe('letterbox', () => {
  const wide = { left: 100, top: 50, right: 300, bottom: 150 };

  it('puts the whole region, centred, into the square', () => {
    expect(letterbox(wide, 100)).toEqual({ cos: 2, sin: 0, originX: 100, originY: 0 });
  });

  it('leaves a border when zoomed out', () => {
    expect(letterbox(wide, 100, 0.5)).toEqual({ cos: 4, sin: 0, originX: 0, originY: -100 });
  });
});
