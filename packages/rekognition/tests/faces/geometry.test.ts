import { describe, expect, it } from '@jest/globals';
import type { Box } from '../../src/box.ts';
import { boxAround, clip, fitTransform, levelSquare, transformPoint } from '../../src/faces/geometry.ts';

const box = (left: number, top: number, right: number, bottom: number): Box => ({ left, top, right, bottom });

describe('boxes', () => {
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

describe('levelSquare', () => {
  const eyes = [
    { x: 100, y: 80 },
    { x: 140, y: 120 },
  ] as const;
  const square = levelSquare({ x: 120, y: 100 }, eyes, 2, 64);

  it('has its centre where it is asked for', () => {
    const middle = transformPoint(square, 32, 32);
    expect(middle.x).toBeCloseTo(120);
    expect(middle.y).toBeCloseTo(100);
  });

  it('shows the line between the points level: one pixel to the right is two along it', () => {
    const [from, to] = [transformPoint(square, 10, 20), transformPoint(square, 11, 20)];
    expect(to.x - from.x).toBeCloseTo(Math.SQRT2);
    expect(to.y - from.y).toBeCloseTo(Math.SQRT2);
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
