// Dates, numbers and sizes as the reader's locale writes them.

import { formatKnown } from './known-date.ts';
import { useLanguage } from './messages.tsx';

export function createFormat(locale: string) {
  const number = new Intl.NumberFormat(locale);
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const day = new Intl.DateTimeFormat(locale, {
    weekday: 'short',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  });
  const shortDay = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  const month = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' });
  const year = new Intl.DateTimeFormat(locale, { year: 'numeric', timeZone: 'UTC' });
  const longDay = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' });
  const shortMonth = new Intl.DateTimeFormat(locale, { month: 'short', timeZone: 'UTC' });
  const wallTime = new Intl.DateTimeFormat(locale, {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: 'UTC',
  });
  const instant = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const clock = new Intl.DateTimeFormat(locale, { timeStyle: 'medium' });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const list = new Intl.ListFormat(locale, { type: 'conjunction' });
  const decimal = once((digits: number) => new Intl.NumberFormat(locale, { maximumFractionDigits: digits }));

  /** A photograph's day may be known by its month or its year alone. */
  const heading = { year, month, day, time: day };

  return {
    number: (value: number) => number.format(value),
    decimal: (value: number, digits = 1) => decimal(digits).format(value),
    /** @param value - 0 to 100. */
    percent: (value: number) => percent.format(value / 100),
    /** @param isoDay - `2024-05-01`, a day on the camera's calendar; `2024-05` or `2024` where no more is known. */
    day: (isoDay: string) => formatKnown(isoDay, heading),
    shortDay: (isoDay: string) => formatKnown(isoDay, { ...heading, day: shortDay, time: shortDay }),
    /** @param isoMonth - `2024-05`, or `2024`. */
    month: (isoMonth: string) => formatKnown(isoMonth, heading),
    shortMonth: (isoMonth: string) => formatKnown(isoMonth, { ...heading, month: shortMonth }),
    /** The camera's wall time, whatever the reader's zone. @param local - `2024-05-01T10:20:30`, or the start of it. */
    wallTime: (local: string) => formatKnown(local, { year, month, day: longDay, time: wallTime }),
    /** @param iso - An instant, shown in the reader's zone. */
    instant: (iso: string) => instant.format(new Date(iso)),
    clock: (iso: string) => clock.format(new Date(iso)),
    ago(iso: string, now = Date.now()): string {
      const seconds = (new Date(iso).getTime() - now) / 1_000;
      for (const [unit, length] of [
        ['day', 86_400],
        ['hour', 3_600],
        ['minute', 60],
      ] as const) {
        if (Math.abs(seconds) >= length) return relative.format(Math.trunc(seconds / length), unit);
      }
      return relative.format(Math.trunc(seconds), 'second');
    },
    bytes(bytes: number): string {
      const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
      const power = bytes < 1_000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
      return new Intl.NumberFormat(locale, {
        style: 'unit',
        unit: units[power] ?? 'byte',
        unitDisplay: power === 0 ? 'long' : 'short',
        maximumFractionDigits: power < 2 ? 0 : 1,
      }).format(bytes / 1_000 ** power);
    },
    duration(milliseconds: number): string {
      if (milliseconds < 1_000) return `${number.format(Math.round(milliseconds))} ms`;
      if (milliseconds < 60_000) return `${decimal(1).format(milliseconds / 1_000)} s`;
      const minutes = Math.floor(milliseconds / 60_000);
      if (minutes < 60) return `${minutes} min ${Math.floor((milliseconds % 60_000) / 1_000)} s`;
      return `${number.format(Math.floor(minutes / 60))} h ${minutes % 60} min`;
    },
    /** US dollars, with as many digits as a small amount needs. */
    dollars(amount: number): string {
      const digits = amount === 0 || amount >= 1 ? 2 : Math.min(6, 1 - Math.floor(Math.log10(amount)));
      return new Intl.NumberFormat(locale, {
        style: 'currency',
        currency: 'USD',
        minimumFractionDigits: 2,
        maximumFractionDigits: Math.max(2, digits),
      }).format(amount);
    },
    list: (items: readonly string[]) => list.format(items),
  };
}

export type Format = ReturnType<typeof createFormat>;

export function useFormat(): Format {
  const { locale } = useLanguage();
  return formatOf(locale);
}

/** To make a dozen formatters takes longer than to draw a tile: all tiles share theirs. */
const formatOf = once(createFormat);

function once<Input, Output>(make: (input: Input) => Output): (input: Input) => Output {
  const made = new Map<Input, Output>();
  return (input) => {
    const known = made.get(input) ?? make(input);
    made.set(input, known);
    return known;
  };
}
