// Justified rows: every photograph whole and in its own proportions, every row as wide as the page.

export interface Sized {
  /** Pixels, upright. Both or neither. */
  width?: number | undefined;
  height?: number | undefined;
}

export interface RowOptions {
  /** Pixels. */
  width: number;
  /** Rows come as near to this as the proportions allow. */
  targetHeight: number;
  gap: number;
}

/** Pixels; `start` and `end` are indices of the photographs, `end` not included. */
export interface Row {
  start: number;
  end: number;
  height: number;
}

const WIDEST = 3.2; // a panorama keeps a row of its own, cut at the sides rather than a thin line
const NARROWEST = 0.45;
const UNKNOWN = 3 / 2; // of what has no size yet

/** @returns Width by height, bounded so that no tile becomes a thread. */
export function ratioOf({ width, height }: Sized): number {
  const ratio = width && height ? width / height : UNKNOWN;
  return Math.min(WIDEST, Math.max(NARROWEST, ratio));
}

/**
 * Breaks photographs into rows, each as near to the target height as it can be.
 *
 * A row ends where one more photograph would take its height further below the target than it is above it now. The last row
 * is not stretched: it keeps the target height.
 */
export function layOutRows(photographs: readonly Sized[], options: RowOptions): Row[] {
  const { width, targetHeight, gap } = options;
  const rows: Row[] = [];
  let start = 0;
  let ratios = 0;
  const heightOf = (sum: number, count: number) => (width - gap * (count - 1)) / sum;

  for (let index = 0; index < photographs.length; index++) {
    const ratio = ratioOf(photographs[index] as Sized);
    const count = index - start;
    if (count > 0) {
      const without = heightOf(ratios, count);
      const withIt = heightOf(ratios + ratio, count + 1);
      if (withIt < targetHeight && targetHeight - withIt > without - targetHeight) {
        rows.push({ start, end: index, height: without });
        start = index;
        ratios = 0;
      }
    }
    ratios += ratio;
  }
  if (start < photographs.length) {
    const height = heightOf(ratios, photographs.length - start);
    rows.push({ start, end: photographs.length, height: Math.min(height, targetHeight) });
  }
  return rows;
}

/** @returns Each tile's width in whole pixels; those of a full row fill it exactly. */
export function tileWidths(photographs: readonly Sized[], row: Row, { width, gap }: RowOptions): number[] {
  const members = photographs.slice(row.start, row.end);
  const exact = members.map((member) => ratioOf(member) * row.height);
  const total = exact.reduce((sum, tile) => sum + tile, 0) + gap * (members.length - 1);
  const isFull = Math.abs(total - width) < 1;
  let edge = 0;
  let used = 0;
  return exact.map((tile, index) => {
    edge += tile;
    const right = isFull && index === exact.length - 1 ? width - gap * index : Math.round(edge);
    const pixels = right - used;
    used = right;
    return pixels;
  });
}
