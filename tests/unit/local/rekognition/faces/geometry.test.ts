import { describe, expect, it } from '@jest/globals';
import {
  type Box,
  boxAround,
  clip,
  fitTransform,
  intersectionOverSmaller,
  intersectionOverUnion,
  transformPoint,
} from '../../../../../local/rekognition/faces/geometry.ts';

const box = (left: number, top: number, right: number, bottom: number): Box => ({ left, top, right, bottom });

describe('boxes', () => {
  it.each([
    ['the same', box(0, 0, 10, 10), 1, 1],
    ['apart', box(20, 0, 30, 10), 0, 0],
    ['touching', box(10, 0, 20, 10), 0, 0],
    ['half beside', box(5, 0, 15, 10), 1 / 3, 1 / 2],
    ['inside', box(2, 2, 7, 7), 1 / 4, 1],
  ])('share what they share: %s', (_, other, union, smaller) => {
    expect(intersectionOverUnion(box(0, 0, 10, 10), other)).toBeCloseTo(union);
    expect(intersectionOverSmaller(box(0, 0, 10, 10), other)).toBeCloseTo(smaller);
  });

  it('end at the edges of the picture', () => {
    expect(clip(box(-5, 10, 120, 90), { width: 100, height: 80 })).toEqual(box(0, 10, 100, 80));
  });

  it('hold all points', () => {
    expect(
      boxAround([
        { x: 3, y: 9 },
        { x: -1, y: 4 },
        { x: 2, y: 12 },
      ]),
    ).toEqual(box(-1, 4, 3, 12));
  });
});

describe('fitTransform', () => {
  const crop = [
    { x: 10, y: 10 },
    { x: 90, y: 10 },
    { x: 50, y: 70 },
  ];

  it('finds the turn, scale and shift that the points have', () => {
    const transform = { cos: 1.5, sin: -0.4, originX: 200, originY: 31 };
    const photograph = crop.map(({ x, y }) => transformPoint(transform, x, y));

    const found = fitTransform(crop, photograph);

    expect(found.cos).toBeCloseTo(1.5);
    expect(found.sin).toBeCloseTo(-0.4);
    expect(found.originX).toBeCloseTo(200);
    expect(found.originY).toBeCloseTo(31);
  });

  it('stays close where no transform fits: a point moved by 6 px moves the fit by less', () => {
    const photograph = crop.map((point, index) => (index === 2 ? { x: point.x + 6, y: point.y } : point));

    const { x, y } = transformPoint(fitTransform(crop, photograph), 10, 10);

    expect(Math.hypot(x - 10, y - 10)).toBeLessThan(6);
  });
});
