// When the photograph was taken: the camera's wall time, and its offset from UTC where the file says so.

import type { CaptureTime } from '../shared/metadata.ts';
import type { Tags } from './tags.ts';

/** A wall time, and the offset that was written with it. */
export interface WallTime {
  /** `2024-05-01T10:20:30.12`. */
  readonly local: string;
  /** `+02:00`; UTC is `+00:00`. */
  readonly offset?: string;
}

/** Date, time, fraction and offset, as EXIF (`2024:05:01 10:20:30`) and XMP (`2024-05-01T10:20:30.12+02:00`) write them. */
const DATE_TIME =
  /^(\d{4})[:\-/.](\d{1,2})[:\-/.](\d{1,2})[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?\s*(Z|[+-]\d{1,2}:?\d{2})?$/;

/** Offsets in use reach from UTC−12 to UTC+14. */
const MAX_OFFSET_MINUTES = 14 * 60;

/**
 * Reads a date and time, strictly: `0000:00:00 00:00:00`, blanks, a month 13 or a 30th of February are none.
 * The host's time zone plays no part.
 */
export function parseDateTime(text: string): WallTime | undefined {
  const match = DATE_TIME.exec(text.trim());
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0));
  const date = new Date(0);
  date.setUTCFullYear(year ?? 0, (month ?? 0) - 1, day ?? 0);
  const isDate = year !== 0 && date.getUTCMonth() + 1 === month && date.getUTCDate() === day;
  // 60 is a leap second.
  const isTime = (hour ?? 24) < 24 && (minute ?? 60) < 60 && (second ?? 61) <= 60;
  if (!isDate || !isTime) return undefined;
  const two = (number: number | undefined) => String(number).padStart(2, '0');
  const fraction = match[7] ? `.${match[7]}` : '';
  const local = `${match[1]}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}${fraction}`;
  const offset = match[8] === undefined ? undefined : parseOffset(match[8]);
  return offset === undefined ? { local } : { local, offset };
}

/** `+02:00`, `+2:00`, `+0200` and `Z`; anything else, and more than 14 hours, is none. */
export function parseOffset(text: string): string | undefined {
  if (/^Z$/i.test(text.trim())) return '+00:00';
  const match = /^([+-])(\d{1,2}):?(\d{2})$/.exec(text.trim());
  if (match === null) return undefined;
  const [, sign, hours, minutes] = match;
  if (Number(minutes) > 59 || Number(hours) * 60 + Number(minutes) > MAX_OFFSET_MINUTES) return undefined;
  return `${sign}${hours?.padStart(2, '0')}:${minutes}`;
}

/** The instant as ISO 8601 in UTC, with the fraction that the wall time has. */
export function toUtc(local: string, offset: string): string {
  const [whole = '', fraction] = local.split('.');
  const minutes = Number(`${offset[0]}1`) * (Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4, 6)));
  const instant = new Date(Date.parse(`${whole}Z`) - minutes * 60_000);
  return instant.toISOString().replace(/\.\d+Z$/, fraction ? `.${fraction}Z` : 'Z');
}

/** Where capture times stand, best first; `subSeconds` and `offsets` belong to the same event. */
const CAPTURE_TIMES: readonly { tag: string; subSeconds?: string; offsets: readonly string[] }[] = [
  {
    tag: 'ExifIFD:DateTimeOriginal',
    subSeconds: 'ExifIFD:SubSecTimeOriginal',
    offsets: ['ExifIFD:OffsetTimeOriginal', 'ExifIFD:OffsetTimeDigitized', 'ExifIFD:OffsetTime'],
  },
  {
    tag: 'ExifIFD:CreateDate',
    subSeconds: 'ExifIFD:SubSecTimeDigitized',
    offsets: ['ExifIFD:OffsetTimeDigitized', 'ExifIFD:OffsetTime'],
  },
];

/** @returns undefined where the file names no possible time. */
export function toCaptureTime(tags: Tags): CaptureTime | undefined {
  for (const { tag, subSeconds, offsets } of CAPTURE_TIMES) {
    const time = parseDateTime(tags.text(tag) ?? '');
    if (time === undefined) continue;
    const digits = subSeconds === undefined ? undefined : /^\d+/.exec(tags.text(subSeconds) ?? '')?.[0];
    const local = digits && !time.local.includes('.') ? `${time.local}.${digits}` : time.local;
    const offset = offsets
      .map((name) => parseOffset(tags.text(name) ?? ''))
      .find((found) => found !== undefined);
    return offset === undefined
      ? { local, offsetSource: 'none' }
      : { local, offset, utc: toUtc(local, offset), offsetSource: 'exif' };
  }
  return undefined;
}
