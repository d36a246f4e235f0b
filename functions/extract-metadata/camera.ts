// The camera and how it was set. A value that cannot be true is absent: programs write zeros for what they do not know.

import type { Camera } from '@image-workflow/record/metadata';
import { CAMERA_SOURCES } from './sources.ts';
import type { Tags } from './tags.ts';

/** @returns undefined where the file says nothing of the camera. */
export function toCamera(tags: Tags): Camera | undefined {
  const text = (field: keyof typeof CAMERA_SOURCES) => first(field, (name) => known(tags.text(name)));
  const number = (field: keyof typeof CAMERA_SOURCES) => first(field, (name) => positive(tags.number(name)));
  const camera = {
    make: text('make'),
    model: text('model'),
    lens: text('lens'),
    exposureTimeSeconds: number('exposureTimeSeconds'),
    fNumber: number('fNumber'),
    iso: first('iso', (name) => sensitivity(tags.number(name))),
    focalLengthMm: number('focalLengthMm'),
    focalLengthIn35mmFormat: number('focalLengthIn35mmFormat'),
    flashFired: first('flashFired', (name) => toFired(tags, name)),
    software: text('software'),
  };
  const entries = Object.entries(camera).filter(([, value]) => value !== undefined);
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

/** The value of the first source that has one. */
function first<T>(field: keyof typeof CAMERA_SOURCES, read: (name: string) => T | undefined): T | undefined {
  for (const name of CAMERA_SOURCES[field]) {
    const value = read(name);
    if (value !== undefined) return value;
  }
  return undefined;
}

function positive(value: number | undefined): number | undefined {
  return value !== undefined && value > 0 ? value : undefined;
}

/** The tag has room for 65,534; a higher one is written into the tags behind it, and this one says so by 65,535. */
const BEYOND_ISO = 65_535;

function sensitivity(value: number | undefined): number | undefined {
  return value === BEYOND_ISO ? undefined : positive(value);
}

/** What cameras write where nothing can be known, such as a lens without contacts. */
const PLACEHOLDER = /^(-+|0(\.0)? ?mm f\/0(\.0)?)$/;

function known(text: string | undefined): string | undefined {
  return text === undefined || PLACEHOLDER.test(text) ? undefined : text;
}

/** EXIF's flash is a set of bits, of which the lowest says that it fired; XMP says True or False. */
function toFired(tags: Tags, name: string): boolean | undefined {
  const flash = tags.number(name);
  if (flash !== undefined) return (flash & 1) === 1;
  const fired = tags.text(name)?.toLowerCase();
  return fired === 'true' || fired === 'false' ? fired === 'true' : undefined;
}
