// Where somebody was in the timeline, said so that it is found again when the rows around it have changed.

import type { TimelineRow } from './rows.ts';

export interface Place {
  /** The uppermost row that is in view and known: what only keeps a place for others is not. */
  key: string;
  /** Pixels of it that are above the edge; negative where it begins below. */
  offset: number;
  /** Of the row at the edge. */
  month: string;
  /** How far into that month, 0 to 1: for when the row is not there (any more, or yet). */
  ratio: number;
}

const storageKey = (search: string) => `image-workflow.place.${search}`;

/**
 * @param top - Pixels of the list above the edge.
 * @param height - Pixels of the list that are in view.
 */
export function placeOf(
  top: number,
  rows: readonly TimelineRow[],
  offsets: readonly number[],
  height = 0,
): Place | undefined {
  if (top <= 0) return undefined;
  const index = rowAt(top, offsets);
  const row = rows[index];
  if (!row) return undefined;
  const [start, end] = extentOf(row.month, rows, offsets, index);
  let known = index;
  while (rows[known]?.kind === 'waiting') known++;
  const anchor = (offsets[known] ?? 0) < top + height ? known : index;
  return {
    key: rows[anchor]?.key ?? row.key,
    offset: top - (offsets[anchor] ?? 0),
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
