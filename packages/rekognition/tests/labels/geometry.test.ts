import { describe, expect, it } from '@jest/globals';
import { frameFor, toPixels, toRatios, widen } from '../../src/labels/geometry.ts';

const box = (left: number, top: number, right: number, bottom: number) => ({ left, top, right, bottom });

describe('frameFor', () => {
  it.each([
    [1000, 500, { width: 640, height: 320, left: 0, top: 0, canvasWidth: 640, canvasHeight: 320 }],
    [500, 1000, { width: 320, height: 640, left: 0, top: 0, canvasWidth: 320, canvasHeight: 640 }],
    [3000, 2000, { width: 640, height: 427, left: 0, top: 10, canvasWidth: 640, canvasHeight: 448 }],
    [100, 100, { width: 640, height: 640, left: 0, top: 0, canvasWidth: 640, canvasHeight: 640 }],
    [5000, 3, { width: 640, height: 1, left: 0, top: 15, canvasWidth: 640, canvasHeight: 32 }],
  ])('centres %i×%i px on the smallest canvas of whole multiples', (width, height, expected) => {
    expect(frameFor(width, height, 640, 32)).toEqual(expected);
  });
});

describe('toRatios', () => {
  it('undoes the frame', () => {
    const frame = frameFor(3000, 2000, 640, 32);
    expect(toRatios(box(160, 10, 320, 437), frame)).toEqual(box(0.25, 0, 0.5, 1));
  });

  it('clips what lies in the margin', () => {
    expect(toRatios(box(-10, 0, 700, 448), frameFor(3000, 2000, 640, 32))).toEqual(box(0, 0, 1, 1));
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
