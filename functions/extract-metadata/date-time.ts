// Dates and times as files write them, without a thought of the host's time zone.

/** How much of a moment is known. */
export type Precision = 'year' | 'month' | 'day' | 'minute' | 'second';

/** A wall time, as far as it is known, and the offset that was written with it. */
export interface WallTime {
  /** `2024-05-01T10:20:30.12`, with the fraction that the file has, or the start of it: `2024-05-01`, `2024`. */
  readonly local: string;
  readonly precision: Precision;
  /** `+02:00`; UTC is `+00:00`. */
  readonly offset?: string;
}

/** Offsets in use reach from UTC−12 to UTC+14. */
const MAX_OFFSET_MINUTES = 14 * 60;

/** Photography began in 1826; programs write their calendar's first day, `0001-01-01`, for what they do not know. */
const MIN_YEAR = 1000;

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const DATES: readonly RegExp[] = [
  // EXIF's 2024:05:01 and XMP's 2024-05-01T…, either with less of it, or with blanks for what is not known.
  /^(?<year>\d{4})(?:[-:/.](?<month> ?\d{1,2}| {0,2})(?:[-:/.](?<day> ?\d{1,2}| {0,2}))?)?(?!\d)(?:[-:T,_ ]+(?<time>.*))?$/i,
  // IPTC's 20240501, less of it, and ISO 8601's basic format 20240501T102030.
  /^(?<year>\d{4})(?<month>\d\d)(?:(?<day>\d\d)(?:[T_ ]*(?<time>\d{4}.*))?)?$/i,
  // RFC 1123, which PNG recommends: Tue, 16 Jan 2024 20:42:11 +0100.
  /^(?:[a-z]{3,9},? )?(?<day>\d{1,2})[- ](?<month>[a-z]{3})[a-z]*[- ](?<year>\d{4})(?: (?<time>.*))?$/i,
  // Jan 16, 2024, 8:42:11 PM.
  /^(?<month>[a-z]{3})[a-z]* (?<day>\d{1,2}),? (?<year>\d{4})(?:,? (?<time>.*))?$/i,
  // C's Tue Jan 16 20:42:11 2024, and Java's with a zone before the year.
  /^[a-z]{3} (?<month>[a-z]{3}) {1,2}(?<day>\d{1,2}) (?<time>\d{1,2}:\d\d:\d\d)(?: [a-z]{1,5})? (?<year>\d{4})$/i,
  // 16.1.2024, and 16/1/2024 or 1/16/2024 where one of the numbers is no month.
  /^(?<day>\d{1,2})\.(?<month>\d{1,2})\.(?<year>\d{4})(?:[T, ]+(?<time>.*))?$/i,
  /^(?<day>1[3-9]|2\d|3[01])[-/](?<month>\d{1,2})[-/](?<year>\d{4})(?:[T, ]+(?<time>.*))?$/i,
  /^(?<month>\d{1,2})[-/](?<day>1[3-9]|2\d|3[01])[-/](?<year>\d{4})(?:[T, ]+(?<time>.*))?$/i,
];

/** Before noon and after it, as phones write it in the language of their owner. */
const HALF = '[ap]\\.? ?m\\b\\.?|上午|下午|午前|午後|오전|오후';
const IS_AFTER_NOON = /^p|下午|午後|오후/i;

const TIMES: readonly RegExp[] = [
  // 10:20:30.12+02:00, 8:42 pm. What follows behind it is of no use.
  new RegExp(
    `^(?<before>${HALF})? ?(?<hour>\\d{1,2})(?<colon>[:.])(?<minute> ?\\d{1,2})` +
      '(?:\\k<colon>(?<second> ?\\d{1,2})(?:[.,:](?<fraction>\\d{1,9})\\d*)?)?(?!\\d)' +
      ` ?(?<after>${HALF})? ?(?<offset>Z|(?:UTC|GMT)?[-+]\\d{1,2}(?::?\\d\\d)?(?!\\d)|UTC|GMT)?`,
    'i',
  ),
  // IPTC's 102030+0200, and ISO 8601's basic format.
  /^(?<hour>\d\d)(?<minute>\d\d)(?<second>\d\d)?(?:[.,](?<fraction>\d{1,9})\d*)?(?<offset>Z|[-+]\d\d:?\d\d)?$/i,
];

/** The zeros of scripts in whose digits phones write dates: Arabic, Persian, Devanagari, Bengali, Thai, Burmese, Khmer. */
const ZEROS: readonly number[] = [0x0660, 0x06f0, 0x0966, 0x09e6, 0x0e50, 0x1040, 0x17e0];

/** No date is written in more. */
const MAX_LENGTH = 100;

/** @returns Whether a text is what programs write for a date that they do not know: blanks, zeros, or nothing. */
export function isBlankDate(text: string): boolean {
  return /^[\s0:\-/.TZ+]*$/i.test(text);
}

/**
 * Reads a date, with or without a time. Zeros and blanks in it are what is not known: `1993:00:00 00:00:00` is a year.
 * Hour 24, which phones write in the hour after midnight, is hour 0 of the same day.
 *
 * @returns undefined for a text that is no date, and for what no calendar or no clock shows: a month 13, a 30th of
 *   February, a minute 61.
 */
export function parseDateTime(text: string | undefined): WallTime | undefined {
  const clean = normalize(text ?? '');
  const groups = firstMatch(DATES, clean);
  const date = groups && toDate(groups);
  const rest = groups?.time ?? '';
  if (date?.precision !== 'day' || !/\d\D*\d\D*\d/.test(rest)) return date; // no time, or an hour alone
  const time = parseTime(rest);
  return time && { ...time, local: `${date.local}T${time.local}` };
}

/** @returns A time of day, `10:20` or `10:20:30.12`; undefined for a text that is none, and for what no clock shows. */
export function parseTime(text: string): WallTime | undefined {
  const groups = firstMatch(TIMES, normalize(text));
  if (groups === undefined) return undefined;
  const hour = toHour(Number(groups.hour), groups.before ?? groups.after);
  const [minute, second] = [Number(groups.minute), Number(groups.second ?? 0)];
  if (hour > 23 || minute > 59 || second > 60) return undefined; // a 60th second is a leap second

  const offset = parseOffset(groups.offset);
  const known = offset === undefined ? {} : { offset };
  const local = `${twoDigits(hour)}:${twoDigits(minute)}`;
  if (groups.second === undefined) return { ...known, local, precision: 'minute' };
  const fraction = groups.fraction === undefined ? '' : `.${groups.fraction}`;
  return { ...known, local: `${local}:${twoDigits(second)}${fraction}`, precision: 'second' };
}

/** `+02:00`, `+2:00`, `+0200`, `+2` and `Z`; anything else, and more than 14 hours, is none. */
export function parseOffset(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const clean = normalize(text);
  if (/^(Z|UTC|GMT)$/i.test(clean)) return '+00:00';
  const [, sign, hours = '', minutes = '00'] =
    /^(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d{2}))?$/i.exec(clean) ?? [];
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

/** The instant of a time of day as ISO 8601 in UTC, to the minute, second or fraction that the wall time has. */
export function toUtc({ local, precision }: WallTime, offset: string): string {
  const fraction = local.split('.')[1];
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4, 6));
  const instant = new Date(toMilliseconds(local) - (offset.startsWith('-') ? -minutes : minutes) * 60_000);
  const utc = instant.toISOString();
  if (precision === 'minute') return utc.replace(/:\d\d\.\d+Z$/, 'Z');
  return utc.replace(/\.\d+Z$/, fraction === undefined ? 'Z' : `.${fraction}Z`);
}

/** Milliseconds from 1970 to a wall time read as UTC, without its fraction: differences between two wall times are true. */
export function toMilliseconds(local: string): number {
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = local.split(/\D/).map(Number);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  return date.getTime();
}

export function isDate(year: number, month: number, day: number): boolean {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return year >= MIN_YEAR && date.getUTCMonth() + 1 === month && date.getUTCDate() === day;
}

export function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}

/** Digits of other scripts, wide and narrow blanks, and typographic signs as ASCII has them. */
function normalize(text: string): string {
  const digits = text.slice(0, MAX_LENGTH).replace(/\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    const zero = ZEROS.find((first) => code >= first && code <= first + 9);
    return zero === undefined ? digit : String(code - zero);
  });
  return digits.normalize('NFKC').replaceAll('\u2212', '-').trim();
}

type Groups = Readonly<Record<string, string | undefined>>;

function firstMatch(patterns: readonly RegExp[], text: string): Groups | undefined {
  for (const pattern of patterns) {
    const groups = pattern.exec(text)?.groups;
    if (groups !== undefined) return groups;
  }
  return undefined;
}

/** A date as far as it is known: a month or a day of zero, or of blanks, is not. */
function toDate({ year = '', month = '', day = '' }: Groups): WallTime | undefined {
  const monthNumber = /^[a-z]/i.test(month) ? MONTHS.indexOf(month.toLowerCase()) + 1 || 13 : Number(month);
  const dayNumber = Number(day);
  if (!isDate(Number(year), monthNumber || 1, (monthNumber && dayNumber) || 1)) return undefined;
  if (monthNumber === 0) return { local: year, precision: 'year' };
  const local = `${year}-${twoDigits(monthNumber)}`;
  if (dayNumber === 0) return { local, precision: 'month' };
  return { local: `${local}-${twoDigits(dayNumber)}`, precision: 'day' };
}

/** Of a clock of 24 hours, or of twice 12: 12 am is midnight, 12 pm noon; beyond 12 the half says nothing. */
function toHour(hour: number, half: string | undefined): number {
  if (hour === 24) return 0;
  if (half === undefined || hour > 12) return hour;
  return (hour % 12) + (IS_AFTER_NOON.test(half) ? 12 : 0);
}
