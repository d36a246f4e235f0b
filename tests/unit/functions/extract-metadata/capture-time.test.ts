import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { ascii, type ExifDirectories, rationals, toExif } from '../../../images/exif.ts';
import { exifSegment, frameSegment, photoshopSegment, toJpeg, xmpSegment } from '../../../images/jpeg.ts';
import { insertBehindPicture, toTextChunk } from '../../../images/png.ts';
import { extractSupported, fromExif, fromSegments } from './extract.ts';
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

  it('has the sub-seconds that only another source has of the same second, and none of zeros', async () => {
    const capturedAt = async (created: string) => {
      const xmp = xmpSegment(toXmp('', `photoshop:DateCreated="${created}"`));
      return (await fromSegments(exifSegment(toExif({ exif: taken })), xmp)).capturedAt;
    };

    expect((await capturedAt('2024-05-01T10:20:30.939'))?.local).toBe('2024-05-01T10:20:30.939');
    for (const created of ['2024-05-01T10:20:30.000', '2024-05-01T10:20:31.939', '2024-05-01T10:20']) {
      expect((await capturedAt(created))?.local).toBe('2024-05-01T10:20:30');
    }
  });

  it.each([
    '0000:00:00 00:00:00',
    '    :  :     :  :  ',
    '2024:13:01 10:20:30',
    '2023:02:29 10:20:30',
    '2024:05:01 25:00:00',
    '0001:01:01 00:00:00',
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

describe('a time that is written in another way', () => {
  it.each([
    ['hour 24 of that day', '2015:08:22 24:08:19', '2015-08-22T00:08:19'],
    ['afternoon', '2017:05:16 1:48:24 pm', '2017-05-16T13:48:24'],
    ['midnight', '2017:05:16 12:48:24 AM', '2017-05-16T00:48:24'],
    ['noon, with dots', '2017:05:16 12:48:24 p.m.', '2017-05-16T12:48:24'],
    ['afternoon in Chinese', '2015:08:22 \u4e0b\u5348 03:04:05', '2015-08-22T15:04:05'],
    [
      'Arabic digits',
      '\u0662\u0660\u0661\u0667:\u0660\u0665:\u0661\u0666 \u0660\u0661:\u0664\u0668:\u0662\u0664',
      '2017-05-16T01:48:24',
    ],
    ['a colon before the hour', '2014:04:26:19:09:19', '2014-04-26T19:09:19'],
    ['no terminating second digit', '2014:04:26 19:09:1', '2014-04-26T19:09:01'],
    ['a zone that is no offset', '2014:04:26 19:09:19 CEST', '2014-04-26T19:09:19'],
    ['RFC 1123', 'Tue, 16 Jan 2024 20:42:11 +0100', '2024-01-16T20:42:11'],
    ['C', 'Tue Jan 16 20:42:11 2024', '2024-01-16T20:42:11'],
    ['blanks instead of zeros', '2002:07: 1 12: 0: 5', '2002-07-01T12:00:05'],
    ['the day first', '30/06/2007 18:45:17', '2007-06-30T18:45:17'],
    ['the month first', '06/30/2007 18:45:17', '2007-06-30T18:45:17'],
    ['basic ISO 8601', '20240501T102030Z', '2024-05-01T10:20:30'],
  ])('is read all the same: %s', async (_, text, local) => {
    const time = await capturedAt({
      exif: { [DATE_TIME_ORIGINAL]: ascii(Buffer.from(text).toString('latin1')) },
    });

    expect(time?.local).toBe(local);
    expect(time).not.toHaveProperty('precision');
  });

  it.each([
    ['an unclear date', '06/07/2007 18:45:17'],
    ['a minute that no clock shows', '2024:05:01 10:61:30'],
    ['words', 'yesterday'],
  ])('is named where it is not understood: %s', async (_, text) => {
    const jpeg = toJpeg(
      exifSegment(toExif({ exif: { [DATE_TIME_ORIGINAL]: ascii(text) } })),
      frameSegment(640, 480),
    );

    const { metadata, warnings } = await extractSupported(jpeg);

    expect(metadata).not.toHaveProperty('capturedAt');
    expect(warnings).toEqual([`ExifIFD:DateTimeOriginal "${text}" is no date`]);
  });

  it('is not named where it is what programs write for unknown', async () => {
    for (const text of ['0000:00:00 00:00:00', '    :  :     :  :  ', '0']) {
      const exif = toExif({ exif: { [DATE_TIME_ORIGINAL]: ascii(text) } });

      expect((await extractSupported(toJpeg(exifSegment(exif), frameSegment(8, 8)))).warnings).toEqual([]);
    }
  });
});

describe('a date without a time', () => {
  it.each([
    ['a day', '2011:10:08', { local: '2011-10-08', precision: 'day' }],
    ['a day with a blank time', '2011:10:08   :  :  ', { local: '2011-10-08', precision: 'day' }],
    ['a month', '2011:10', { local: '2011-10', precision: 'month' }],
    ['a month with a zero day', '2011:10:00 00:00:00', { local: '2011-10', precision: 'month' }],
    ['a year', '2025', { local: '2025', precision: 'year' }],
    ['a year and noon', '1993-00-00 12:00:00', { local: '1993', precision: 'year' }],
    ['a year with blanks', '1993:  :     :  :  ', { local: '1993', precision: 'year' }],
    ['a minute', '2011:10:08 09:20', { local: '2011-10-08T09:20', precision: 'minute' }],
  ])('is cut to what is known, in EXIF: %s', async (_, text, known) => {
    expect(await capturedAt({ exif: { [DATE_TIME_ORIGINAL]: ascii(text) } })).toEqual({
      ...known,
      offsetSource: 'none',
    });
  });

  it.each([
    ['1968-07-21', { local: '1968-07-21', precision: 'day' }],
    ['1968-07', { local: '1968-07', precision: 'month' }],
    ['1968', { local: '1968', precision: 'year' }],
    [
      '1968-07-21T10:20+02:00',
      { local: '1968-07-21T10:20', precision: 'minute', offset: '+02:00', utc: '1968-07-21T08:20Z' },
    ],
  ])('is cut to what is known, in XMP: %s', async (text, known) => {
    const { capturedAt: time } = await fromSegments(xmpSegment(toXmp('', `photoshop:DateCreated="${text}"`)));

    expect(time).toMatchObject(known);
  });

  it.each<[string, [number, string][], object]>([
    ['a day', [[55, '19680721']], { local: '1968-07-21', precision: 'day' }],
    ['a month', [[55, '19680700']], { local: '1968-07', precision: 'month' }],
    ['a year', [[55, '19680000']], { local: '1968', precision: 'year' }],
    ['a month in six digits', [[55, '200303  ']], { local: '2003-03', precision: 'month' }],
    [
      'a day and a blank time',
      [
        [55, '19680721'],
        [60, '      '],
      ],
      { local: '1968-07-21', precision: 'day' },
    ],
    [
      'a day with hyphens',
      [
        [55, '1968-07-21'],
        [60, '10:20:30'],
      ],
      { local: '1968-07-21T10:20:30' },
    ],
  ])('is cut to what is known, in IPTC: %s', async (_, datasets, known) => {
    const segment = photoshopSegment(toImageResource(0x0404, toIptc(...datasets)));

    expect((await fromSegments(segment)).capturedAt).toEqual({ ...known, offsetSource: 'none' });
  });

  it('takes the time of that day from a source that knows it, and no time of another day', async () => {
    const day = { [DATE_TIME_ORIGINAL]: ascii('2011:10:08') };

    const same = await capturedAt({ exif: { ...day, [CREATE_DATE]: ascii('2011:10:08 09:20:30') } });
    const another = await capturedAt({ exif: { ...day, [CREATE_DATE]: ascii('2019:01:02 09:20:30') } });

    expect(same?.local).toBe('2011-10-08T09:20:30');
    expect(another).toMatchObject({ local: '2011-10-08', precision: 'day' });
  });
});

describe("PNG's creation time", () => {
  it.each([
    ['as Windows writes it', '2024:01:16 20:42:11', { local: '2024-01-16T20:42:11', offsetSource: 'none' }],
    [
      'as the standard has it',
      'Tue, 16 Jan 2024 20:42:11 +0100',
      { local: '2024-01-16T20:42:11', offset: '+01:00', utc: '2024-01-16T19:42:11Z', offsetSource: 'png' },
    ],
  ])('is the capture time, %s', async (_, text, time) => {
    const png = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'teal' } })
      .png()
      .toBuffer();

    const { metadata } = await extractSupported(insertBehindPicture(png, toTextChunk('Creation Time', text)));

    expect(metadata.capturedAt).toEqual(time);
  });
});

describe('the offset', () => {
  it.each([
    ['+02:00', '+02:00', '2024-05-01T08:20:30Z'],
    ['-03:30', '-03:30', '2024-05-01T13:50:30Z'],
    ['+0545', '+05:45', '2024-05-01T04:35:30Z'],
    ['+9', '+09:00', '2024-05-01T01:20:30Z'],
    ['Z', '+00:00', '2024-05-01T10:20:30Z'],
  ])('is that of the original time: %s', async (text, offset, utc) => {
    const time = await capturedAt({ exif: { ...taken, [OFFSET_TIME_ORIGINAL]: ascii(text) } });

    expect(time).toEqual({ local: '2024-05-01T10:20:30', offset, utc, offsetSource: 'exif' });
  });

  it.each(['   :  ', '+25:00', '+02:75', 'local'])('is absent where it is impossible: "%s"', async (text) => {
    const time = await capturedAt({ exif: { ...taken, [OFFSET_TIME_ORIGINAL]: ascii(text) } });

    expect(time).toEqual({ local: '2024-05-01T10:20:30', offsetSource: 'none' });
  });

  it('is the digitized time also where a program has written it into the first directory', async () => {
    expect((await capturedAt({ ifd0: { [CREATE_DATE]: ascii('2011:01:02 03:04:05') } }))?.local).toBe(
      '2011-01-02T03:04:05',
    );
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
    console.log(JSON.stringify(toCaptureTime(tags, [])));
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
