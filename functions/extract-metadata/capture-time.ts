// When the photograph was taken: the camera's wall time, and its offset from UTC where the file tells it.

import type { CaptureTime } from '@image-workflow/record/metadata';
import {
  formatOffset,
  isBlankDate,
  isDate,
  parseDateTime,
  parseOffset,
  parseTime,
  toMilliseconds,
  toUtc,
  twoDigits,
  type WallTime,
} from './date-time.ts';
import { CAPTURE_TIME_SOURCES, type TimeSource } from './sources.ts';
import type { Tags } from './tags.ts';

interface Offset {
  readonly offset: string;
  readonly offsetSource: CaptureTime['offsetSource'];
}

/**
 * @param warnings - Gets every date that is written and not understood.
 * @returns undefined where the file names no possible time.
 */
export function toCaptureTime(tags: Tags, warnings: string[]): CaptureTime | undefined {
  const best = findTime(tags, warnings);
  if (best !== undefined) return describe(tags, best.source, withSubSeconds(tags, best.time));
  // Only the satellites' clock is known: the time is that of UTC, not of the place.
  const local = readGpsTime(tags);
  return local === undefined
    ? undefined
    : {
        local,
        offset: '+00:00',
        utc: toUtc({ local, precision: 'second' }, '+00:00'),
        offsetSource: 'gps',
      };
}

/** The first source that has a time; of a date alone, a later source may know the time of that day. */
function findTime(tags: Tags, warnings: string[]): { source: TimeSource; time: WallTime } | undefined {
  let best: { source: TimeSource; time: WallTime } | undefined;
  for (const source of CAPTURE_TIME_SOURCES) {
    const time = readTime(tags, source, warnings);
    const isOfThatDay = best?.time.precision === 'day' && time?.local.startsWith(best.time.local);
    if (time !== undefined && (best === undefined || isOfThatDay)) best = { source, time };
    if (best !== undefined && best.time.precision !== 'day') return best;
  }
  return best;
}

/** Sub-seconds that another source has of the same second: editors keep them in XMP alone. */
function withSubSeconds(tags: Tags, time: WallTime): WallTime {
  if (time.precision !== 'second' || time.local.includes('.')) return time;
  const finer = CAPTURE_TIME_SOURCES.map((source) => readTime(tags, source)?.local).find(
    (local) => local?.startsWith(`${time.local}.`) && /[1-9]/.test(local.slice(time.local.length)),
  );
  return finer === undefined ? time : { ...time, local: finer };
}

function describe(tags: Tags, source: TimeSource, time: WallTime): CaptureTime {
  const { local, precision } = time;
  const known = precision === 'second' ? { local } : { local, precision };
  const offset = hasTimeOfDay(time) ? findOffset(tags, source, time) : undefined;
  if (offset === undefined) return { ...known, offsetSource: 'none' };
  return { ...known, ...offset, utc: toUtc(time, offset.offset) };
}

function hasTimeOfDay({ precision }: WallTime): boolean {
  return precision === 'second' || precision === 'minute';
}

function readTime(tags: Tags, source: TimeSource, warnings: string[] = []): WallTime | undefined {
  const text = tags.text(source.tag);
  if (text === undefined) return undefined;
  const time = parseDateTime(text);
  if (time === undefined && !isBlankDate(text)) warnings.push(`${source.tag} "${text}" is no date`);
  if (time?.precision === 'day' && source.timeTag !== undefined) {
    const timeOfDay = parseTime(tags.text(source.timeTag) ?? '');
    return timeOfDay === undefined ? time : { ...timeOfDay, local: `${time.local}T${timeOfDay.local}` };
  }
  if (time?.precision !== 'second' || time.local.includes('.') || source.subSeconds === undefined)
    return time;
  const digits = /^\d{1,9}/.exec(tags.text(source.subSeconds) ?? '')?.[0];
  return digits === undefined ? time : { ...time, local: `${time.local}.${digits}` };
}

/**
 * The offset that belongs to a time, best first: the one that was written with it; the one of another time that
 * names the same moment (a camera's three EXIF times are the same until a program changes the file); the
 * satellites' clock.
 */
function findOffset(tags: Tags, source: TimeSource, time: WallTime): Offset | undefined {
  if (time.offset !== undefined) return { offset: time.offset, offsetSource: toOffsetSource(source.tag) };
  const own = source.offset && parseOffset(tags.text(source.offset));
  if (own) return { offset: own, offsetSource: 'exif' };

  const moment = toMilliseconds(time.local);
  const isSame = (other: WallTime | undefined) =>
    other !== undefined && hasTimeOfDay(other) && toMilliseconds(other.local) === moment;
  for (const other of EXIF_OFFSETS) {
    const offset = parseOffset(tags.text(other.offset));
    if (offset !== undefined && isSame(parseDateTime(tags.text(other.tag))))
      return { offset, offsetSource: 'exif' };
  }
  for (const other of CAPTURE_TIME_SOURCES.filter(({ tag }) => tag.startsWith('XMP'))) {
    const xmpTime = readTime(tags, other);
    if (xmpTime?.offset !== undefined && isSame(xmpTime))
      return { offset: xmpTime.offset, offsetSource: 'xmp' };
  }
  return gpsOffset(tags, moment);
}

function toOffsetSource(tag: string): CaptureTime['offsetSource'] {
  if (tag.startsWith('IPTC')) return 'iptc';
  if (tag.startsWith('XMP')) return 'xmp';
  return tag.startsWith('PNG') ? 'png' : 'exif';
}

/** OffsetTime belongs to ModifyDate, which is the capture time only until a program changes the file. */
const EXIF_OFFSETS = [
  { tag: 'ExifIFD:DateTimeOriginal', offset: 'ExifIFD:OffsetTimeOriginal' },
  { tag: 'ExifIFD:CreateDate', offset: 'ExifIFD:OffsetTimeDigitized' },
  { tag: 'IFD0:ModifyDate', offset: 'ExifIFD:OffsetTime' },
] as const;

/** How far a camera's clock may be from the satellites': a fix is up to a minute or two old. */
const MAX_CLOCK_DIFFERENCE_MS = 120_000;

/** The smallest step between the offsets in use. */
const QUARTER_HOUR_MS = 900_000;

/** The offsets in use that are no whole or half hours: Nepal, Eucla, Chatham Islands and their summer time. */
const QUARTER_HOUR_OFFSETS: readonly number[] = [345, 525, 765, 825];

/** The difference between the wall time and the satellites' clock, if it is an offset that is in use. */
function gpsOffset(tags: Tags, moment: number): Offset | undefined {
  const gpsTime = readGpsTime(tags);
  if (gpsTime === undefined) return undefined;
  const difference = moment - toMilliseconds(gpsTime);
  const rounded = Math.round(difference / QUARTER_HOUR_MS) * QUARTER_HOUR_MS;
  const minutes = rounded / 60_000;
  const isInUse = minutes % 30 === 0 || QUARTER_HOUR_OFFSETS.includes(minutes);
  const isPossible = isInUse && minutes >= -12 * 60 && minutes <= 14 * 60;
  if (!isPossible || Math.abs(difference - rounded) > MAX_CLOCK_DIFFERENCE_MS) return undefined;
  return { offset: formatOffset(minutes), offsetSource: 'gps' };
}

/** The satellites' clock as a wall time of UTC. */
function readGpsTime(tags: Tags): string | undefined {
  const [, year, month, day] =
    /^(\d{4})[:-](\d{2})[:-](\d{2})/.exec(tags.text('GPS:GPSDateStamp') ?? '') ?? [];
  const [hours, minutes, seconds] = tags.numbers('GPS:GPSTimeStamp');
  if (hours === undefined || minutes === undefined || seconds === undefined) return undefined;
  const total = Math.floor(hours * 3600 + minutes * 60 + seconds);
  if (!isDate(Number(year), Number(month), Number(day)) || total < 0 || total >= 86_400) return undefined;
  const time = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60].map(twoDigits).join(':');
  return `${year}-${month}-${day}T${time}`;
}
