import { describe, expect, it } from '@jest/globals';
import { ascii, longs, rationals, shorts } from '../../../images/exif.ts';
import { xmpSegment } from '../../../images/jpeg.ts';
import { fromExif, fromSegments } from './extract.ts';
import { list, toXmp } from './xmp-packet.ts';

const MAKE = 0x010f;
const MODEL = 0x0110;
const SOFTWARE = 0x0131;
const EXPOSURE_TIME = 0x829a;
const F_NUMBER = 0x829d;
const ISO = 0x8827;
const EXPOSURE_INDEX = 0x8832;
const FLASH = 0x9209;
const FOCAL_LENGTH = 0x920a;
const FOCAL_LENGTH_35MM = 0xa405;
const LENS_MODEL = 0xa434;

describe('the camera', () => {
  it('is what EXIF says, in numbers', async () => {
    const { camera } = await fromExif({
      ifd0: { [MAKE]: ascii('Acme'), [MODEL]: ascii('Acme 1'), [SOFTWARE]: ascii('1.02') },
      exif: {
        [EXPOSURE_TIME]: rationals([1, 80]),
        [F_NUMBER]: rationals([28, 10]),
        [ISO]: shorts(400),
        [FLASH]: shorts(0x19), // auto, fired
        [FOCAL_LENGTH]: rationals([50, 1]),
        [FOCAL_LENGTH_35MM]: shorts(75),
        [LENS_MODEL]: ascii('Acme 50mm F2.8'),
      },
    });

    expect(camera).toEqual({
      make: 'Acme',
      model: 'Acme 1',
      lens: 'Acme 50mm F2.8',
      exposureTimeSeconds: 0.0125,
      fNumber: 2.8,
      iso: 400,
      focalLengthMm: 50,
      focalLengthIn35mmFormat: 75,
      flashFired: true,
      software: '1.02',
    });
  });

  it('is absent where the file says nothing of it', async () => {
    expect(await fromExif({})).not.toHaveProperty('camera');
  });

  it('ends a name at its NUL, and drops the blanks around it', async () => {
    const { camera } = await fromExif({
      ifd0: { [MAKE]: ascii('NIKON   \0garbage'), [MODEL]: ascii(' E950 ') },
    });

    expect(camera).toEqual({ make: 'NIKON', model: 'E950' });
  });

  it('leaves out the zeros and the placeholders of what a camera does not know', async () => {
    const { camera } = await fromExif({
      ifd0: { [MAKE]: ascii('Acme'), [MODEL]: ascii('      '), [SOFTWARE]: ascii('') },
      exif: {
        [EXPOSURE_TIME]: rationals([0, 1]),
        [F_NUMBER]: rationals([0, 0]),
        [ISO]: shorts(0),
        [FOCAL_LENGTH]: rationals([5, 0]),
        [FOCAL_LENGTH_35MM]: shorts(0),
        [LENS_MODEL]: ascii('----'),
      },
    });

    expect(camera).toEqual({ make: 'Acme' });
  });

  it('takes the first of several sensitivities', async () => {
    const { camera } = await fromExif({ exif: { [ISO]: shorts(200, 0) } });

    expect(camera).toEqual({ iso: 200 });
  });

  it('finds a sensitivity that is too high for its tag', async () => {
    const { camera } = await fromExif({ exif: { [ISO]: shorts(65_535), [EXPOSURE_INDEX]: longs(102_400) } });

    expect(camera).toEqual({ iso: 102_400 });
  });

  it('says that the flash did not fire', async () => {
    const { camera } = await fromExif({ exif: { [FLASH]: shorts(0x10) } });

    expect(camera).toEqual({ flashFired: false });
  });

  it('is read where a camera wrote it into the wrong directory', async () => {
    const { camera } = await fromExif({
      ifd0: { [F_NUMBER]: rationals([4, 1]) },
      exif: { [MAKE]: ascii('Acme') },
    });

    expect(camera).toEqual({ make: 'Acme', fNumber: 4 });
  });

  it('is read from XMP where there is no EXIF', async () => {
    const xmp = toXmp(
      `${list('exif:ISOSpeedRatings', '640')}<exif:Flash rdf:parseType="Resource"><exif:Fired>True</exif:Fired></exif:Flash>`,
      'tiff:Make="Acme" tiff:Model="Acme 1" exif:FNumber="28/10" exif:ExposureTime="1/80" aux:Lens="50mm"',
    );

    const { camera } = await fromSegments(xmpSegment(xmp));

    expect(camera).toEqual({
      make: 'Acme',
      model: 'Acme 1',
      lens: '50mm',
      exposureTimeSeconds: 0.0125,
      fNumber: 2.8,
      iso: 640,
      flashFired: true,
    });
  });
});
