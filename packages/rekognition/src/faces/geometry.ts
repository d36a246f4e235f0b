// Points, and the one kind of transform that cuts an upright square out of a photograph.

import type { Box } from '../box.ts';
import type { Raster } from '../raster.ts';

/** Pixels of the raster; x grows to the right, y downwards. A value may lie outside the picture. */
export interface Point {
  x: number;
  y: number;
}

/**
 * Turn, scale and shift from the pixels of a crop to those of the photograph:
 * `x = originX + cos·u - sin·v`, `y = originY + sin·u + cos·v`, where `cos` and `sin` carry the scale.
 */
export interface Transform {
  cos: number;
  sin: number;
  originX: number;
  originY: number;
}

export function transformPoint({ cos, sin, originX, originY }: Transform, u: number, v: number): Point {
  return { x: originX + cos * u - sin * v, y: originY + sin * u + cos * v };
}

/**
 * A square crop around `centre`, turned so that the line between two points is level in it.
 *
 * @param level - The left one and the right one.
 * @param scale - Pixels of the photograph for one of the crop.
 */
export function levelSquare(
  centre: Point,
  [left, right]: readonly [Point, Point],
  scale: number,
  sizePx: number,
): Transform {
  const angle = Math.atan2(right.y - left.y, right.x - left.x);
  const turn = { cos: Math.cos(angle) * scale, sin: Math.sin(angle) * scale };
  const half = transformPoint({ ...turn, originX: 0, originY: 0 }, sizePx / 2, sizePx / 2);
  return { ...turn, originX: centre.x - half.x, originY: centre.y - half.y };
}

/** The smallest upright box around all points. */
export function boxAround(points: readonly Point[]): Box {
  const xs = points.map((point) => point.x);
  const ys = points.map((point) => point.y);
  return {
    left: Math.min(...xs),
    top: Math.min(...ys),
    right: Math.max(...xs),
    bottom: Math.max(...ys),
  };
}

/** The part of the box inside the picture. */
export function clip(box: Box, { width, height }: Pick<Raster, 'width' | 'height'>): Box {
  const toX = (x: number) => Math.min(Math.max(x, 0), width);
  const toY = (y: number) => Math.min(Math.max(y, 0), height);
  return { left: toX(box.left), top: toY(box.top), right: toX(box.right), bottom: toY(box.bottom) };
}

/**
 * The turn, scale and shift that bring the points of a crop closest to points of the photograph, by least squares
 * (Umeyama 1991, without reflection).
 *
 * @param crop - Where the points lie in the crop.
 * @param photograph - Where the same points lie in the photograph, in the same order.
 */
export function fitTransform(crop: readonly Point[], photograph: readonly Point[]): Transform {
  const from = meanOf(crop);
  const to = meanOf(photograph);
  let dot = 0;
  let cross = 0;
  let spread = 0;
  crop.forEach((point, index) => {
    const other = photograph[index] as Point;
    const u = point.x - from.x;
    const v = point.y - from.y;
    const x = other.x - to.x;
    const y = other.y - to.y;
    dot += u * x + v * y;
    cross += u * y - v * x;
    spread += u * u + v * v;
  });
  const cos = dot / spread;
  const sin = cross / spread;
  return {
    cos,
    sin,
    originX: to.x - cos * from.x + sin * from.y,
    originY: to.y - sin * from.x - cos * from.y,
  };
}

export function meanOf(points: readonly Point[]): Point {
  let x = 0;
  let y = 0;
  for (const point of points) {
    x += point.x / points.length;
    y += point.y / points.length;
  }
  return { x, y };
}
