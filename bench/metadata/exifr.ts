// The library that one would use instead, as one would use it: the judge's yardstick (`--exifr`).

import { readFile } from 'node:fs/promises';
import type { Camera, Description, ImageMetadata } from '@image-workflow/record/metadata';
import exifr from 'exifr';

/** All blocks that hold what a record needs; values as numbers, dates as the file has them. */
const OPTIONS = {
  tiff: true,
  xmp: true,
  iptc: true,
  icc: true,
  translateValues: false,
  reviveValues: false,
} as const;

/**
 * @param file - Format and size of the file, which exifr does not tell.
 * @returns What exifr reads; nothing where it throws.
 */
export async function readWithExifr(path: string, file: ImageMetadata): Promise<ImageMetadata> {
  const { format, mimeType, width, height } = file;
  const bytes = await readFile(path);
  try {
    const tags = await exifr.parse(bytes, OPTIONS);
    return { format, mimeType, width, height, ...toMetadata(tags ?? {}) };
  } catch {
    return { format, mimeType, width, height };
  }
}

function toMetadata(tags: Record<string, unknown>): Partial<ImageMetadata> {
  const text = (...names: string[]) =>
    names.map((name) => tags[name]).find((value) => typeof value === 'string');
  const number = (name: string) => (typeof tags[name] === 'number' ? tags[name] : undefined);
  const camera = {
    make: text('Make'),
    model: text('Model'),
    lens: text('LensModel', 'Lens'),
    software: text('Software'),
    exposureTimeSeconds: number('ExposureTime'),
    fNumber: number('FNumber'),
    iso: number('ISO'),
    focalLengthMm: number('FocalLength'),
    focalLengthIn35mmFormat: number('FocalLengthIn35mmFormat'),
    flashFired: number('Flash') === undefined ? undefined : (Number(tags.Flash) & 1) === 1,
  } as Camera;
  const description = {
    title: text('title', 'ObjectName'),
    caption: text('ImageDescription', 'description', 'Caption'),
    creator: text('Artist', 'creator', 'Byline'),
    copyright: text('Copyright', 'rights', 'CopyrightNotice'),
    keywords: tags.subject ?? tags.Keywords,
    rating: number('Rating'),
  } as Description;
  const local = /^(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)/.exec(text('DateTimeOriginal', 'CreateDate') ?? '');
  const [latitude, longitude] = [number('latitude'), number('longitude')];
  return {
    camera,
    description,
    orientation: number('Orientation'),
    colorProfile: text('ProfileDescription'),
    ...(local && { capturedAt: { local: `${local[1]}-${local[2]}-${local[3]}T${local[4]}` } }),
    ...(latitude !== undefined && {
      location: { latitude, longitude, altitudeMeters: number('GPSAltitude') },
    }),
  } as Partial<ImageMetadata>;
}
