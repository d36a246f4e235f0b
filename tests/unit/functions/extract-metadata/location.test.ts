import { describe, expect, it } from '@jest/globals';
import { ascii, byteValues, type ExifDirectory, rationals, srationals } from '../../../images/exif.ts';
import { frameSegment, toJpeg, xmpSegment } from '../../../images/jpeg.ts';
import { extractSupported, fromExif, fromSegments } from './extract.ts';
import { toXmp } from './xmp-packet.ts';

const LATITUDE_REF = 1;
const LATITUDE = 2;
const LONGITUDE_REF = 3;
const LONGITUDE = 4;
const ALTITUDE_REF = 5;
const ALTITUDE = 6;
const DIRECTION = 0x11;

/** Sydney, 33°51'25.2" S 151°12'18" E: 33.857 and 151.205. */
const sydney: ExifDirectory = {
  [LATITUDE_REF]: ascii('S'),
  [LATITUDE]: rationals([33, 1], [51, 1], [252, 10]),
  [LONGITUDE_REF]: ascii('E'),
  [LONGITUDE]: rationals([151, 1], [12, 1], [18, 1]),
};

async function location(gps: ExifDirectory) {
  return (await fromExif({ gps })).location;
}

describe('the location', () => {
  it('is signed degrees: south is negative', async () => {
    const found = await location(sydney);

    expect(found?.latitude).toBeCloseTo(-33.857, 6);
    expect(found?.longitude).toBeCloseTo(151.205, 6);
    expect(Object.keys(found ?? {})).toEqual(['latitude', 'longitude']);
  });

  it('is negative in the west', async () => {
    const found = await location({ ...sydney, [LATITUDE_REF]: ascii('N'), [LONGITUDE_REF]: ascii('W') });

    expect(found?.latitude).toBeCloseTo(33.857, 6);
    expect(found?.longitude).toBeCloseTo(-151.205, 6);
  });

  it('is the same in both byte orders', async () => {
    const { location: found } = await fromExif({ gps: sydney }, 'MM');

    expect(found).toEqual(await location(sydney));
  });

  it.each(['33,51.0,25.20', '33/1 51/1 2520/100', '33 deg 51\' 25.20"', '33.857'])(
    'is read where a program has written its numbers as text: %s',
    async (text) => {
      const found = await location({ ...sydney, [LATITUDE]: ascii(text) });

      expect(found?.latitude).toBeCloseTo(-33.857, 6);
    },
  );

  it.each<[string, ExifDirectory]>([
    [
      '(0, 0)',
      {
        ...sydney,
        [LATITUDE]: rationals([0, 1], [0, 1], [0, 1]),
        [LONGITUDE]: rationals([0, 1], [0, 1], [0, 1]),
      },
    ],
    [
      'no hemisphere',
      {
        [LATITUDE]: rationals([33, 1], [51, 1], [25, 1]),
        [LONGITUDE]: rationals([151, 1], [12, 1], [18, 1]),
      },
    ],
    ['an empty hemisphere', { ...sydney, [LATITUDE_REF]: ascii('') }],
    ['fractions of nothing', { ...sydney, [LATITUDE]: rationals([0, 0], [0, 0], [0, 0]) }],
    ['a latitude beyond the pole', { ...sydney, [LATITUDE]: rationals([91, 1], [0, 1], [0, 1]) }],
    ['a longitude beyond the date line', { ...sydney, [LONGITUDE]: rationals([181, 1], [0, 1], [0, 1]) }],
    ['a latitude alone', { [LATITUDE_REF]: ascii('S'), [LATITUDE]: rationals([33, 1], [51, 1], [25, 1]) }],
    ['an empty directory', {}],
  ])('is absent for %s', async (_, gps) => {
    expect(await location(gps)).toBeUndefined();
  });

  it('is there on the equator and on the prime meridian', async () => {
    const equator = await location({ ...sydney, [LATITUDE]: rationals([0, 1], [0, 1], [0, 1]) });
    const greenwich = await location({ ...sydney, [LONGITUDE]: rationals([0, 1], [0, 1], [0, 1]) });

    expect(equator?.latitude).toBe(0);
    expect(greenwich?.longitude).toBe(0);
  });

  it.each([
    ['above sea level', 0, 101.5],
    ['below sea level', 1, -101.5],
    ['above, as Exif 3.0 writes it', 2, 101.5],
    ['below, as Exif 3.0 writes it', 3, -101.5],
  ])('has an altitude %s', async (_, reference, altitudeMeters) => {
    const gps = { ...sydney, [ALTITUDE_REF]: byteValues(reference), [ALTITUDE]: rationals([1015, 10]) };

    expect(await location(gps)).toMatchObject({ altitudeMeters });
  });

  it('has the direction in degrees from north', async () => {
    expect(await location({ ...sydney, [DIRECTION]: rationals([2065, 10]) })).toMatchObject({
      directionDegrees: 206.5,
    });
  });

  it.each<[string, [number, number]]>([
    ['is no number', [0, 0]],
    ['was negative and has lost its sign', [2 ** 32 - 96, 1]],
  ])('leaves out a direction beyond the circle, and an altitude that %s', async (_, altitude) => {
    const found = await location({
      ...sydney,
      [ALTITUDE]: rationals(altitude),
      [DIRECTION]: rationals([400, 1]),
    });

    expect(Object.keys(found ?? {})).toEqual(['latitude', 'longitude']);
  });

  it('is read from XMP where EXIF has none', async () => {
    const xmp = toXmp(
      '<exif:GPSLatitude>33,51.42S</exif:GPSLatitude><exif:GPSLongitude>151,12,18E</exif:GPSLongitude>' +
        '<exif:GPSAltitude>1015/10</exif:GPSAltitude><exif:GPSAltitudeRef>1</exif:GPSAltitudeRef>',
    );

    const { location: found } = await fromSegments(xmpSegment(xmp));

    expect(found?.latitude).toBeCloseTo(-33.857, 6);
    expect(found?.longitude).toBeCloseTo(151.205, 6);
    expect(found?.altitudeMeters).toBe(-101.5);
  });

  it.each<[string, ExifDirectory, number]>([
    // By exiftool 12.57, and the same where only one of the signs is written.
    ['S', { [LATITUDE]: srationals([-33, 1], [-51, 1], [-252, 10]) }, -33.857],
    ['S, of degrees alone', { [LATITUDE]: srationals([-38, 1], [1, 1], [30, 1]) }, -37.975],
    ['none', { [LATITUDE]: srationals([-33, 1], [-51, 1], [-252, 10]), [LATITUDE_REF]: ascii('') }, -33.857],
  ])('says the same by a sign and by the hemisphere: %s', async (_, latitude, expected) => {
    const found = await location({ ...sydney, ...latitude });

    expect(found?.latitude).toBeCloseTo(expected, 6);
  });

  it.each([
    ['decimal degrees with hemispheres', '60.5', 'N', '68', 'W', 60.5, -68],
    ['decimal degrees with both signs', '-33.857', 'S', '-68.25', 'W', -33.857, -68.25],
    ['signed decimal degrees', '60.731941666666664', '', '-135.0668333', '', 60.731942, -135.066833],
    ['decimal degrees and a letter', '33.857S', '', '151.205E', '', -33.857, 151.205],
    ['a letter before it', 'S 33.857', '', 'W 151,12.3', '', -33.857, -151.205],
    // https://github.com/immich-app/immich/issues/3540: the photograph is of Chile
    ['hemispheres beside it', '18,32.725541N', 'S', '70,19.873308E', 'W', -18.545426, -70.331222],
    ['signs of angles', '33°51\'25.2"S', '', '151°12\'18"E', '', -33.857, 151.205],
    ["exiftool's wording", '33 deg 51\' 25.20" S', '', '151 deg 12\' 18.00" E', '', -33.857, 151.205],
    ['fractions', '33/1,51/1,252/10S', '', '151/1,12/1,18/1E', '', -33.857, 151.205],
  ])('is read from XMP however it is written: %s', async (_, ...written) => {
    const [latitude, northOrSouth, longitude, eastOrWest, expectedLatitude, expectedLongitude] = written;
    const reference = (name: string, value: string) =>
      value && `<exif:GPS${name}Ref>${value}</exif:GPS${name}Ref>`;
    const xmp = toXmp(
      `<exif:GPSLatitude>${latitude}</exif:GPSLatitude><exif:GPSLongitude>${longitude}</exif:GPSLongitude>` +
        reference('Latitude', northOrSouth) +
        reference('Longitude', eastOrWest),
    );

    const { location: found } = await fromSegments(xmpSegment(xmp));

    expect(found?.latitude).toBeCloseTo(expectedLatitude, 6);
    expect(found?.longitude).toBeCloseTo(expectedLongitude, 6);
  });

  it('is named in the warnings, without its value, where it is not understood', async () => {
    const xmp = xmpSegment(toXmp('', 'exif:GPSLatitude="about 33" exif:GPSLongitude="151,12,18E"'));

    const { metadata, warnings } = await extractSupported(toJpeg(xmp, frameSegment(8, 8)));

    expect(metadata).not.toHaveProperty('location');
    expect(warnings).toEqual(['XMP-exif:GPSLatitude is no latitude']);
  });
});
