// When the photograph was taken: the camera's wall time, and its offset from UTC where the file tells it.

import type { CaptureTime } from '@image-workflow/record/metadata';
import {
  formatOffset,
  isDate,
  parseDateTime,
  parseOffset,
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

/** @returns undefined where the file names no possible time. */
export function toCaptureTime(tags: Tags): CaptureTime | undefined {
  for (const source of CAPTURE_TIME_SOURCES) {
    const time = readTime(tags, source);
    if (time === undefined) continue;
    const offset = findOffset(tags, source, time);
    return offset === undefined
      ? { local: time.local, offsetSource: 'none' }
      : { local: time.local, ...offset, utc: toUtc(time.local, offset.offset) };
  }
  // Only the satellites' clock is known: the time is that of UTC, not of the place.
  const local = readGpsTime(tags);
  return local === undefined
    ? undefined
    : { local, offset: '+00:00', utc: toUtc(local, '+00:00'), offsetSource: 'gps' };
}

function readTime(tags: Tags, { tag, timeTag, subSeconds }: TimeSource): WallTime | undefined {
  const text = tags.text(tag);
  const time = parseDateTime(timeTag === undefined ? text : joinIptc(text, tags.text(timeTag)));
  if (time === undefined || time.local.includes('.') || subSeconds === undefined) return time;
  const digits = /^\d{1,9}/.exec(tags.text(subSeconds) ?? '')?.[0];
  return digits === undefined ? time : { ...time, local: `${time.local}.${digits}` };
}

/** IPTC writes `20240501` and `102030+0200`. */
function joinIptc(date = '', time = ''): string {
  const [, year, month, day] = /^(\d{4})(\d{2})(\d{2})$/.exec(date) ?? [];
  const [, hour, minute, second, offset = ''] = /^(\d{2})(\d{2})(\d{2})([+-]\d{4})?$/.exec(time) ?? [];
  return `${year}-${month}-${day}T${hour}:${minute}:${second}${offset}`;
}

/**
 * The offset that belongs to a time, best first: the one that was written with it; the one of another time that
 * names the same moment (a camera's three EXIF times are the same until a program changes the file); the
 * satellites' clock.
 */
function findOffset(tags: Tags, source: TimeSource, time: WallTime): Offset | undefined {
  const group = source.tag.startsWith('IPTC') ? 'iptc' : source.tag.startsWith('XMP') ? 'xmp' : 'exif';
  if (time.offset !== undefined) return { offset: time.offset, offsetSource: group };
  const own = source.offset && parseOffset(tags.text(source.offset));
  if (own) return { offset: own, offsetSource: 'exif' };

  const moment = toMilliseconds(time.local);
  const isSame = (other: WallTime | undefined) =>
    other !== undefined && toMilliseconds(other.local) === moment;
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
