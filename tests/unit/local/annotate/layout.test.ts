import { describe, expect, it } from '@jest/globals';
import {
  type PlacedShape,
  placeShapes,
  type Rectangle,
  type Size,
} from '../../../../local/annotate/layout.ts';
import type { Shape } from '../../../../local/annotate/shapes.ts';

const picture = { width: 2_000, height: 1_000 };

function shapeAt(left: number, top: number, width = 0.1, height = 0.1): Shape {
  return { kind: 'face', box: { left, top, width, height }, caption: 'Male, 33 to 49' };
}

function platesOf(shapes: Shape[], size: Size = picture): Rectangle[] {
  return placeShapes(shapes, size).flatMap(({ plate }: PlacedShape) => plate ?? []);
}

describe('placeShapes', () => {
  it('measures boxes in pixels of the picture', () => {
    expect(placeShapes([shapeAt(0.25, 0.5)], picture)[0]?.box).toEqual({
      left: 500,
      top: 500,
      width: 200,
      height: 100,
    });
  });

  it('puts a plate on top of its box', () => {
    const [plate] = platesOf([shapeAt(0.4, 0.5)]);

    expect(plate?.left).toBe(800);
    expect((plate?.top ?? 0) + (plate?.height ?? 0)).toBeCloseTo(500);
  });

  it.each([
    ['upper left', 0, 0],
    ['upper right', 0.9, 0],
    ['lower left', 0, 0.9],
    ['lower right', 0.9, 0.9],
  ])('keeps the plate of a box in the %s corner inside the picture', (_corner, left, top) => {
    const [plate] = platesOf([shapeAt(left, top)]);

    expect(plate?.left).toBeGreaterThanOrEqual(0);
    expect(plate?.top).toBeGreaterThanOrEqual(0);
    expect((plate?.left ?? Number.NaN) + (plate?.width ?? Number.NaN)).toBeLessThanOrEqual(picture.width);
    expect((plate?.top ?? Number.NaN) + (plate?.height ?? Number.NaN)).toBeLessThanOrEqual(picture.height);
  });

  it('keeps the plates of neighbours off each other', () => {
    const [one, other] = platesOf([shapeAt(0.4, 0.5), shapeAt(0.42, 0.5)]) as [Rectangle, Rectangle];

    const areApart =
      one.left + one.width <= other.left ||
      other.left + other.width <= one.left ||
      one.top + one.height <= other.top ||
      other.top + other.height <= one.top;
    expect(areApart).toBe(true);
  });

  it.each([
    ['a thumbnail', 120],
    ['a small picture', 768],
    ['a large picture', 4_096],
  ])('writes letters that can be read on %s', (_name, edge) => {
    const [shape] = placeShapes([shapeAt(0.5, 0.5, 0.02, 0.02)], { width: edge, height: edge });

    expect(shape?.plate?.fontSize).toBeGreaterThanOrEqual(Math.max(12, edge / 120));
  });

  it('keeps plates off the faces of others', () => {
    const below: Shape = { ...shapeAt(0.4, 0.5), kind: 'label' };
    const above: Shape = { ...shapeAt(0.4, 0.4), caption: '' };

    const [plate] = platesOf([above, below]);

    expect(plate?.top).toBeGreaterThanOrEqual(500); // the face reaches from 400 to 500
  });

  it('leaves a plate out where there is no caption or no room', () => {
    expect(platesOf([{ ...shapeAt(0, 0), caption: '' }])).toEqual([]);
    expect(platesOf([shapeAt(0, 0)], { width: 1, height: 1 })).toEqual([]);
  });
});
