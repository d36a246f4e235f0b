// Where somebody was in the timeline, said so that it is found again when the rows around it have changed.

import type { TimelineRow } from './rows.ts';

export interface Place {
  /** The row at the upper edge. */
  key: string;
  /** Pixels of it that are above the edge. */
  offset: number;
  month: string;
  /** How far into its month, 0 to 1: for when the row is not there (any more, or yet). */
  ratio: number;
}

const storageKey = (search: string) => `image-workflow.place.${search}`;

export function placeOf(
  top: number,
  rows: readonly TimelineRow[],
  offsets: readonly number[],
): Place | undefined {
  if (top <= 0) return undefined;
  const index = rowAt(top, offsets);
  const row = rows[index];
  if (!row) return undefined;
  const [start, end] = extentOf(row.month, rows, offsets, index);
  return {
    key: row.key,
    offset: top - (offsets[index] ?? 0),
    month: row.month,
    ratio: end > start ? (top - start) / (end - start) : 0,
  };
}

/** @returns Pixels from the top; undefined where nothing of it is there. */
export function positionOf(
  place: Place,
  rows: readonly TimelineRow[],
  offsets: readonly number[],
): number | undefined {
  const index = rows.findIndex(({ key }) => key === place.key);
  if (index >= 0) return (offsets[index] ?? 0) + place.offset;
  const inMonth = rows.findIndex(({ month }) => month === place.month);
  if (inMonth < 0) return undefined;
  const [start, end] = extentOf(place.month, rows, offsets, inMonth);
  return start + (end - start) * place.ratio;
}

/** @returns Index of the row that lies at this height. */
export function rowAt(top: number, offsets: readonly number[]): number {
  let low = 0;
  let high = offsets.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((offsets[middle] ?? 0) <= top) low = middle;
    else high = middle - 1;
  }
  return low;
}

function extentOf(
  month: string,
  rows: readonly TimelineRow[],
  offsets: readonly number[],
  inside: number,
): [number, number] {
  let first = inside;
  let last = inside;
  while (rows[first - 1]?.month === month) first--;
  while (rows[last + 1]?.month === month) last++;
  return [offsets[first] ?? 0, offsets[last + 1] ?? 0];
}

/** For this tab: another one may be somewhere else. */
export function rememberPlace(search: string, place: Place | undefined): void {
  try {
    if (place) sessionStorage.setItem(storageKey(search), JSON.stringify(place));
    else sessionStorage.removeItem(storageKey(search));
  } catch {
    // A browser that keeps nothing begins at the top.
  }
}

export function readPlace(search: string): Place | undefined {
  try {
    const kept = JSON.parse(sessionStorage.getItem(storageKey(search)) ?? 'null');
    return typeof kept?.key === 'string' && typeof kept.month === 'string' ? kept : undefined;
  } catch {
    return undefined;
  }
}
