import { describe, expect, it } from '@jest/globals';
import { isFaceOf, toFaceRegion } from '../../../../../functions/shared/people/face-region.ts';

const preview = { width: 1000, height: 800 };
const box = (left: number, top: number, width: number, height: number) => ({ left, top, width, height });

describe('toFaceRegion', () => {
  it('is the face with half its size around it', () => {
    expect(toFaceRegion(box(0.4, 0.4, 0.1, 0.2), [], preview)).toEqual({
      left: 350,
      top: 240,
      width: 200,
      height: 320,
    });
  });

  it('ends at the edges of the picture', () => {
    expect(toFaceRegion(box(0, 0.9, 0.1, 0.1), [], preview)).toEqual({
      left: 0,
      top: 680,
      width: 150,
      height: 120,
    });
  });

  it('is narrower where a larger face stands beside, so that Rekognition searches the right one', () => {
    const face = box(0.4, 0.4, 0.1, 0.1);
    const larger = box(0.48, 0.35, 0.12, 0.12); // its middle is at 0.54

    expect(toFaceRegion(face, [larger], preview).width).toBe(150);
    expect(toFaceRegion(larger, [face], preview).width).toBe(240);
  });

  it('is the face alone where even a narrow margin would show the middle of a larger one', () => {
    const region = toFaceRegion(box(0.4, 0.4, 0.1, 0.1), [box(0.405, 0.4, 0.2, 0.2)], preview);
    expect(region.width).toBe(100);
  });

  it('holds at least a pixel of the smallest face', () => {
    const { width, height } = toFaceRegion(box(0.9999, 0.9999, 0.0001, 0.0001), [], preview);
    expect(Math.min(width, height)).toBeGreaterThanOrEqual(1);
  });
});

describe('isFaceOf', () => {
  const face = box(0.4, 0.4, 0.1, 0.1);
  const region = toFaceRegion(face, [], preview);
  const searched = (Left: number, Top: number) => ({
    SearchedFaceBoundingBox: { Left, Top, Width: 0.5, Height: 0.5 },
  });

  it('is so when the searched face lies where the face does', () => {
    expect(isFaceOf(face, searched(0.25, 0.25), region, preview)).toBe(true);
    expect(isFaceOf(face, searched(0.2, 0.3), region, preview)).toBe(true);
  });

  it('is not so when it is a neighbour', () => {
    expect(isFaceOf(face, searched(0.55, 0.25), region, preview)).toBe(false);
  });
});
