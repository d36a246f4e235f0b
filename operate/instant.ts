// A point in time, as somebody types it.

import { UsageError } from '../terminal/errors.ts';

const UNITS_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** `2026-11-01`, with or without a time of day: UTC where no zone is said. */
const DATE = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?$/;

/**
 * @param option - As it is typed: `--since`.
 * @param text - So long ago (30s, 10m, 2h, 3d), or a date in ISO 8601.
 * @throws {UsageError}
 */
export function toInstant(option: string, text: string, now = new Date()): Date {
  const [, number, unit] = /^(\d+)([smhd])$/.exec(text) ?? [];
  if (number && unit)
    return new Date(now.getTime() - Number(number) * UNITS_MS[unit as keyof typeof UNITS_MS]);
  const date = new Date(/T/.test(text) && !/(Z|[+-]\d{2}:\d{2})$/.test(text) ? `${text}Z` : text);
  if (DATE.test(text) && !Number.isNaN(date.getTime())) return date;
  throw new UsageError(
    `Expected a time such as 30s, 10m, 2h or 3d, or a date such as 2026-11-01, after ${option} but found "${text}"`,
  );
}
