// A second opinion: what exiftool itself makes of several sources, by the Metadata Working Group's rules (`-use MWG`) and in
// its composite tags. The expectations in ./expectations.ts go through the lists of sources that the extractor reads by, and
// would share a mistake in them.

import { type ImageMetadata, MAX_KEYWORDS } from '@image-workflow/record/metadata';
import type { ExiftoolTags } from './exiftool.ts';
import {
  type Expectation,
  type FieldValue,
  isSame,
  isSameDegree,
  isSameNumber,
  isSameText,
} from './expectations.ts';

const text = (tags: ExiftoolTags, name: string): string | undefined => {
  const value = tags[name];
  const joined = Array.isArray(value) ? value.join('; ') : String(value ?? '');
  return joined.trim() === '' ? undefined : joined;
};

const number = (tags: ExiftoolTags, name: string): number | undefined => {
  const value = Number(text(tags, name) ?? Number.NaN);
  return Number.isFinite(value) ? value : undefined;
};

/** Fields that exiftool reconciles; each is compared only where it has a value for it. */
export const COMPOSITES: readonly Expectation[] = [
  {
    field: 'MWG:DateTimeOriginal, else CreateDate',
    ours: ({ capturedAt }) => capturedAt && `${capturedAt.local}${capturedAt.offset ?? ''}`,
    expected: (tags) => toTime(text(tags, 'MWG:DateTimeOriginal') ?? text(tags, 'MWG:CreateDate')),
    agrees: isSameTime,
  },
  {
    field: 'Composite:SubSecDateTimeOriginal',
    ours: ({ capturedAt }) => capturedAt && `${capturedAt.local}${capturedAt.offset ?? ''}`,
    expected: (tags) => toTime(text(tags, 'Composite:SubSecDateTimeOriginal')),
    agrees: isSameTime,
  },
  {
    field: 'MWG:Orientation',
    ours: ({ orientation }) => orientation,
    expected: (tags) => number(tags, 'MWG:Orientation'),
    agrees: isSame,
  },
  composite('MWG:Description', ({ description }) => description?.caption),
  composite('MWG:Creator', ({ description }) => description?.creator),
  composite('MWG:Copyright', ({ description }) => description?.copyright),
  {
    field: 'MWG:Keywords, among ours',
    ours: ({ description }) => description?.keywords,
    expected: (tags) => toKeywords(tags['MWG:Keywords']),
    agrees: (ours, expected) =>
      Array.isArray(ours) &&
      Array.isArray(expected) &&
      expected.slice(0, MAX_KEYWORDS).every((keyword) => ours.some((other) => isSameText(other, keyword))),
  },
  {
    field: 'MWG:Rating',
    ours: ({ description }) => description?.rating,
    expected: (tags) => number(tags, 'MWG:Rating'),
    agrees: isSameNumber,
  },
  {
    field: 'Composite:GPSLatitude',
    ours: ({ location }) => location?.latitude,
    expected: (tags) => toPlace(tags)?.[0],
    agrees: isSameDegree,
  },
  {
    field: 'Composite:GPSLongitude',
    ours: ({ location }) => location?.longitude,
    expected: (tags) => toPlace(tags)?.[1],
    agrees: isSameDegree,
  },
];

function composite(name: string, ours: (metadata: ImageMetadata) => FieldValue): Expectation {
  return { field: name, ours, expected: (tags) => text(tags, name), agrees: isSameText };
}

/** `2022:01:10 15:15:44.31+02:00`, or the start of it. */
function toTime(written: string | undefined): string | undefined {
  const match = /^([1-9]\d{3})(?::(\d\d)(?::(\d\d))?)?(?: (.*))?$/.exec(written ?? '');
  if (match === null) return undefined;
  const [, year, month, day, time = ''] = match;
  const date = [year, month, day].filter((part) => part !== undefined).join('-');
  return time === '' ? date : `${date}T${time.replace(/^24/, '00').replace('Z', '+00:00')}`;
}

/** Blanks behind the time apart; an offset that only we know is ours to find. */
function isSameTime(ours: FieldValue, expected: FieldValue): boolean {
  const [one, other] = [String(ours), String(expected).trim()];
  return one === other || one.replace(/[+-]\d\d:\d\d$/, '') === other;
}

function toKeywords(value: unknown): string[] | undefined {
  const keywords = (Array.isArray(value) ? value : [value ?? ''])
    .map(String)
    .filter((keyword) => keyword.trim());
  return keywords.length > 0 ? keywords : undefined;
}

/** (0, 0) is no place. */
function toPlace(tags: ExiftoolTags): [number, number] | undefined {
  const [latitude, longitude] = [
    number(tags, 'Composite:GPSLatitude'),
    number(tags, 'Composite:GPSLongitude'),
  ];
  if (latitude === undefined || longitude === undefined || (latitude === 0 && longitude === 0))
    return undefined;
  return [latitude, longitude];
}
