// Dates, numbers and sizes as the reader's locale writes them.

import { useMemo } from 'react';
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
  const month = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' });
  const shortMonth = new Intl.DateTimeFormat(locale, { month: 'short', timeZone: 'UTC' });
  const wallTime = new Intl.DateTimeFormat(locale, {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: 'UTC',
  });
  const instant = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const clock = new Intl.DateTimeFormat(locale, { timeStyle: 'medium' });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const decimal = (digits: number) => new Intl.NumberFormat(locale, { maximumFractionDigits: digits });

  return {
    number: (value: number) => number.format(value),
    decimal: (value: number, digits = 1) => decimal(digits).format(value),
    /** @param value - 0 to 100. */
    percent: (value: number) => percent.format(value / 100),
    /** @param isoDay - `2024-05-01`, a day on the camera's calendar. */
    day: (isoDay: string) => day.format(new Date(`${isoDay}T00:00:00Z`)),
    /** @param isoMonth - `2024-05`. */
    month: (isoMonth: string) => month.format(new Date(`${isoMonth}-01T00:00:00Z`)),
    shortMonth: (isoMonth: string) => shortMonth.format(new Date(`${isoMonth}-01T00:00:00Z`)),
    /** The camera's wall time, whatever the reader's zone. @param local - `2024-05-01T10:20:30`. */
    wallTime: (local: string) => wallTime.format(new Date(`${local.slice(0, 19)}Z`)),
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
      return `${number.format(Math.floor(milliseconds / 60_000))} min ${number.format(Math.round((milliseconds % 60_000) / 1_000))} s`;
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
    list: (items: readonly string[]) => new Intl.ListFormat(locale, { type: 'conjunction' }).format(items),
  };
}

export type Format = ReturnType<typeof createFormat>;

export function useFormat(): Format {
  const { locale } = useLanguage();
  return useMemo(() => createFormat(locale), [locale]);
}
