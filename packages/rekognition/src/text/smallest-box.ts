// The smallest rectangle, at any angle, around some points.

import { type Point, type RotatedBox, turned } from './rotated-box.ts';

/**
 * The rectangle of least area around the points. One of its sides lies on a side of their convex hull, so trying
 * each of those is enough (Freeman and Shapira, 1975).
 *
 * @returns A box whose axis points to the right (from -45° to 45°), whichever of its sides is longer.
 * @throws {RangeError} When there is no point.
 */
export function smallestBox(points: Point[]): RotatedBox {
  const hull = convexHull(points);
  let smallest: RotatedBox | undefined;
  hull.forEach((from, index) => {
    const to = hull[(index + 1) % hull.length] ?? from;
    const length = Math.hypot(to.x - from.x, to.y - from.y);
    const box = length
      ? boxAlong(hull, (to.x - from.x) / length, (to.y - from.y) / length)
      : boxAlong(hull, 1, 0);
    if (!smallest || box.width * box.height < smallest.width * smallest.height) smallest = box;
  });
  if (!smallest) throw new RangeError('Expected at least one point to put a box around but found none');
  return pointedRight(smallest);
}

/** The smallest rectangle around the points whose width runs along a given unit vector. */
export function boxAlong(points: Point[], axisX: number, axisY: number): RotatedBox {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { x, y } of points) {
    const along = x * axisX + y * axisY;
    const down = y * axisX - x * axisY;
    left = Math.min(left, along);
    right = Math.max(right, along);
    top = Math.min(top, down);
    bottom = Math.max(bottom, down);
  }
  const along = (left + right) / 2;
  const down = (top + bottom) / 2;
  return {
    centerX: along * axisX - down * axisY,
    centerY: along * axisY + down * axisX,
    axisX,
    axisY,
    width: right - left,
    height: bottom - top,
  };
}

function pointedRight(box: RotatedBox): RotatedBox {
  for (let turns = 0; turns < 4; turns += 1) {
    const candidate = turned(box, turns);
    if (candidate.axisX > 0 && candidate.axisX >= Math.abs(candidate.axisY) - 1e-9) return candidate;
  }
  return box;
}

/** Andrew's monotone chain: the corners of the convex hull, in order. */
export function convexHull(points: Point[]): Point[] {
  const sorted = [...points].sort((a, b) => a.x - b.x || a.y - b.y);
  if (sorted.length < 3) return sorted;
  return [...halfHull(sorted), ...halfHull(sorted.reverse())];
}

function halfHull(sorted: Point[]): Point[] {
  const hull: Point[] = [];
  for (const point of sorted) {
    while (hull.length > 1 && !turnsLeft(hull.at(-2), hull.at(-1), point)) hull.pop();
    hull.push(point);
  }
  hull.pop(); // it begins the other half
  return hull;
}

function turnsLeft(a: Point | undefined, b: Point | undefined, c: Point): boolean {
  if (!a || !b) return true;
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x) > 0;
}
