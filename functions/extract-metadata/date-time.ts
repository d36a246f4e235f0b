// Dates and times as files write them, without a thought of the host's time zone.

/** A wall time, and the offset that was written with it. */
export interface WallTime {
  /** `2024-05-01T10:20:30.12`, with the fraction that the file has. */
  readonly local: string;
  /** `+02:00`; UTC is `+00:00`. */
  readonly offset?: string;
}

/** EXIF's `2024:05:01 10:20:30` and XMP's `2024-05-01T10:20:30.12+02:00`; seconds, fraction and offset may lack. */
const DATE_TIME =
  /^(\d{4})[:\-/.](\d{1,2})[:\-/.](\d{1,2})[T ]+(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,9})\d*)?)?\s*(Z|[+-]\d{1,2}:?\d{2})?$/i;

/** Offsets in use reach from UTC−12 to UTC+14. */
const MAX_OFFSET_MINUTES = 14 * 60;

/** Reads a date and time strictly: blanks, `0000:00:00 00:00:00`, a month 13 and a 30th of February are none. */
export function parseDateTime(text: string | undefined): WallTime | undefined {
  const match = DATE_TIME.exec(text?.trim() ?? '');
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  if (!isDate(year, month, day) || !isTime(hour, minute, second)) return undefined;
  const date = `${match[1]}-${twoDigits(month)}-${twoDigits(day)}`;
  const time = `${twoDigits(hour)}:${twoDigits(minute)}:${twoDigits(second)}${match[7] ? `.${match[7]}` : ''}`;
  const offset = parseOffset(match[8]);
  return { local: `${date}T${time}`, ...(offset && { offset }) };
}

/** `+02:00`, `+2:00`, `+0200` and `Z`; anything else, and more than 14 hours, is none. */
export function parseOffset(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (/^Z$/i.test(text)) return '+00:00';
  const [, sign, hours = '', minutes] = /^([+-])(\d{1,2}):?(\d{2})$/.exec(text) ?? [];
  if (sign === undefined) return undefined;
  if (Number(minutes) > 59 || Number(hours) * 60 + Number(minutes) > MAX_OFFSET_MINUTES) return undefined;
  return `${sign}${hours.padStart(2, '0')}:${minutes}`;
}

/** `+05:30` from 330 minutes. */
export function formatOffset(minutes: number): string {
  const sign = minutes < 0 ? '-' : '+';
  const whole = Math.abs(minutes);
  return `${sign}${twoDigits(Math.floor(whole / 60))}:${twoDigits(whole % 60)}`;
}

/** The instant of a wall time as ISO 8601 in UTC, with the wall time's own fraction. */
export function toUtc(local: string, offset: string): string {
  const [whole = '', fraction] = local.split('.');
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4, 6));
  const instant = new Date(toMilliseconds(whole) - (offset.startsWith('-') ? -minutes : minutes) * 60_000);
  return instant.toISOString().replace(/\.\d+Z$/, fraction === undefined ? 'Z' : `.${fraction}Z`);
}

/** Milliseconds from 1970 to a wall time read as UTC: differences between two wall times are true. */
export function toMilliseconds(local: string): number {
  const [year = 0, month = 1, day = 1, hour, minute, second] = local.split(/\D/).map(Number);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour ?? 0, minute ?? 0, second ?? 0);
  return date.getTime();
}

export function isDate(year: number, month: number, day: number): boolean {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return year > 0 && date.getUTCMonth() + 1 === month && date.getUTCDate() === day;
}

/** A 60th second is a leap second. */
function isTime(hour: number, minute: number, second: number): boolean {
  return hour < 24 && minute < 60 && second <= 60;
}

export function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
