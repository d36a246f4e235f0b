import { describe, expect, it } from '@jest/globals';
import { runsVertically, turnBoxBack, turnLeft } from '../../src/text/quarter-turn.ts';
import type { RotatedBox } from '../../src/text/rotated-box.ts';

const box = (width: number, height: number): RotatedBox => ({
  centerX: 0,
  centerY: 0,
  axisX: 1,
  axisY: 0,
  width,
  height,
});

describe('runsVertically', () => {
  it('is true for a page on its side, a few stray boxes notwithstanding', () => {
    expect(runsVertically([box(20, 300), box(20, 280), box(60, 20)])).toBe(true);
  });

  it('is false for a banner beside level text, for single letters and for no text', () => {
    expect(runsVertically([box(20, 300), box(100, 20)])).toBe(false);
    expect(runsVertically([box(20, 30), box(20, 35)])).toBe(false);
    expect(runsVertically([])).toBe(false);
  });
});

describe('a quarter turn to the left', () => {
  it('brings the right edge to the top', () => {
    const pixel = (value: number) => [value, value, value];
    const raster = { data: Uint8Array.from([1, 2, 3, 4, 5, 6].flatMap(pixel)), width: 3, height: 2 };

    expect(turnLeft(raster)).toEqual({
      data: Uint8Array.from([3, 6, 2, 5, 1, 4].flatMap(pixel)),
      width: 2,
      height: 3,
    });
  });

  it('is undone for boxes', () => {
    // in a picture 100 wide, what lay at (90, 20) and ran down lies at (20, 10) and runs to the right
    const turned: RotatedBox = { centerX: 20, centerY: 10, axisX: 1, axisY: 0, width: 30, height: 8 };

    const { centerX, centerY, axisX, axisY } = turnBoxBack(turned, 100);

    expect([centerX, centerY]).toEqual([90, 20]);
    expect([Math.abs(axisX), axisY]).toEqual([0, 1]);
  });
});
