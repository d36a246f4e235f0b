// The parts of a picture that a request asks about.

import { z } from 'zod';
import type { Point } from '../text/rotated-box.ts';

const ratio = z.number();

/** A rectangle or a polygon, in ratios of the picture. {@link https://docs.aws.amazon.com/rekognition/latest/APIReference/API_RegionOfInterest.html} */
export const regionOfInterestSchema = z
  .object({
    BoundingBox: z.object({ Left: ratio, Top: ratio, Width: ratio, Height: ratio }).optional(),
    Polygon: z
      .array(z.object({ X: ratio, Y: ratio }))
      .min(3)
      .max(10)
      .optional(),
  })
  .refine(({ BoundingBox, Polygon }) => (BoundingBox === undefined) !== (Polygon === undefined), {
    message: 'Member must have either a boundingBox or a polygon',
  });

export type RegionOfInterest = z.output<typeof regionOfInterestSchema>;

/**
 * How much of a convex shape lies in a region.
 *
 * @param shape - Corners in order; the region may have any form.
 * @returns A share of the shape's area, 0 to 1.
 */
export function shareInside(shape: Point[], region: RegionOfInterest): number {
  const area = Math.abs(signedArea(shape));
  if (area === 0) return 0;
  return Math.abs(signedArea(clip(outlineOf(region), shape))) / area;
}

function outlineOf({ BoundingBox, Polygon = [] }: RegionOfInterest): Point[] {
  if (!BoundingBox) return Polygon.map(({ X, Y }) => ({ x: X, y: Y }));
  const { Left, Top, Width, Height } = BoundingBox;
  return [
    { x: Left, y: Top },
    { x: Left + Width, y: Top },
    { x: Left + Width, y: Top + Height },
    { x: Left, y: Top + Height },
  ];
}

/**
 * Sutherland and Hodgman's clipping: what lies on the inner side of every edge of a convex shape. Where the
 * outline bends inwards the result has edges that lie on each other; its area is right all the same.
 */
function clip(outline: Point[], shape: Point[]): Point[] {
  const orientation = Math.sign(signedArea(shape));
  return shape.reduce((rest, from, index) => {
    const to = shape[(index + 1) % shape.length] as Point;
    const side = ({ x, y }: Point) =>
      orientation * ((to.x - from.x) * (y - from.y) - (to.y - from.y) * (x - from.x));
    return rest.flatMap((point, at) => {
      const next = rest[(at + 1) % rest.length] as Point;
      const [here, there] = [side(point), side(next)];
      const kept = here >= 0 ? [point] : [];
      return here * there < 0 ? [...kept, between(point, next, here / (here - there))] : kept;
    });
  }, outline);
}

function between(from: Point, to: Point, share: number): Point {
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}

/** Gauss's shoelace formula; negative when the corners run anticlockwise, y downwards. */
function signedArea(corners: Point[]): number {
  return (
    corners.reduce((sum, { x, y }, index) => {
      const next = corners[(index + 1) % corners.length] as Point;
      return sum + x * next.y - next.x * y;
    }, 0) / 2
  );
}
