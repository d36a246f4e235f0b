// Days and times of which only the start may be known: a photograph's `capturedAt` is `1968` as well as `1968-07-21T10:20:30`.

const FIRST = '0000-01-01T00:00:00';

export interface DateFormats {
  readonly year: Intl.DateTimeFormat;
  readonly month: Intl.DateTimeFormat;
  readonly day: Intl.DateTimeFormat;
  readonly time: Intl.DateTimeFormat;
}

/** Writes a wall time as far as it is known. The formats' zone is UTC: what is written is the camera's clock. */
export function formatKnown(local: string, { year, month, day, time }: DateFormats): string {
  const date = new Date(`${local.slice(0, FIRST.length)}${FIRST.slice(local.length)}Z`);
  if (local.length <= 'yyyy'.length) return year.format(date);
  if (local.length <= 'yyyy-mm'.length) return month.format(date);
  return (local.length <= 'yyyy-mm-dd'.length ? day : time).format(date);
}
