import { describe, expect, it } from '@jest/globals';
import { regionOfInterestSchema, shareInside } from '../../src/operations/region-of-interest.ts';

const square = [
  { x: 0.4, y: 0.4 },
  { x: 0.6, y: 0.4 },
  { x: 0.6, y: 0.6 },
  { x: 0.4, y: 0.6 },
];
const polygon = (...points: [number, number][]) => ({ Polygon: points.map(([X, Y]) => ({ X, Y })) });

describe('shareInside', () => {
  it('is the share of the area in a rectangle', () => {
    const box = (Left: number) => ({ BoundingBox: { Left, Top: 0, Width: 0.5, Height: 1 } });

    expect(shareInside(square, box(0))).toBeCloseTo(0.5);
    expect(shareInside(square, box(0.2))).toBeCloseTo(1);
    expect(shareInside(square, box(0.7))).toBe(0);
  });

  it('is the same whichever way round the corners run', () => {
    const triangle = polygon([0.4, 0.4], [0.6, 0.4], [0.4, 0.6]);
    const reversed = { Polygon: [...triangle.Polygon].reverse() };

    expect(shareInside(square, triangle)).toBeCloseTo(0.5);
    expect(shareInside(square, reversed)).toBeCloseTo(0.5);
    expect(shareInside([...square].reverse(), triangle)).toBeCloseTo(0.5);
  });

  it('leaves out the notch of a region that bends inwards', () => {
    // an U around the square's middle: its notch takes the upper middle half of it
    const cup = polygon(
      [0.3, 0.3],
      [0.45, 0.3],
      [0.45, 0.5],
      [0.55, 0.5],
      [0.55, 0.3],
      [0.7, 0.3],
      [0.7, 0.7],
      [0.3, 0.7],
    );

    expect(shareInside(square, cup)).toBeCloseTo(1 - (0.1 * 0.1) / 0.04);
  });

  it('is nothing for a shape without area', () => {
    expect(
      shareInside([square[0], square[0], square[0]] as typeof square, polygon([0, 0], [1, 0], [1, 1])),
    ).toBe(0);
  });
});

describe('regionOfInterestSchema', () => {
  it('takes a box or a polygon of 3 to 10 points, not both', () => {
    const box = { BoundingBox: { Left: 0, Top: 0, Width: 1, Height: 1 } };
    const triangle = polygon([0, 0], [1, 0], [1, 1]);
    const isAccepted = (value: object) => regionOfInterestSchema.safeParse(value).success;

    expect([box, triangle].map(isAccepted)).toEqual([true, true]);
    expect([{}, { ...box, ...triangle }, polygon([0, 0], [1, 1])].map(isAccepted)).toEqual([
      false,
      false,
      false,
    ]);
    expect(isAccepted({ Polygon: Array(11).fill({ X: 0, Y: 0 }) })).toBe(false);
  });
});
