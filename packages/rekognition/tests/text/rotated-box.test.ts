import { describe, expect, it } from '@jest/globals';
import {
  corners,
  grown,
  holds,
  pointInBox,
  type RotatedBox,
  scaled,
  sliceOfBox,
  turned,
} from '../../src/text/rotated-box.ts';

const level: RotatedBox = { centerX: 50, centerY: 20, axisX: 1, axisY: 0, width: 40, height: 10 };
const down: RotatedBox = { ...level, axisX: 0, axisY: 1 };

describe('a rotated box', () => {
  it('has its corners in order of reading', () => {
    expect(corners(level)).toEqual([
      { x: 30, y: 15 },
      { x: 70, y: 15 },
      { x: 70, y: 25 },
      { x: 30, y: 25 },
    ]);
  });

  it('starts at the top right where text runs down: the head of its letters points to the right', () => {
    expect(corners(down)[0]).toEqual({ x: 55, y: 0 });
    expect(corners(down)[1]).toEqual({ x: 55, y: 40 });
  });

  it('gives a point by its share of the width and the height', () => {
    expect(pointInBox(level, 0.25, 1)).toEqual({ x: 40, y: 25 });
  });

  it('gives a slice of its width', () => {
    expect(sliceOfBox(level, 0.5, 0.75)).toEqual({ ...level, centerX: 55, width: 10 });
  });

  it('holds what lies inside and on its edge', () => {
    expect(holds(level, { x: 70, y: 25 })).toBe(true);
    expect(holds(level, { x: 50, y: 26 })).toBe(false);
    expect(holds(down, { x: 50, y: 39 })).toBe(true);
  });

  it('covers the same place whichever way it is read', () => {
    const sorted = (box: RotatedBox) =>
      corners(box)
        .map(({ x, y }) => `${Math.round(x)},${Math.round(y)}`)
        .sort();

    for (const turns of [1, 2, 3]) expect(sorted(turned(level, turns))).toEqual(sorted(level));
    expect(turned(level, 1)).toMatchObject({ axisY: 1, width: 10, height: 40 });
    expect(turned(level, 2)).toMatchObject({ axisX: -1, width: 40, height: 10 });
  });

  it('grows on every side', () => {
    expect(grown(level, 3)).toEqual({ ...level, width: 46, height: 16 });
  });

  it('goes with a picture that changes its size', () => {
    expect(scaled(level, 2, 3)).toEqual({
      centerX: 100,
      centerY: 60,
      axisX: 1,
      axisY: 0,
      width: 80,
      height: 30,
    });
    expect(scaled(down, 2, 3)).toMatchObject({ axisX: 0, axisY: 1, width: 120, height: 20 });
  });
});
