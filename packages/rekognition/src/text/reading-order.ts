// The order in which a person reads: row by row from the top, and columns of prose one after the other.

import type { Reading } from './recognition.ts';
import { corners } from './rotated-box.ts';

/** A reading's extent in a frame where the picture's text is level. */
interface Placed {
  reading: Reading;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Columns have at least so many lines, … */
const MIN_COLUMN_LINES = 3;

/** … typically this many times as long as high (a column of prices is read row by row with its goods), … */
const PROSE_ASPECT = 8;

/** … and of all lines at most this share, headings and captions, lies across them. */
const MAX_CROSSING_SHARE = 0.2;

export function inReadingOrder(readings: Reading[]): Reading[] {
  return byColumns(place(readings)).map(({ reading }) => reading);
}

function place(readings: Reading[]): Placed[] {
  const direction = meanDirection(readings);
  return readings.map((reading) => {
    const points = corners(reading.box);
    const along = points.map(({ x, y }) => x * direction.x + y * direction.y);
    const down = points.map(({ x, y }) => y * direction.x - x * direction.y);
    return {
      reading,
      left: Math.min(...along),
      right: Math.max(...along),
      top: Math.min(...down),
      bottom: Math.max(...down),
    };
  });
}

/** Unit vector along most of the text. */
function meanDirection(readings: Reading[]): { x: number; y: number } {
  let [x, y] = [0, 0];
  for (const { box } of readings) {
    x += box.axisX * box.width;
    y += box.axisY * box.width;
  }
  const length = Math.hypot(x, y);
  return length > 0 ? { x: x / length, y: y / length } : { x: 1, y: 0 };
}

function byColumns(lines: Placed[]): Placed[] {
  const gutter = findGutter(lines);
  if (gutter === undefined) return byRows(lines);

  const crossing = lines.filter((line) => line.left < gutter && line.right > gutter).sort(byMiddle);
  const others = lines.filter((line) => !crossing.includes(line));
  const bands = [...crossing, undefined].map((end, index) => {
    const start = crossing[index - 1];
    const band = others.filter(
      (line) => (!start || middle(line) > middle(start)) && (!end || middle(line) <= middle(end)),
    );
    const columns = [
      ...byColumns(band.filter((line) => line.right <= gutter)),
      ...byColumns(band.filter((line) => line.right > gutter)),
    ];
    return end ? [...columns, end] : columns;
  });
  return bands.flat();
}

/** Where the fewest lines cross between two columns of prose. Absent where there are no columns. */
function findGutter(lines: Placed[]): number | undefined {
  let best: { gutter: number; crossing: number } | undefined;
  for (const { right: gutter } of lines) {
    const before = lines.filter((line) => line.right <= gutter);
    const after = lines.filter((line) => line.left >= gutter);
    const crossing = lines.length - before.length - after.length;
    if (crossing > MAX_CROSSING_SHARE * lines.length || crossing >= (best?.crossing ?? Infinity)) continue;
    if (isProse(before) && isProse(after)) best = { gutter, crossing };
  }
  return best?.gutter;
}

function isProse(lines: Placed[]): boolean {
  if (lines.length < MIN_COLUMN_LINES) return false;
  const aspects = lines.map(({ reading: { box } }) => box.width / box.height).sort((a, b) => a - b);
  return (aspects[Math.floor(aspects.length / 2)] as number) >= PROSE_ASPECT;
}

function byRows(lines: Placed[]): Placed[] {
  const rows: Placed[][] = [];
  for (const line of [...lines].sort(byMiddle)) {
    const row = rows.at(-1);
    const first = row?.[0];
    if (first && middle(line) < first.bottom && middle(first) > line.top) row.push(line);
    else rows.push([line]);
  }
  return rows.flatMap((row) => row.sort((one, other) => one.left - other.left));
}

function middle({ top, bottom }: Placed): number {
  return (top + bottom) / 2;
}

function byMiddle(one: Placed, other: Placed): number {
  return middle(one) - middle(other);
}
