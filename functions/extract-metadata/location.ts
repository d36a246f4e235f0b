// Where the photograph was taken, if the file says so in a way that can be true.

import type { Location } from '@image-workflow/record/metadata';
import type { Tags } from './tags.ts';

type Group = 'GPS' | 'XMP-exif';
type Coordinate = 'Latitude' | 'Longitude';

const LIMITS: Readonly<Record<Coordinate, number>> = { Latitude: 90, Longitude: 180 };

/**
 * @param warnings - Gets each coordinate that is written and not understood, without its value.
 * @returns undefined where either coordinate is absent, no number or out of range, and for (0, 0): phones write
 *   that where they do not know, or were told not to tell.
 */
export function toLocation(tags: Tags, warnings: string[]): Location | undefined {
  const latitude = toDegrees(tags, 'Latitude', warnings);
  const longitude = toDegrees(tags, 'Longitude', warnings);
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

function toDegrees(tags: Tags, name: Coordinate, warnings: string[]): number | undefined {
  const degrees = exifDegrees(tags, name) ?? xmpDegrees(tags, name);
  const tag = (['GPS', 'XMP-exif'] as const)
    .map((group) => `${group}:GPS${name}`)
    .find((candidate) => tags.texts(candidate).some((text) => /\d/.test(text)));
  if (degrees === undefined && tag !== undefined) warnings.push(`${tag} is no ${name.toLowerCase()}`);
  return degrees;
}

/**
 * Degrees, minutes and seconds, each perhaps with a fraction, and a hemisphere without which the sign is unknown.
 * Some programs write the sign and the hemisphere too: they say the same.
 */
function exifDegrees(tags: Tags, name: Coordinate): number | undefined {
  const parts = tags.numbers(`GPS:GPS${name}`);
  const hemisphere = tags.text(`GPS:GPS${name}Ref`);
  if (parts.length === 0) return undefined;
  if (hemisphere !== undefined) return signed(parts, isSouthOrWest(hemisphere), name);
  return parts.some((part) => part < 0) ? signed(parts, true, name) : undefined;
}

/** One of up to three numbers; programs write fractions too: `30/1`. */
const NUMBER = /[-+]?\d+(?:\.\d+)?(?:\/\d+)?/g;

/** What may stand around the numbers, without blanks: commas, the signs of angles, a hemisphere. */
const ANGLE_SIGNS = /^[NSEW]?(?:[,;°º˚′'’″"”]|deg)*[NSEW]?$/i;

/** No angle is written in more. */
const MAX_ANGLE_LENGTH = 60;

/**
 * XMP writes one text, `47,22.5N` or `47,22,30N`; programs also write decimal degrees, with a sign (`-68.25`) or the
 * hemisphere in a property of its own.
 */
function xmpDegrees(tags: Tags, name: Coordinate): number | undefined {
  const text = tags.text(`XMP-exif:GPS${name}`) ?? '';
  if (text.length > MAX_ANGLE_LENGTH || !ANGLE_SIGNS.test(text.replace(NUMBER, '').replace(/\s/g, '')))
    return undefined;
  const parts = (text.match(NUMBER) ?? []).map((number) => {
    const [numerator = Number.NaN, denominator = 1] = number.split('/').map(Number);
    return numerator / denominator;
  });
  // Programs that turn degrees without a sign into XMP's form write N and E, and the truth beside it.
  const beside = /^[NSEW]/i.exec(tags.text(`XMP-exif:GPS${name}Ref`) ?? '')?.[0];
  const hemisphere = beside ?? /^[NSEW]|[NSEW]$/i.exec(text)?.[0];
  const isNegative = hemisphere === undefined ? text.startsWith('-') : isSouthOrWest(hemisphere);
  return signed(parts, isNegative, name);
}

function isSouthOrWest(hemisphere: string): boolean {
  return /^[SW]/i.test(hemisphere);
}

/**
 * @param parts - Degrees, minutes and seconds, of which the first alone has to be there. A sign is that of the angle as a
 *   whole, or of the degrees alone, to which minutes are then added (-38, 1, 30 is 37.975 in the south), as exiftool reads it.
 */
function signed(parts: readonly number[], isNegative: boolean, name: Coordinate): number | undefined {
  const [degrees = Number.NaN, minutes = 0, seconds = 0] = parts;
  const angle = Math.abs(degrees + minutes / 60 + seconds / 3600);
  if (!(angle <= LIMITS[name])) return undefined;
  return isNegative ? 0 - angle : angle;
}

/** No camera has been farther away: negative metres in a tag without a sign are four million kilometres. */
const MAX_ALTITUDE_METERS = 1_000_000;

/** Metres; references 1 and 3 (of Exif 3.0) say below. */
function toAltitude(tags: Tags, group: Group): number | undefined {
  const altitude = tags.number(`${group}:GPSAltitude`);
  if (altitude === undefined || Math.abs(altitude) > MAX_ALTITUDE_METERS) return undefined;
  const reference = tags.number(`${group}:GPSAltitudeRef`);
  return reference === 1 || reference === 3 ? 0 - Math.abs(altitude) : altitude;
}

function toDirection(tags: Tags, group: Group): number | undefined {
  const direction = tags.number(`${group}:GPSImgDirection`);
  return direction !== undefined && direction >= 0 && direction <= 360 ? direction : undefined;
}
