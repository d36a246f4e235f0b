// Where the photograph was taken, if the file says so in a way that can be true.

import type { Location } from '../shared/metadata.ts';
import type { Tags } from './tags.ts';

/** @returns undefined where either coordinate is absent, no number or out of range, and for (0, 0): phones write that for "unknown". */
export function toLocation(tags: Tags): Location | undefined {
  const latitude = toDegrees(tags, 'Latitude', 'S', 90);
  const longitude = toDegrees(tags, 'Longitude', 'W', 180);
  if (latitude === undefined || longitude === undefined) return undefined;
  if (latitude === 0 && longitude === 0) return undefined;
  const location: Location = { latitude, longitude };
  const altitude = tags.number('GPS:GPSAltitude');
  if (altitude !== undefined) {
    const isBelow = tags.number('GPS:GPSAltitudeRef') === 1;
    location.altitudeMeters = isBelow ? -altitude : altitude;
  }
  const direction = tags.number('GPS:GPSImgDirection');
  if (direction !== undefined && direction >= 0 && direction <= 360) location.directionDegrees = direction;
  return location;
}

/** Degrees, minutes and seconds as one signed number. */
function toDegrees(tags: Tags, name: string, negativeRef: string, limit: number): number | undefined {
  const [degrees, minutes = 0, seconds = 0] = tags.numbers(`GPS:GPS${name}`);
  const reference = tags.text(`GPS:GPS${name}Ref`)?.toUpperCase();
  if (degrees === undefined || reference === undefined) return undefined;
  const value = degrees + minutes / 60 + seconds / 3600;
  if (!(Math.abs(value) <= limit)) return undefined;
  return reference.startsWith(negativeRef) ? -value : value;
}
