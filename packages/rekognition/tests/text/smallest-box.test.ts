import { describe, expect, it } from '@jest/globals';
import { corners, type RotatedBox } from '../../src/text/rotated-box.ts';
import { boxAlong, convexHull, smallestBox } from '../../src/text/smallest-box.ts';

const at = (degrees: number): RotatedBox => ({
  centerX: 50,
  centerY: 40,
  axisX: Math.cos((degrees * Math.PI) / 180),
  axisY: Math.sin((degrees * Math.PI) / 180),
  width: 30,
  height: 10,
});

describe('smallestBox', () => {
  it.each([0, 6, -30, 44])('finds a rectangle turned by %d°', (degrees) => {
    const box = smallestBox([...corners(at(degrees)), { x: 50, y: 40 }]);

    for (const [name, value] of Object.entries(at(degrees))) {
      expect(box[name as keyof RotatedBox]).toBeCloseTo(value, 6);
    }
  });

  it('points to the right, whichever side is longer', () => {
    const box = smallestBox(corners(at(90)));

    expect([box.axisX, box.axisY].map(Math.round)).toEqual([1, 0]);
    expect([box.width, box.height].map(Math.round)).toEqual([10, 30]);
  });

  it('is flat around points of one line', () => {
    const { width, height } = smallestBox([
      { x: 0, y: 0 },
      { x: 4, y: 0 },
      { x: 2, y: 0 },
    ]);

    expect(width * height).toBe(0);
    expect(Math.max(width, height)).toBe(4);
  });

  it('wants at least one point', () => {
    expect(smallestBox([{ x: 3, y: 4 }])).toMatchObject({ centerX: 3, centerY: 4, width: 0, height: 0 });
    expect(() => smallestBox([])).toThrow(RangeError);
  });
});

describe('boxAlong', () => {
  it('keeps the direction it is given', () => {
    expect(boxAlong(corners(at(45)), 1, 0)).toMatchObject({
      centerX: expect.closeTo(50, 6),
      centerY: expect.closeTo(40, 6),
      width: expect.closeTo(40 / Math.SQRT2, 6),
      height: expect.closeTo(40 / Math.SQRT2, 6),
    });
  });
});

describe('convexHull', () => {
  it('leaves out inner points and those on an edge', () => {
    const square = [0, 4].flatMap((x) => [0, 4].map((y) => ({ x, y })));

    const hull = convexHull([...square, { x: 2, y: 2 }, { x: 2, y: 0 }]);

    expect(hull).toHaveLength(4);
    expect(hull).toEqual(expect.arrayContaining(square));
  });
});
