import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { ascii, type ExifDirectories, rationals } from '../../../images/exif.ts';
import { photoshopSegment, xmpSegment } from '../../../images/jpeg.ts';
import { fromExif, fromSegments } from './extract.ts';
import { toImageResource, toIptc } from './iptc-block.ts';
import { toXmp } from './xmp-packet.ts';

const DATE_TIME_ORIGINAL = 0x9003;
const CREATE_DATE = 0x9004;
const OFFSET_TIME = 0x9010;
const OFFSET_TIME_ORIGINAL = 0x9011;
const OFFSET_TIME_DIGITIZED = 0x9012;
const SUB_SEC_ORIGINAL = 0x9291;
const MODIFY_DATE = 0x0132;
const GPS_TIME = 0x0007;
const GPS_DATE = 0x001d;

const taken = { [DATE_TIME_ORIGINAL]: ascii('2024:05:01 10:20:30') };

/** The satellites' clock: 2024-05-01 and a time of UTC. */
const satellites = (hours: number, minutes: number, seconds: number) => ({
  [GPS_TIME]: rationals([hours, 1], [minutes, 1], [seconds, 1]),
  [GPS_DATE]: ascii('2024:05:01'),
});

async function capturedAt(directories: ExifDirectories) {
  return (await fromExif(directories)).capturedAt;
}

describe('the capture time', () => {
  it('is the wall time alone where the file says no more', async () => {
    expect(await capturedAt({ exif: taken })).toEqual({ local: '2024-05-01T10:20:30', offsetSource: 'none' });
  });

  it('keeps the sub-seconds as the camera wrote them', async () => {
    const time = await capturedAt({ exif: { ...taken, [SUB_SEC_ORIGINAL]: ascii('070 ') } });

    expect(time?.local).toBe('2024-05-01T10:20:30.070');
  });

  it.each([
    '0000:00:00 00:00:00',
    '    :  :     :  :  ',
    '2024:13:01 10:20:30',
    '2023:02:29 10:20:30',
    '2024:05:01 24:00:00',
    '2024:05:01 10:61:30',
    'yesterday',
    '',
  ])('is absent where the date is impossible: "%s"', async (text) => {
    expect(await capturedAt({ exif: { [DATE_TIME_ORIGINAL]: ascii(text) } })).toBeUndefined();
  });

  it.each(['2024:05:01 10:20:30', '2024-05-01 10:20:30', '2024/05/01 10:20:30', '2024:5:1 10:20:30'])(
    'is read however its parts are joined: %s',
    async (text) => {
      const time = await capturedAt({ exif: { [DATE_TIME_ORIGINAL]: ascii(text) } });

      expect(time?.local).toBe('2024-05-01T10:20:30');
    },
  );

  it('is the digitized time where none was taken, and never the time of a change', async () => {
    const digitized = await capturedAt({
      ifd0: { [MODIFY_DATE]: ascii('2025:01:01 00:00:00') },
      exif: {
        [DATE_TIME_ORIGINAL]: ascii('0000:00:00 00:00:00'),
        [CREATE_DATE]: ascii('2024:05:02 11:00:00'),
      },
    });

    expect(digitized?.local).toBe('2024-05-02T11:00:00');
    expect(await capturedAt({ ifd0: { [MODIFY_DATE]: ascii('2025:01:01 00:00:00') } })).toBeUndefined();
  });

  it.each([
    [
      'XMP',
      xmpSegment(toXmp('<exif:DateTimeOriginal>2024-05-01T10:20:30.5+02:00</exif:DateTimeOriginal>')),
      'xmp',
    ],
    [
      'IPTC',
      photoshopSegment(toImageResource(0x0404, toIptc([55, '20240501'], [60, '102030+0200']))),
      'iptc',
    ],
  ])('is read from %s where EXIF has none', async (_, segment, offsetSource) => {
    const { capturedAt: time } = await fromSegments(segment);

    expect(time).toMatchObject({ offset: '+02:00', offsetSource });
    expect(time?.local).toMatch(/^2024-05-01T10:20:30/);
    expect(time?.utc).toMatch(/^2024-05-01T08:20:30/);
  });
});

describe('the offset', () => {
  it.each([
    ['+02:00', '+02:00', '2024-05-01T08:20:30Z'],
    ['-03:30', '-03:30', '2024-05-01T13:50:30Z'],
    ['+0545', '+05:45', '2024-05-01T04:35:30Z'],
    ['Z', '+00:00', '2024-05-01T10:20:30Z'],
  ])('is that of the original time: %s', async (text, offset, utc) => {
    const time = await capturedAt({ exif: { ...taken, [OFFSET_TIME_ORIGINAL]: ascii(text) } });

    expect(time).toEqual({ local: '2024-05-01T10:20:30', offset, utc, offsetSource: 'exif' });
  });

  it.each(['   :  ', '+25:00', '+02:75', 'local'])('is absent where it is impossible: "%s"', async (text) => {
    const time = await capturedAt({ exif: { ...taken, [OFFSET_TIME_ORIGINAL]: ascii(text) } });

    expect(time).toEqual({ local: '2024-05-01T10:20:30', offsetSource: 'none' });
  });

  it('is that of the change only while the file is unchanged', async () => {
    const exif = { ...taken, [OFFSET_TIME]: ascii('+02:00') };

    const unchanged = await capturedAt({ ifd0: { [MODIFY_DATE]: ascii('2024:05:01 10:20:30') }, exif });
    const changed = await capturedAt({ ifd0: { [MODIFY_DATE]: ascii('2024:06:01 18:00:00') }, exif });

    expect(unchanged).toMatchObject({ offset: '+02:00', offsetSource: 'exif' });
    expect(changed).toEqual({ local: '2024-05-01T10:20:30', offsetSource: 'none' });
  });

  it('is that of the digitized time where both times are one', async () => {
    const exif = {
      ...taken,
      [CREATE_DATE]: ascii('2024:05:01 10:20:30'),
      [OFFSET_TIME_DIGITIZED]: ascii('+09:00'),
    };

    expect(await capturedAt({ exif })).toMatchObject({ offset: '+09:00', offsetSource: 'exif' });
  });

  it.each([
    ['east', satellites(4, 50, 25), '+05:30'],
    ['west', satellites(13, 50, 45), '-03:30'],
    ['Nepal', satellites(4, 35, 30), '+05:45'],
  ])("is the difference to the satellites' clock: %s", async (_, gps, offset) => {
    expect(await capturedAt({ exif: taken, gps })).toMatchObject({ offset, offsetSource: 'gps' });
  });

  it.each([
    ['an old fix', satellites(8, 9, 0)],
    ['a quarter hour that no zone has', satellites(8, 5, 30)],
    ['a date of the wrong decade', { ...satellites(8, 20, 30), [GPS_DATE]: ascii('2004:09:15') }],
    ['a time that is none', { ...satellites(8, 20, 30), [GPS_TIME]: rationals([0, 0], [0, 0], [0, 0]) }],
  ])('is absent where the difference is no offset in use: %s', async (_, gps) => {
    expect(await capturedAt({ exif: taken, gps })).toEqual({
      local: '2024-05-01T10:20:30',
      offsetSource: 'none',
    });
  });

  it("is UTC where only the satellites' clock is known", async () => {
    expect(await capturedAt({ gps: satellites(8, 20, 30) })).toEqual({
      local: '2024-05-01T08:20:30',
      offset: '+00:00',
      utc: '2024-05-01T08:20:30Z',
      offsetSource: 'gps',
    });
  });
});

describe("the host's time zone", () => {
  const script = `
    import { toCaptureTime } from './functions/extract-metadata/capture-time.ts';
    import { Tags } from './functions/extract-metadata/tags.ts';
    const tags = new Tags();
    tags.set('ExifIFD:DateTimeOriginal', ['2024:03:31 02:30:00']); // skipped where summer time begins that night
    tags.set('ExifIFD:OffsetTimeOriginal', ['+01:00']);
    console.log(JSON.stringify(toCaptureTime(tags)));
  `;

  it.each(['UTC', 'Asia/Kolkata', 'America/St_Johns', 'Europe/Berlin'])('plays no part: %s', (TZ) => {
    const child = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
      env: { ...process.env, TZ, NODE_OPTIONS: '' },
      encoding: 'utf8',
    });

    expect(JSON.parse(child.stdout)).toEqual({
      local: '2024-03-31T02:30:00',
      offset: '+01:00',
      utc: '2024-03-31T01:30:00Z',
      offsetSource: 'exif',
    });
  });
});
