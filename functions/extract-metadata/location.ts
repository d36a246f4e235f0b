// Where the photograph was taken, if the file says so in a way that can be true.

import type { Location } from '@image-workflow/record/metadata';
import type { Tags } from './tags.ts';

/**
 * @returns undefined where either coordinate is absent, no number or out of range, and for (0, 0): phones write
 *   that where they do not know, or were told not to tell.
 */
export function toLocation(tags: Tags): Location | undefined {
  const latitude = exifDegrees(tags, 'Latitude', 90) ?? xmpDegrees(tags, 'Latitude', 90);
  const longitude = exifDegrees(tags, 'Longitude', 180) ?? xmpDegrees(tags, 'Longitude', 180);
  if (latitude === undefined || longitude === undefined) return undefined;
  if (latitude === 0 && longitude === 0) return undefined;

  const altitudeMeters = toAltitude(tags, 'GPS') ?? toAltitude(tags, 'XMP-exif');
  const directionDegrees = toDirection(tags, 'GPS') ?? toDirection(tags, 'XMP-exif');
  return {
    latitude,
    longitude,
    ...(altitudeMeters !== undefined && { altitudeMeters }),
    ...(directionDegrees !== undefined && { directionDegrees }),
  };
}

type Coordinate = 'Latitude' | 'Longitude';

/** Degrees, minutes and seconds, each perhaps with a fraction, and a hemisphere without which the sign is unknown. */
function exifDegrees(tags: Tags, name: Coordinate, limit: number): number | undefined {
  const [degrees, minutes = 0, seconds = 0] = tags.numbers(`GPS:GPS${name}`);
  const hemisphere = tags.text(`GPS:GPS${name}Ref`);
  if (degrees === undefined || hemisphere === undefined) return undefined;
  return signed(degrees + minutes / 60 + seconds / 3600, hemisphere, limit);
}

/** XMP writes one text: `47,22.5N` or `47,22,30N`. */
function xmpDegrees(tags: Tags, name: Coordinate, limit: number): number | undefined {
  const match = /^(\d+),(\d+(?:\.\d+)?)(?:,(\d+(?:\.\d+)?))?([NSEW])$/i.exec(
    tags.text(`XMP-exif:GPS${name}`) ?? '',
  );
  if (match === null) return undefined;
  const [, degrees, minutes, seconds = '0', hemisphere = ''] = match;
  return signed(Number(degrees) + Number(minutes) / 60 + Number(seconds) / 3600, hemisphere, limit);
}

function signed(degrees: number, hemisphere: string, limit: number): number | undefined {
  if (!(Math.abs(degrees) <= limit)) return undefined;
  return /^[SW]/i.test(hemisphere) ? 0 - degrees : degrees;
}

/** Metres; references 1 and 3 (of Exif 3.0) say below. */
function toAltitude(tags: Tags, group: 'GPS' | 'XMP-exif'): number | undefined {
  const altitude = tags.number(`${group}:GPSAltitude`);
  if (altitude === undefined) return undefined;
  const reference = tags.number(`${group}:GPSAltitudeRef`);
  return reference === 1 || reference === 3 ? 0 - Math.abs(altitude) : altitude;
}

function toDirection(tags: Tags, group: 'GPS' | 'XMP-exif'): number | undefined {
  const direction = tags.number(`${group}:GPSImgDirection`);
  return direction !== undefined && direction >= 0 && direction <= 360 ? direction : undefined;
}
