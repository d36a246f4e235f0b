// Connected regions of a probability map: each is one piece of text.

import type { ProbabilityMap } from './probability-map.ts';
import type { Point } from './rotated-box.ts';

export interface Region {
  /** Pixels that belong to it. */
  area: number;
  /** Mean probability of those pixels. */
  probability: number;
  /** The outer corners of its first and last pixel in every row: their convex hull is the region's. */
  outline: Point[];
}

/** Neighbouring pixels of one row above the threshold, from `start` up to but not including `end`. */
interface Run {
  row: number;
  start: number;
  end: number;
  sum: number;
  parent: Run | undefined;
}

/**
 * Finds the 8-connected regions whose probability is above a threshold: runs of each row are joined with the
 * touching runs of the row above.
 */
export function findRegions(map: ProbabilityMap, threshold: number): Region[] {
  const runs: Run[] = [];
  let above: Run[] = [];
  for (let row = 0; row < map.height; row += 1) {
    const current = runsOfRow(map, row, threshold);
    joinTouching(above, current);
    runs.push(...current);
    above = current;
  }
  return collect(runs);
}

function runsOfRow({ data, width }: ProbabilityMap, row: number, threshold: number): Run[] {
  const runs: Run[] = [];
  let run: Run | undefined;
  for (let x = 0; x < width; x += 1) {
    const probability = data[row * width + x] as number;
    if (probability <= threshold) {
      run = undefined;
    } else if (run) {
      run.end = x + 1;
      run.sum += probability;
    } else {
      run = { row, start: x, end: x + 1, sum: probability, parent: undefined };
      runs.push(run);
    }
  }
  return runs;
}

/** Both lists are sorted by `start`, so one walk along them meets every touching pair. */
function joinTouching(above: Run[], current: Run[]): void {
  let [a, c] = [0, 0];
  while (a < above.length && c < current.length) {
    const upper = above[a] as Run;
    const lower = current[c] as Run;
    if (upper.start <= lower.end && lower.start <= upper.end) join(upper, lower); // touching by a corner counts
    if (upper.end < lower.end) a += 1;
    else c += 1;
  }
}

function join(a: Run, b: Run): void {
  const [rootA, rootB] = [rootOf(a), rootOf(b)];
  if (rootA !== rootB) rootB.parent = rootA;
}

function rootOf(run: Run): Run {
  let root = run;
  while (root.parent) {
    root.parent = root.parent.parent ?? root.parent; // halves the path for the next search
    root = root.parent;
  }
  return root;
}

function collect(runs: Run[]): Region[] {
  const regions = new Map<Run, { area: number; sum: number; outline: Point[] }>();
  for (const run of runs) {
    const root = rootOf(run);
    const region = regions.get(root) ?? { area: 0, sum: 0, outline: [] };
    regions.set(root, region);
    region.area += run.end - run.start;
    region.sum += run.sum;
    const [top, bottom] = [run.row, run.row + 1];
    region.outline.push({ x: run.start, y: top }, { x: run.end, y: top });
    region.outline.push({ x: run.start, y: bottom }, { x: run.end, y: bottom });
  }
  return [...regions.values()].map(({ area, sum, outline }) => ({ area, probability: sum / area, outline }));
}
