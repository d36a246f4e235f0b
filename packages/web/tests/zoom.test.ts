import { describe, expect, it } from '@jest/globals';
import { fit, keepInside, zoomAt } from '../src/photograph/zoom.ts';

const content = { width: 4_000, height: 2_000 };
const stage = { width: 1_000, height: 800 };

describe('fit', () => {
  it('shows the whole picture in the middle', () => {
    expect(fit(content, stage)).toEqual({ scale: 0.25, x: 0, y: 150 });
  });

  it('does not blow a small picture up beyond twice its size', () => {
    expect(fit({ width: 100, height: 100 }, stage)).toEqual({ scale: 2, x: 400, y: 300 });
  });
});

describe('zoomAt', () => {
  it('keeps the point under the pointer where it is', () => {
    const before = fit(content, stage);
    const at = { x: 700, y: 420 };
    const pixel = (view: typeof before) => [(at.x - view.x) / view.scale, (at.y - view.y) / view.scale];

    const after = zoomAt(before, 4, at, content, stage);

    expect(after.scale).toBe(1);
    expect(pixel(after)[0]).toBeCloseTo(pixel(before)[0] ?? 0);
    expect(pixel(after)[1]).toBeCloseTo(pixel(before)[1] ?? 0);
  });

  it('goes no farther than whole and no closer than eight pixels for one', () => {
    const centre = { x: 500, y: 400 };

    expect(zoomAt(fit(content, stage), 0.01, centre, content, stage)).toEqual(fit(content, stage));
    expect(zoomAt(fit(content, stage), 1_000, centre, content, stage).scale).toBe(8);
  });
});

describe('keepInside', () => {
  it('leaves no gap beside a picture that is larger than the stage', () => {
    expect(keepInside({ scale: 1, x: 300, y: -9_000 }, content, stage)).toEqual({
      scale: 1,
      x: 0,
      y: -1_200,
    });
  });
});
