import { describe, expect, it } from '@jest/globals';
import { letterbox, toPixels, toRatios, widen } from '../../src/labels/geometry.ts';

const box = (left: number, top: number, right: number, bottom: number) => ({ left, top, right, bottom });

describe('letterbox', () => {
  it.each([
    [1000, 500, { width: 512, height: 256, left: 0, top: 128 }],
    [500, 1000, { width: 256, height: 512, left: 128, top: 0 }],
    [512, 512, { width: 512, height: 512, left: 0, top: 0 }],
    [100, 100, { width: 512, height: 512, left: 0, top: 0 }],
    [5000, 3, { width: 512, height: 1, left: 0, top: 255 }],
  ])('centres %i×%i px in a square', (width, height, expected) => {
    expect(letterbox(width, height, 512)).toEqual(expected);
  });
});

describe('toRatios', () => {
  it('undoes the letterbox', () => {
    expect(toRatios(box(128, 192, 384, 256), letterbox(1000, 500, 512))).toEqual(box(0.25, 0.25, 0.75, 0.5));
  });

  it('clips what lies in the margin', () => {
    expect(toRatios(box(-10, 0, 600, 512), letterbox(1000, 500, 512))).toEqual(box(0, 0, 1, 1));
  });
});

describe('widen', () => {
  it('grows each side by a share of the size and stays in the picture', () => {
    const { left, top, right, bottom } = widen(box(0.4, 0, 0.6, 0.5), 0.1);

    expect(left).toBeCloseTo(0.38);
    expect(right).toBeCloseTo(0.62);
    expect(top).toBe(0);
    expect(bottom).toBeCloseTo(0.55);
  });
});

describe('toPixels', () => {
  it('takes every pixel that the box touches', () => {
    expect(toPixels(box(0.101, 0.5, 0.2, 1), { width: 100, height: 50 })).toEqual({
      left: 10,
      top: 25,
      width: 10,
      height: 25,
    });
  });

  it.each([
    ['an empty box at the far corner', box(1, 1, 1, 1)],
    ['an empty box at the near corner', box(0, 0, 0, 0)],
  ])('gives at least one pixel inside the picture for %s', (_, empty) => {
    const { left, top, width, height } = toPixels(empty, { width: 100, height: 50 });

    expect([width, height]).toEqual([1, 1]);
    expect(left + width).toBeLessThanOrEqual(100);
    expect(top + height).toBeLessThanOrEqual(50);
  });
});
