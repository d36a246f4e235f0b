import { createHash } from 'node:crypto';
import { MAX_KEYWORDS, MAX_TEXT_LENGTH } from '@image-workflow/record/metadata';
import { describe, expect, it } from '@jest/globals';
import {
  ascii,
  byteValues,
  type ExifDirectory,
  shorts,
  toExif,
  undefinedBytes,
} from '../../../images/exif.ts';
import { exifSegment, frameSegment, photoshopSegment, toJpeg, xmpSegment } from '../../../images/jpeg.ts';
import { toTiff } from '../../../images/raw.ts';
import { extract, extractSupported, fromExif, fromSegments } from './extract.ts';
import { toImageResource, toIptc, UTF8_DECLARATION } from './iptc-block.ts';
import { languages, list, toXmp } from './xmp-packet.ts';

const IMAGE_DESCRIPTION = 0x010e;
const ARTIST = 0x013b;
const RATING = 0x4746;
const RATING_PERCENT = 0x4749;
const COPYRIGHT = 0x8298;
const USER_COMMENT = 0x9286;
const XP_TITLE = 0x9c9b;
const XP_AUTHOR = 0x9c9d;
const XP_KEYWORDS = 0x9c9e;

const IPTC_TITLE = 5;
const IPTC_KEYWORD = 25;
const IPTC_CREATOR = 80;
const IPTC_COPYRIGHT = 116;
const IPTC_CAPTION = 120;

const IPTC_RESOURCE = 0x0404;
const IPTC_DIGEST_RESOURCE = 0x0425;

async function describedBy(ifd0: ExifDirectory, exif: ExifDirectory = {}) {
  return (await fromExif({ ifd0, exif })).description;
}

describe('the description', () => {
  it('is absent where the file has none', async () => {
    expect(await fromExif({})).not.toHaveProperty('description');
  });

  it('is read from EXIF', async () => {
    const found = await describedBy({
      [IMAGE_DESCRIPTION]: ascii('At sea'),
      [ARTIST]: ascii('Ada'),
      [COPYRIGHT]: ascii('© Ada'),
      [RATING]: shorts(4),
    });

    expect(found).toEqual({ caption: 'At sea', creator: 'Ada', copyright: '© Ada', rating: 4 });
  });

  it('is read from XMP, in its default language', async () => {
    const xmp = toXmp(
      languages('dc:title', { de: 'Am Meer', 'x-default': 'At sea' }) +
        languages('dc:description', { fr: 'Le port &amp; le phare' }) +
        languages('dc:rights', { 'x-default': '© Ada' }) +
        list('dc:creator', 'Ada', 'Ben') +
        list('dc:subject', 'sea', 'harbour', 'sea'),
      'xmp:Rating="-1"',
    );

    const { description } = await fromSegments(xmpSegment(xmp));

    expect(description).toEqual({
      title: 'At sea',
      caption: 'Le port & le phare',
      creator: 'Ada; Ben',
      copyright: '© Ada',
      keywords: ['sea', 'harbour'],
      rating: -1,
    });
  });

  it('is read from IPTC', async () => {
    const iptc = toIptc(
      [IPTC_TITLE, 'At sea'],
      [IPTC_KEYWORD, 'sea'],
      [IPTC_KEYWORD, 'harbour'],
      [IPTC_CREATOR, 'Ada'],
      [IPTC_COPYRIGHT, '© Ada'],
      [IPTC_CAPTION, 'A ship'],
    );

    const { description } = await fromSegments(photoshopSegment(toImageResource(IPTC_RESOURCE, iptc)));

    expect(description).toEqual({
      title: 'At sea',
      caption: 'A ship',
      creator: 'Ada',
      copyright: '© Ada',
      keywords: ['sea', 'harbour'],
    });
  });

  it('reads IPTC that goes on in a second segment', async () => {
    const resource = toImageResource(IPTC_RESOURCE, toIptc([IPTC_CAPTION, 'A ship'], [IPTC_CREATOR, 'Ada']));

    const { description } = await fromSegments(
      photoshopSegment(resource.subarray(0, 25)),
      photoshopSegment(resource.subarray(25)),
    );

    expect(description).toEqual({ caption: 'A ship', creator: 'Ada' });
  });
});

describe('the precedence of the Metadata Working Group', () => {
  const exif = exifSegment(toExif({ ifd0: { [IMAGE_DESCRIPTION]: ascii('of EXIF') } }));
  const blankExif = exifSegment(toExif({ ifd0: { [IMAGE_DESCRIPTION]: ascii('    ') } }));
  const xmp = xmpSegment(toXmp(languages('dc:description', { 'x-default': 'of XMP' })));
  const block = toIptc([IPTC_CAPTION, 'of IPTC']);
  const digest = (bytes: Buffer) =>
    toImageResource(IPTC_DIGEST_RESOURCE, createHash('md5').update(bytes).digest());
  const iptc = toImageResource(IPTC_RESOURCE, block);

  it.each([
    ['EXIF before all', [exif, xmp, photoshopSegment(iptc)], 'of EXIF'],
    ['what is not blank', [blankExif, xmp, photoshopSegment(iptc)], 'of XMP'],
    ['XMP before IPTC', [xmp, photoshopSegment(iptc)], 'of XMP'],
    ['XMP in step with IPTC', [xmp, photoshopSegment(Buffer.concat([iptc, digest(block)]))], 'of XMP'],
    [
      'IPTC that was changed without XMP',
      [xmp, photoshopSegment(Buffer.concat([iptc, digest(Buffer.from('before the change'))]))],
      'of IPTC',
    ],
    ['IPTC where there is nothing else', [photoshopSegment(iptc)], 'of IPTC'],
  ])('takes %s', async (_, segments, caption) => {
    expect((await fromSegments(...segments)).description).toEqual({ caption });
  });
});

describe('an encoding', () => {
  it.each([
    ['UTF-8', Buffer.from('été à Nice')],
    ['Latin-1', Buffer.from('été à Nice', 'latin1')],
  ])('of EXIF text is recognised: %s', async (_, bytes) => {
    expect(await describedBy({ [IMAGE_DESCRIPTION]: undefinedBytes(bytes) })).toEqual({
      caption: 'été à Nice',
    });
  });

  it.each([
    [
      'declared UTF-8',
      Buffer.concat([UTF8_DECLARATION, toIptc([IPTC_CAPTION, Buffer.from('日本 été')])]),
      '日本 été',
    ],
    ['undeclared Latin-1', toIptc([IPTC_CAPTION, 'été']), 'été'],
    [
      'declared UTF-8 that is cut',
      Buffer.concat([UTF8_DECLARATION, toIptc([IPTC_CAPTION, Buffer.from('日本 été').subarray(0, -1)])]),
      '日本 ét',
    ],
    ['undeclared UTF-8', toIptc([IPTC_CAPTION, Buffer.from('日本 été')]), '日本 été'],
  ])('of IPTC is declared or recognised: %s', async (_, iptc, caption) => {
    const { description } = await fromSegments(photoshopSegment(toImageResource(IPTC_RESOURCE, iptc)));

    expect(description).toEqual({ caption });
  });

  it.each([
    ['ASCII', Buffer.from('ASCII\0\0\0A ship\0\0\0'), 'A ship'],
    [
      'Unicode, little-endian',
      Buffer.concat([Buffer.from('UNICODE\0'), Buffer.from('Ein Schiff ⛵', 'utf16le')]),
      'Ein Schiff ⛵',
    ],
    [
      'Unicode, big-endian',
      Buffer.concat([Buffer.from('UNICODE\0'), Buffer.from('Ein Schiff ⛵', 'utf16le').swap16()]),
      'Ein Schiff ⛵',
    ],
    [
      'JIS',
      Buffer.concat([Buffer.from('JIS\0\0\0\0\0'), Buffer.from('1b24422446246d1b2842', 'hex')]),
      'てろ',
    ],
    ['none, but UTF-8', Buffer.concat([Buffer.alloc(8), Buffer.from('été')]), 'été'],
    ['no prefix at all', Buffer.from('A ship at sea'), 'A ship at sea'],
    ['none, but what was in memory', Buffer.from('\0garbageA ship'), 'A ship'],
    ['Unicode, but ASCII', Buffer.from('UNICODE\0A ship'), 'A ship'],
  ])('of a user comment is named before it: %s', async (_, bytes, caption) => {
    expect(await describedBy({}, { [USER_COMMENT]: undefinedBytes(bytes) })).toEqual({ caption });
  });

  it('of a user comment of blanks alone makes no caption', async () => {
    const blanks = Buffer.from(`ASCII\0\0\0${' '.repeat(56)}`);

    expect(await describedBy({}, { [USER_COMMENT]: undefinedBytes(blanks) })).toBeUndefined();
  });

  it('of what Windows writes is UTF-16', async () => {
    const utf16 = (text: string) => byteValues(...Buffer.from(`${text}\0`, 'utf16le'));

    const found = await describedBy({
      [XP_TITLE]: utf16('Überfahrt 日本'),
      [XP_AUTHOR]: utf16('Ada'),
      [XP_KEYWORDS]: utf16('sea;  harbour;'),
    });

    expect(found).toEqual({ title: 'Überfahrt 日本', creator: 'Ada', keywords: ['sea', 'harbour'] });
  });

  it('of XMP may be UTF-16', async () => {
    const packet = toXmp(languages('dc:title', { 'x-default': '日本 été' })).replace(
      /<\?xpacket begin[^>]*>/,
      '',
    );

    const { description } = await fromSegments(xmpSegment(Buffer.from(packet.trim(), 'utf16le')));

    expect(description).toEqual({ title: '日本 été' });
  });
});

describe('the copyright of EXIF', () => {
  it.each([
    ['of both', 'Ada\0Ben', 'Ada\nBen'],
    ['of the photographer', 'Ada\0', 'Ada'],
    ['of the editor', ' \0Ben', 'Ben'],
  ])('is that of the photographer and the editor: %s', async (_, text, copyright) => {
    expect(await describedBy({ [COPYRIGHT]: ascii(text) })).toEqual({ copyright });
  });
});

describe('the rating', () => {
  it.each([99, -2])('is absent where it is no number of stars, and named: %s', async (rating) => {
    const xmp = xmpSegment(toXmp('', `xmp:Rating="${rating}"`));

    const { metadata, warnings } = await extractSupported(toJpeg(xmp, frameSegment(8, 8)));

    expect(metadata.description).toBeUndefined();
    expect(warnings).toEqual([`XMP-xmp:Rating ${rating} is no rating of -1 to 5`]);
  });

  // Microsoft, System.Rating: 1 to 12 are one star, 13 to 37 two, 38 to 62 three, 63 to 87 four, 88 to 99 five.
  it.each([
    [0, 0],
    [1, 1],
    [25, 2],
    [50, 3],
    [75, 4],
    [99, 5],
  ])('is read from the percents of Windows: %s', async (percent, rating) => {
    const xmp = toXmp(
      '',
      `xmlns:MicrosoftPhoto="http://ns.microsoft.com/photo/1.0/" MicrosoftPhoto:Rating="${percent}"`,
    );

    expect((await fromSegments(xmpSegment(xmp))).description).toEqual({ rating });
    expect(await describedBy({ [RATING_PERCENT]: shorts(percent) })).toEqual({ rating });
  });

  it('is the number of stars where both are written', async () => {
    const xmp = toXmp(
      '',
      'xmlns:MicrosoftPhoto="http://ns.microsoft.com/photo/1.0" MicrosoftPhoto:Rating="75" xmp:Rating="3"',
    );

    expect((await fromSegments(xmpSegment(xmp))).description).toEqual({ rating: 3 });
    expect(await describedBy({ [RATING_PERCENT]: shorts(75), [RATING]: shorts(3) })).toEqual({ rating: 3 });
  });
});

// https://github.com/gino0631/nextcloud-metadata/issues/67
it('what only ACDSee knows is read where nothing else says it', async () => {
  const acdsee = `<acdsee:caption>Of ACDSee</acdsee:caption>
    <acdsee:rating>4</acdsee:rating>${list('acdsee:keywords', 'of ACDSee')}`;
  const read = async (properties: string) => {
    const xmp = toXmp(properties, 'xmlns:acdsee="http://ns.acdsee.com/iptc/1.0/"');
    return (await fromSegments(xmpSegment(xmp))).description;
  };

  expect(await read(acdsee)).toEqual({ caption: 'Of ACDSee', keywords: ['of ACDSee'], rating: 4 });
  const others = `${languages('dc:description', { 'x-default': 'Of all' })}<xmp:Rating>2</xmp:Rating>`;
  expect(await read(acdsee + others)).toMatchObject({ caption: 'Of all', rating: 2 });
});

describe('keywords', () => {
  const NAMESPACES =
    'xmlns:lr="http://ns.adobe.com/lightroom/1.0/" xmlns:digiKam="http://www.digikam.org/ns/1.0/" ' +
    'xmlns:MicrosoftPhoto="http://ns.microsoft.com/photo/1.0/" xmlns:mediapro="http://ns.iview-multimedia.com/mediapro/1.0/"';

  it.each([
    ['lr:hierarchicalSubject', 'Nature|Animals|Cat'],
    ['digiKam:TagsList', 'Nature/Animals/Cat'],
    ['MicrosoftPhoto:LastKeywordXMP', 'Nature/Animals/Cat'],
    ['mediapro:CatalogSets', 'Nature|Animals|Cat'],
  ])('of a hierarchy keep their last level, and their path: %s', async (property, path) => {
    const xmp = toXmp(list(property, path, 'Ada'), NAMESPACES);

    expect((await fromSegments(xmpSegment(xmp))).description).toEqual({
      keywords: ['Cat', 'Ada'],
      keywordPaths: ['Nature|Animals|Cat'],
    });
  });

  it('are those of every source, each once', async () => {
    const xmp = toXmp(
      list('dc:subject', 'both', 'of XMP') +
        list('lr:hierarchicalSubject', 'Nature|both', 'Nature|deep', 'darktable|exported', 'Nature|deep') +
        list('digiKam:TagsList', 'Nature/deep', '_Digikam_Internal_Tags_/Version'),
      NAMESPACES,
    );
    const iptc = toIptc([IPTC_KEYWORD, 'of IPTC'], [IPTC_KEYWORD, 'both']);
    const windows = { [XP_KEYWORDS]: byteValues(...Buffer.from('both;of Windows\0', 'utf16le')) };

    const { description } = await fromSegments(
      exifSegment(toExif({ ifd0: windows })),
      xmpSegment(xmp),
      photoshopSegment(toImageResource(IPTC_RESOURCE, iptc)),
    );

    expect(description).toEqual({
      keywords: ['both', 'of XMP', 'of IPTC', 'of Windows', 'deep'],
      keywordPaths: ['Nature|both', 'Nature|deep'],
    });
  });

  it('that IPTC has cut at 64 bytes are not there twice', async () => {
    const long = 'The harbour of the old town of Visby on Gotland, seen from the wall in the evening';
    const iptc = toIptc([IPTC_KEYWORD, long.slice(0, 64)], [IPTC_KEYWORD, 'The harbour']);

    const { description } = await fromSegments(
      xmpSegment(toXmp(list('dc:subject', long))),
      photoshopSegment(toImageResource(IPTC_RESOURCE, iptc)),
    );

    expect(description).toEqual({ keywords: [long, 'The harbour'] });
  });
});

describe('what no person has written', () => {
  const xmp = xmpSegment(toXmp(languages('dc:description', { 'x-default': 'Grandma at the lake' })));

  it.each([
    'OLYMPUS DIGITAL CAMERA         ',
    'KONICA MINOLTA DIGITAL CAMERA',
    'KODAK Digital Still Camera',
    'MOULTRIE DIGITAL GAME CAMERA',
    'SONY DSC',
    'Minolta DSC',
    'SAMSUNG CAMERA PICTURES',
    '<KENOX S1050  / Samsung S1050>',
    '<Digimax i5, Samsung #1>',
    'Exif_JPEG_PICTURE',
    'DCIM\\100MEDIA\\DJI_0018.JPG',
    'My beautiful picture',
    'HELLOMOTO',
    'oznorWO',
    'default',
    'Acme',
    'Acme One',
    'CameraID=52.FrameCount=30.lutFilename=.configID=.configFilename=sharp.agc.Version=AGC9.2',
    'Created with GIMP',
    '{"sensor_type":"rear","mirror":false}',
    '<?xml version="1.0"?><data/>',
    'filter: 0; fileterIntensity: 0.0; filterMask: 0; module: photo;',
    'oplus_1048864',
    'R:  139 G:  255 B:  189 X:39852 Y:    0 S:    0',
    'Maker:0x4c,Date:2017-10-17,Ver:4,Lens:Kan03,Act:Lar01,E-ve',
  ])('is no caption, and named: %s', async (text) => {
    const exif = exifSegment(
      toExif({ ifd0: { 271: ascii('Acme'), 272: ascii('One'), [IMAGE_DESCRIPTION]: ascii(text) } }),
    );

    const { metadata, warnings } = await extractSupported(toJpeg(exif, xmp, frameSegment(8, 8)));

    expect(metadata.description).toEqual({ caption: 'Grandma at the lake' });
    expect(warnings).toEqual([expect.stringMatching(/^IFD0:ImageDescription (is|holds) /)]);
  });

  it.each([
    'My new digital camera',
    'The Olympus digital camera of my father',
    'Sony World Photography Awards',
    '[1968] At the lake',
    'Ada <3 Ben',
    'Camera: Ada; light: Ben',
    'Ada: 7 Ben: 9 at the lake',
    'JPEG',
    'hdr of the harbour',
    'DCIM is not a place',
    'x'.repeat(500),
  ])('is not taken for what one has: %s', async (text) => {
    expect(await describedBy({ [IMAGE_DESCRIPTION]: ascii(text) })).toEqual({ caption: text });
  });

  it.each([
    ['JSON', Buffer.from('ASCII\0\0\0{"sensor_type":"rear","mirror":false,"ts":123}'), 'is JSON'],
    [
      'numbers',
      Buffer.concat([Buffer.from('ASCII\0\0\0'), Buffer.from([1, 2, 65, 66, 200, 3])]),
      'is no text',
    ],
    ['numbers without a name', Buffer.from([7, 9, 65, 66, 200, 201, 5, 6, 18, 77]), 'is no text'],
    ['half a pair', Buffer.concat([Buffer.from('UNICODE\0'), Buffer.from([0, 0xd8, 65, 0])]), 'is no text'],
  ])('is a user comment of %s', async (_, bytes, warning) => {
    const exif = exifSegment(toExif({ exif: { [USER_COMMENT]: undefinedBytes(bytes) } }));

    const { metadata, warnings } = await extractSupported(toJpeg(exif, frameSegment(8, 8)));

    expect(metadata.description).toBeUndefined();
    expect(warnings).toEqual([`ExifIFD:UserComment ${warning}`]);
  });

  it('is no title either', async () => {
    const title = xmpSegment(toXmp(languages('dc:title', { 'x-default': 'SONY DSC' })));

    expect((await fromSegments(title)).description).toBeUndefined();
  });
});

describe('what a file says at length', () => {
  it('is cut, with a warning', async () => {
    const xmp = toXmp(
      languages('dc:description', { 'x-default': '⛵'.repeat(MAX_TEXT_LENGTH + 1) }) +
        list('dc:subject', ...Array.from({ length: MAX_KEYWORDS + 50 }, (_, index) => `keyword ${index}`)),
    );

    const { metadata, warnings } = await extractSupported(toJpeg(xmpSegment(xmp), frameSegment(8, 8)));

    expect(metadata.description?.caption).toBe('⛵'.repeat(MAX_TEXT_LENGTH));
    expect(metadata.description?.keywords).toHaveLength(MAX_KEYWORDS);
    expect(warnings).toEqual([
      `Of ${MAX_KEYWORDS + 50} keywords the first ${MAX_KEYWORDS} are kept`,
      `The caption of ${MAX_TEXT_LENGTH + 1} characters is cut to ${MAX_TEXT_LENGTH}`,
    ]);
  });

  it('is not repeated at length in a warning or a reason', async () => {
    const name = 'x'.repeat(50_000);
    const jpeg = toJpeg(...Array.from({ length: 30 }, () => xmpSegment(`<a><${name}>`)), frameSegment(8, 8));
    const raw = toTiff([
      new Map<number, number | string>([
        [0x0106, 32_803],
        [0x010f, name],
      ]),
    ]);

    const { warnings } = await extractSupported(jpeg);
    const refused = await extract(raw);

    expect(warnings.length).toBeLessThanOrEqual(20);
    expect(Math.max(...warnings.map((warning) => warning.length))).toBe(300);
    expect(refused).toEqual({ supported: false, reason: expect.stringMatching(/^.{1,330}$/) });
  });

  it('is never cut through a character of two units', async () => {
    const text = `a${'🚢'.repeat(MAX_TEXT_LENGTH / 2)}`;

    const { description } = await fromSegments(
      xmpSegment(toXmp(languages('dc:title', { 'x-default': text }))),
    );

    expect(description?.title).toBe(`a${'🚢'.repeat(MAX_TEXT_LENGTH / 2 - 1)}`);
  });
});
