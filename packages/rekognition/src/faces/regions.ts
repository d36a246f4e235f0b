// Which parts of a photograph the detector looks at: the whole, then overlapping tiles for smaller faces.

import type { Box } from '../box.ts';
import type { Raster } from '../raster.ts';

/** Tiles are this much longer than a grid without overlap would need, so that no face is cut in all of them. */
const OVERLAP = 1.3;

/**
 * @param level - 1 is the whole photograph, 2 tiles of about half the long edge, 3 of a third …
 * @returns Tiles of equal size in rows from the top left that cover the photograph.
 */
export function regionsAt(level: number, { width, height }: Pick<Raster, 'width' | 'height'>): Box[] {
  if (level === 1) return [{ left: 0, top: 0, right: width, bottom: height }];

  const tile = Math.round((Math.max(width, height) / level) * OVERLAP);
  const lefts = starts(width, tile);
  const tops = starts(height, tile);
  return tops.flatMap((top) =>
    lefts.map((left) => ({
      left,
      top,
      right: left + Math.min(tile, width),
      bottom: top + Math.min(tile, height),
    })),
  );
}

/** Where tiles of length `tile` start so that they cover `length` evenly. */
function starts(length: number, tile: number): number[] {
  if (length <= tile) return [0];
  const count = Math.ceil(length / (tile / OVERLAP));
  return Array.from({ length: count }, (_, index) => Math.round(((length - tile) * index) / (count - 1)));
}
