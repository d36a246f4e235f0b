// Where each month begins in the timeline, and which years are written along its edge.

import type { TimelineRow } from './rows.ts';

export interface Mark {
  month: string;
  /** Pixels from the top of the list. */
  top: number;
}

const YEAR_GAP = 0.028; // of the height: years that stand closer are left out

export function toMarks(rows: readonly TimelineRow[], offsets: readonly number[]): Mark[] {
  const marks: Mark[] = [];
  rows.forEach((row, index) => {
    if (row.kind === 'photographs') return; // of days that share a row it knows the newest month alone; the heading knows all
    const months = row.kind === 'days' ? row.days.map(({ month }) => month) : [row.month];
    for (const month of months) {
      if (month !== 'all' && marks.at(-1)?.month !== month) marks.push({ month, top: offsets[index] ?? 0 });
    }
  });
  return marks;
}

export function monthAt(marks: readonly Mark[], top: number): string {
  return (marks.findLast((mark) => mark.top <= top) ?? marks[0])?.month ?? '';
}

/** Each year once, where its newest month stands, and none upon another; `ratio` is of the height. */
export function toYears(marks: readonly Mark[], height: number): { year: string; ratio: number }[] {
  const years: { year: string; ratio: number }[] = [];
  for (const { month, top } of marks) {
    const year = month.slice(0, 4);
    const ratio = top / height;
    const last = years.at(-1);
    if (last?.year === year || (last && ratio - last.ratio < YEAR_GAP)) continue;
    years.push({ year, ratio });
  }
  return years;
}
