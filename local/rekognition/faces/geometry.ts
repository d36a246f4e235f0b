// Boxes, points and the one kind of transform that cuts an upright square out of a photograph.

import type { Raster } from '../raster.ts';

/** Pixels of the raster; x grows to the right, y downwards. A value may lie outside the picture. */
export interface Point {
  x: number;
  y: number;
}

/** Pixels of the raster. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
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

export const widthOf = (box: Box) => box.right - box.left;
export const heightOf = (box: Box) => box.bottom - box.top;
export const areaOf = (box: Box) => Math.max(0, widthOf(box)) * Math.max(0, heightOf(box));

export const centreOf = (box: Box): Point => ({
  x: (box.left + box.right) / 2,
  y: (box.top + box.bottom) / 2,
});

export function contains(box: Box, { x, y }: Point): boolean {
  return x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
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

/** How much two boxes are the same: shared area as a share of the joint area, 0 to 1. */
export function intersectionOverUnion(a: Box, b: Box): number {
  const shared = sharedArea(a, b);
  return shared === 0 ? 0 : shared / (areaOf(a) + areaOf(b) - shared);
}

/** How much the smaller box lies inside the larger: shared area as a share of the smaller area, 0 to 1. */
export function intersectionOverSmaller(a: Box, b: Box): number {
  const shared = sharedArea(a, b);
  return shared === 0 ? 0 : shared / Math.min(areaOf(a), areaOf(b));
}

function sharedArea(a: Box, b: Box): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return width > 0 && height > 0 ? width * height : 0;
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
