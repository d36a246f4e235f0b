// What the record should hold by exiftool's reading: one expectation for each field of the metadata.

import { type ImageMetadata, MAX_KEYWORDS, MAX_TEXT_LENGTH } from '@image-workflow/record/metadata';
import {
  CAMERA_SOURCES,
  CAPTURE_TIME_SOURCES,
  DESCRIPTION_SOURCES,
  type DescriptionSources,
  KEYWORD_PATH_SOURCES,
} from '../../functions/extract-metadata/sources.ts';
import type { ExiftoolTags } from './exiftool.ts';

export type FieldValue = string | number | boolean | readonly string[] | undefined;

/** One field: what the extractor found, what exiftool gives for it, and how the two are held against each other. */
export interface Expectation {
  readonly field: string;
  readonly ours: (metadata: ImageMetadata) => FieldValue;
  readonly expected: (tags: ExiftoolTags) => FieldValue;
  readonly agrees: (ours: FieldValue, expected: FieldValue) => boolean;
}

/** Rounding: exiftool prints about ten digits of a fraction. */
const RELATIVE_TOLERANCE = 1e-3;
/** About one metre on the ground. */
const DEGREES_TOLERANCE = 1e-5;

type CameraField = keyof typeof CAMERA_SOURCES;
type DescriptionField = keyof typeof DESCRIPTION_SOURCES;

const cameraText = (field: CameraField): Expectation => ({
  field: `camera.${field}`,
  ours: ({ camera }) => camera?.[field],
  expected: (tags) => firstOf(tags, CAMERA_SOURCES[field], toText),
  agrees: isSameText,
});

const cameraNumber = (field: CameraField, read = toPositive): Expectation => ({
  field: `camera.${field}`,
  ours: ({ camera }) => camera?.[field],
  expected: (tags) => firstOf(tags, CAMERA_SOURCES[field], read),
  agrees: isSameNumber,
});

const descriptionText = (field: DescriptionField, read = toText): Expectation => ({
  field: `description.${field}`,
  ours: ({ description }) => description?.[field],
  expected: (tags) => firstOf(tags, inOrder(tags, DESCRIPTION_SOURCES[field]), read),
  agrees: isSameText,
});

/** Fields of the file itself, not of its metadata. */
export const FILE_FIELDS: readonly string[] = ['width × height', 'mimeType'];

export const EXPECTATIONS: readonly Expectation[] = [
  {
    field: 'width × height',
    ours: ({ width, height }) => `${width} ${height}`,
    expected: toUprightSize,
    agrees: isSame,
  },
  {
    field: 'mimeType',
    ours: ({ mimeType }) => mimeType,
    expected: toMimeType,
    agrees: isSame,
  },
  { field: 'orientation', ours: ({ orientation }) => orientation, expected: toOrientation, agrees: isSame },
  {
    field: 'colorProfile',
    ours: ({ colorProfile }) => colorProfile,
    expected: (tags) => toText(tags['ICC_Profile:ProfileDescription']),
    agrees: isSameText,
  },
  {
    field: 'capturedAt.local',
    ours: ({ capturedAt }) => toSeconds(capturedAt?.local),
    expected: toLocalTime,
    agrees: isSame,
  },
  cameraText('make'),
  cameraText('model'),
  cameraText('lens'),
  cameraText('software'),
  cameraNumber('exposureTimeSeconds'),
  cameraNumber('fNumber'),
  cameraNumber('iso', toSensitivity),
  cameraNumber('focalLengthMm'),
  cameraNumber('focalLengthIn35mmFormat'),
  {
    field: 'camera.flashFired',
    ours: ({ camera }) => camera?.flashFired,
    expected: (tags) => firstOf(tags, CAMERA_SOURCES.flashFired, toFired),
    agrees: isSame,
  },
  {
    field: 'location.latitude',
    ours: ({ location }) => location?.latitude,
    expected: (tags) => toCoordinates(tags)?.latitude,
    agrees: isSameDegree,
  },
  {
    field: 'location.longitude',
    ours: ({ location }) => location?.longitude,
    expected: (tags) => toCoordinates(tags)?.longitude,
    agrees: isSameDegree,
  },
  {
    field: 'location.altitudeMeters',
    ours: ({ location }) => location?.altitudeMeters,
    expected: (tags) => (toCoordinates(tags) === undefined ? undefined : toAltitude(tags)),
    agrees: isSameNumber,
  },
  descriptionText('title', toWords),
  descriptionText('caption', toWords),
  descriptionText('creator'),
  descriptionText('copyright'),
  {
    field: 'description.keywords',
    ours: ({ description }) => description?.keywords,
    expected: toKeywords,
    agrees: isSameList,
  },
  {
    field: 'description.keywordPaths',
    ours: ({ description }) => description?.keywordPaths,
    expected: (tags) => unique(toPaths(tags).filter((path) => path.includes('|'))),
    agrees: isSameList,
  },
  {
    field: 'description.rating',
    ours: ({ description }) => description?.rating,
    expected: toStars,
    agrees: isSameNumber,
  },
];

/** The first source with a value that says something. */
function firstOf<T>(
  tags: ExiftoolTags,
  names: readonly string[],
  read: (value: unknown) => T | undefined,
): T | undefined {
  for (const name of names) {
    const value = read(tags[name]);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** EXIF, XMP, IPTC; IPTC before XMP where it was changed without it. */
function inOrder(tags: ExiftoolTags, { exif, xmp, iptc, others }: DescriptionSources): string[] {
  const stored = tags['Photoshop:IPTCDigest'];
  const isIptcNewer = stored !== undefined && stored !== tags['File:CurrentIPTCDigest'];
  return isIptcNewer ? [...exif, ...iptc, ...xmp, ...others] : [...exif, ...xmp, ...iptc, ...others];
}

function toText(value: unknown): string | undefined {
  const text = Array.isArray(value) ? value.join('; ') : value === undefined ? '' : String(value);
  const isPlaceholder = /^(-+|0(\.0)? ?mm f\/0(\.0)?)$/.test(text.trim());
  return text.trim() === '' || isPlaceholder ? undefined : text;
}

/** Not what cameras and programs write in the place of a person's words. */
function toWords(value: unknown): string | undefined {
  const text = toText(value);
  return text === undefined || isJson(text) || MACHINE_TEXT.test(text.trim()) ? undefined : text;
}

const MACHINE_TEXT =
  /^((olympus|kodak|konica|minolta|sony|samsung|casio|moultrie|medion|digital|still|game|camera|pictures?|dsc|exif_jpeg_picture|default)\s*)+$|^(dcim[\\/]|file source|created with gimp)/i;

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}

function toPositive(value: unknown): number | undefined {
  const first = typeof value === 'string' ? value.split(/[ ,]/)[0] : Array.isArray(value) ? value[0] : value;
  const number = Number(first);
  return Number.isFinite(number) && number > 0 ? number : undefined;
}

/** 65,535 says that another tag has the value. */
function toSensitivity(value: unknown): number | undefined {
  const iso = toPositive(value);
  return iso === 65_535 ? undefined : iso;
}

/** Windows' percents are 1, 25, 50, 75 and 99. */
function toStars(tags: ExiftoolTags): number | undefined {
  for (const name of inOrder(tags, DESCRIPTION_SOURCES.rating)) {
    const rating = name.endsWith('RatingPercent')
      ? toRating(tags[name] && Math.ceil((Number(tags[name]) + 12) / 25))
      : toRating(tags[name]);
    if (rating !== undefined) return rating;
  }
  return undefined;
}

function toRating(value: unknown): number | undefined {
  const rating = value === undefined ? Number.NaN : Number(value);
  return rating >= -1 && rating <= 5 ? rating : undefined;
}

function toFired(value: unknown): boolean | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'boolean' || /^(true|false)$/i.test(String(value))) return /true/i.test(String(value));
  return (Number(value) & 1) === 1;
}

/** exiftool 12 takes AVIF's sequences for videos, and names HEIF by its first brand, this project by how the picture is coded; BigTIFF is TIFF. */
function toMimeType(tags: ExiftoolTags): string | undefined {
  if (tags['QuickTime:MajorBrand'] === 'avis') return 'image/avif';
  const mimeType = toText(tags['File:MIMEType'])?.replace('-sequence', '').replace('x-tiff-big', 'tiff');
  const isHevc = tags['QuickTime:HEVCConfigurationVersion'] !== undefined;
  return mimeType === 'image/heif' && isHevc ? 'image/heic' : mimeType;
}

function toOrientation(tags: ExiftoolTags): number | undefined {
  const orientation = Number(tags['IFD0:Orientation']);
  return orientation >= 1 && orientation <= 8 ? orientation : undefined;
}

/** HEIF turns the picture by a property of its own; everything else by EXIF. */
function toUprightSize(tags: ExiftoolTags): string | undefined {
  // The second is all that is known of a JPEG which breaks off before its picture.
  const exifSize = `${tags['ExifIFD:ExifImageWidth'] ?? ''} ${tags['ExifIFD:ExifImageHeight'] ?? ''}`;
  // HEIF's clap cuts what is shown out of what is coded: width, height, and where its middle is.
  const size = tags['QuickTime:CleanAperture'] ?? tags['Composite:ImageSize'] ?? exifSize;
  const [width, height] = String(size).split(/[ x]/);
  if (!width || !height || /^Bad IFD0/.test(String(tags['ExifTool:Warning']))) return undefined;
  const isHeif = tags['QuickTime:ImageSpatialExtent'] !== undefined;
  const isSideways = isHeif
    ? Number(tags['QuickTime:Rotation'] ?? 0) % 180 !== 0
    : (toOrientation(tags) ?? 1) >= 5;
  return isSideways ? `${height} ${width}` : `${width} ${height}`;
}

/** The first source with a date that a calendar knows, as far as it goes; a later one may know the time of that day. */
function toLocalTime(tags: ExiftoolTags): string | undefined {
  const known = CAPTURE_TIME_SOURCES.flatMap(({ tag, timeTag }) => {
    const time = timeTag === undefined ? '' : ` ${tags[timeTag] ?? ''}`;
    return toIsoTime(`${tags[tag] ?? ''}${time}`) ?? [];
  });
  const first = known[0];
  const ofThatDay = first?.length === 10 ? known.find((time) => time.startsWith(`${first}T`)) : undefined;
  if (first !== undefined) return ofThatDay ?? first;
  const gps = /^([1-9]\d{3}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)/.exec(
    String(tags['Composite:GPSDateTime'] ?? ''),
  );
  return gps === null ? undefined : `${gps[1]}-${gps[2]}-${gps[3]}T${gps[4]}`;
}

/** `2015:08:22 24:08:19`, or the start of it, as exiftool writes dates of every kind; zeros and blanks are unknown. */
function toIsoTime(text: string): string | undefined {
  const [, year, month, day, hour, minute, second, half] =
    /^([1-9]\d{3})(?:[:\-/. ](\d\d)(?:[:\-/. ](\d\d)(?:[T ](\d{1,2}):(\d\d)(?::(\d\d))?(?: ?([AP])M)?)?)?)?(?!\d)/i.exec(
      text,
    ) ?? [];
  if (year === undefined) return undefined;
  if (!Number(month)) return year;
  if (!Number(day)) return Number(month) <= 12 ? `${year}-${month}` : undefined;
  const date = `${year}-${month}-${day}`;
  const instant = Date.parse(`${date}T00:00:00Z`);
  if (!Number.isFinite(instant) || new Date(instant).getUTCDate() !== Number(day)) return undefined;
  if (hour === undefined) return date;
  if (Number(hour) > 24 || Number(minute) > 59 || Number(second ?? 0) > 60) return undefined;
  const isTwiceTwelve = half !== undefined && Number(hour) <= 12;
  const hours = isTwiceTwelve ? (Number(hour) % 12) + (/p/i.test(half) ? 12 : 0) : Number(hour) % 24;
  const seconds = second === undefined ? '' : `:${second}`;
  return `${date}T${String(hours).padStart(2, '0')}:${minute}${seconds}`;
}

function toSeconds(local: string | undefined): string | undefined {
  return local?.split('.')[0];
}

/** By exiftool's reading; but for the hemisphere that programs write beside XMP's number, which it leaves to the reader. */
function toCoordinates(tags: ExiftoolTags): { latitude: number; longitude: number } | undefined {
  const coordinate = (name: string) => {
    const exif = tags[`Composite:${name}`];
    if (exif !== undefined && exif !== '' && tags[`GPS:${name}`] !== undefined) return Number(exif);
    const xmp = Number(tags[`XMP-exif:${name}`] || Number.NaN);
    return /^[SW]/i.test(String(tags[`XMP-exif:${name}Ref`] ?? '')) ? -Math.abs(xmp) : xmp;
  };
  const [latitude, longitude] = [coordinate('GPSLatitude'), coordinate('GPSLongitude')];
  const isPossible =
    Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 && (latitude !== 0 || longitude !== 0);
  return isPossible ? { latitude, longitude } : undefined;
}

function toAltitude(tags: ExiftoolTags): number | undefined {
  const altitude = tags['Composite:GPSAltitude'] ?? tags['GPS:GPSAltitude'] ?? tags['XMP-exif:GPSAltitude'];
  const metres = altitude === undefined ? Number.NaN : Number(altitude);
  return Number.isFinite(metres) ? metres : undefined;
}

/** Those of all sources, and the last levels of hierarchies. */
function toKeywords(tags: ExiftoolTags): string[] | undefined {
  const flat = inOrder(tags, DESCRIPTION_SOURCES.keywords).flatMap((name) =>
    name.includes('XP') ? String(tags[name] ?? '').split(';') : toList(tags[name]),
  );
  const leaves = toPaths(tags).map((path) => path.split('|').at(-1) ?? '');
  const all = unique([...flat, ...leaves]);
  // IPTC has room for 64 bytes, and a record for so many.
  const isCut = (keyword: string) =>
    Buffer.byteLength(keyword) > 60 && all?.some((other) => other !== keyword && other.startsWith(keyword));
  return all?.filter((keyword) => !isCut(keyword)).slice(0, MAX_KEYWORDS);
}

function toPaths(tags: ExiftoolTags): string[] {
  return KEYWORD_PATH_SOURCES.flatMap(({ tag, separator }) =>
    toList(tags[tag]).map((path) => path.split(separator).join('|')),
  );
}

function toList(value: unknown): string[] {
  const list = Array.isArray(value) ? value : [value ?? ''];
  return list.map((item) => String(item).trim());
}

function unique(values: readonly string[]): string[] | undefined {
  const filled = [...new Set(values.map((value) => value.trim()).filter((value) => value !== ''))];
  return filled.length > 0 ? filled : undefined;
}

export function isSame(ours: FieldValue, expected: FieldValue): boolean {
  return ours === expected;
}

export function isSameNumber(ours: FieldValue, expected: FieldValue): boolean {
  const [one, other] = [Number(ours), Number(expected)];
  return Math.abs(one - other) <= Math.max(Math.abs(one), Math.abs(other)) * RELATIVE_TOLERANCE;
}

export function isSameDegree(ours: FieldValue, expected: FieldValue): boolean {
  return Math.abs(Number(ours) - Number(expected)) <= DEGREES_TOLERANCE;
}

/** Long texts are cut in the record: about as much of exiftool's is compared. */
function bound(text: string): string {
  return text.slice(0, MAX_TEXT_LENGTH / 2);
}

/** White space apart. exiftool writes `?` for bytes that are no UTF-8, and a number without its zeros. */
export function isSameText(ours: FieldValue, expected: FieldValue): boolean {
  const normal = (value: FieldValue) => bound(String(value).normalize('NFC').replace(/\s+/g, ' ').trim());
  const [one, other] = [normal(ours), normal(expected)];
  if (one === other || (one !== '' && Number(one) === Number(other))) return true;
  if (!other.includes('?') || one.length !== other.length) return false;
  return [...other].every((character, at) => character === '?' || character === one[at]);
}

function isSameList(ours: FieldValue, expected: FieldValue): boolean {
  if (!Array.isArray(ours) || !Array.isArray(expected) || ours.length !== expected.length) return false;
  return ours.every((value, at) => isSameText(value, expected[at]));
}
