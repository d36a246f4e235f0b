import { describe, expect, it } from '@jest/globals';
import { Tags } from '../../../../functions/extract-metadata/tags.ts';
import { readXmp } from '../../../../functions/extract-metadata/xmp.ts';
import {
  APP1,
  extendedXmpSegments,
  frameSegment,
  type JpegSegment,
  toJpeg,
  xmpSegment,
} from '../../../images/jpeg.ts';
import { extractSupported, fromSegments } from './extract.ts';
import { languages, list, toXmp } from './xmp-packet.ts';

function read(packet: string) {
  const tags = new Tags();
  const warnings = readXmp(Buffer.from(packet), tags);
  return { tags, warnings };
}

describe('an XMP packet', () => {
  it('knows properties by their namespace, whatever its prefix', () => {
    const packet = toXmp('', 'xmp:Rating="3"').replaceAll(/\bxmp(?=[:=])/g, 'xap');

    const { tags, warnings } = read(packet);

    expect(tags.text('XMP-xmp:Rating')).toBe('3');
    expect(warnings).toEqual([]);
  });

  it('is found in a JPEG behind a header that a program has got wrong', async () => {
    const segment: JpegSegment = [
      APP1,
      Buffer.from(`http://ns.adobe.com/xap/1.0/${toXmp('', 'xmp:Rating="3"')}`),
    ];

    expect((await fromSegments(segment)).description).toEqual({ rating: 3 });
  });

  it('is not confused by the same property of another picture in it', () => {
    const ingredient = `<xmpMM:Pantry xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"><rdf:Bag><rdf:li>
      <rdf:Description xmp:Rating="1">${languages('dc:title', { 'x-default': 'another' })}</rdf:Description>
    </rdf:li></rdf:Bag></xmpMM:Pantry>`;

    const { tags } = read(toXmp(ingredient + languages('dc:title', { 'x-default': 'this' })));

    expect(tags.text('XMP-dc:Title')).toBe('this');
    expect(tags.text('XMP-xmp:Rating')).toBeUndefined();
  });

  it('takes a value with qualifiers without them', () => {
    // ISO 16684-1, 7.8; exiftool 12.57 reads alpine and sunrise, and a rating of 4
    const qualified = '<rdf:value>alpine</rdf:value><xmp:Nickname>of a list</xmp:Nickname>';
    const { tags } = read(
      toXmp(`<dc:subject><rdf:Bag>
        <rdf:li rdf:parseType="Resource">${qualified}</rdf:li>
        <rdf:li><rdf:Description rdf:value="sunrise" xmp:Nickname="of a list"/></rdf:li><rdf:li>plain</rdf:li>
      </rdf:Bag></dc:subject>
      <xmp:Rating rdf:parseType="Resource"><rdf:value>4</rdf:value><dc:source>Ada</dc:source></xmp:Rating>`),
    );

    expect(tags.texts('XMP-dc:Subject')).toEqual(['alpine', 'sunrise', 'plain']);
    expect(tags.text('XMP-xmp:Rating')).toBe('4');
  });

  it('takes text as text: character references, sections, and digits that are no numbers', () => {
    const { tags } = read(
      toXmp(list('dc:subject', 'A &amp; B &#x26f5;', '<![CDATA[<sea>]]>', '007', 'true')),
    );

    expect(tags.texts('XMP-dc:Subject')).toEqual(['A & B ⛵', '<sea>', '007', 'true']);
  });

  it('counts as far as it goes where it breaks off', () => {
    const packet = toXmp(
      languages('dc:title', { 'x-default': 'At sea' }) + list('dc:subject', 'sea', 'harbour'),
    );

    const { tags, warnings } = read(packet.slice(0, packet.indexOf('harbour')));

    expect(tags.text('XMP-dc:Title')).toBe('At sea');
    expect(warnings).toEqual([expect.stringMatching(/^The XMP is damaged: /)]);
  });

  it.each([
    ['a control character', '<dc:source>one\x01two</dc:source>'],
    ['an ampersand that stands for itself', '<dc:source>Tom & Jerry</dc:source>'],
    ['an ampersand in an attribute', '<dc:source dc:format="Tom & Jerry"/>'],
    ['a less-than sign that stands for itself', '<dc:source>1 < 2, 3<4</dc:source>'],
    ['a tag that is never closed', '<dc:source><dc:format>x</dc:source>'],
    ['a tag that closes nothing', '<dc:source>x</dc:source></dc:format>'],
    ['a tag that begins with a digit', '<1st>x</1st>'],
    ['a name with two colons', '<dc:source:de>x</dc:source:de>'],
    ['a prefix that is not declared', '<foo:bar foo:baz="1">x</foo:bar>'],
    ['the same attribute twice', '<dc:source dc:format="1" dc:format="2">x</dc:source>'],
    ['an attribute without quotes', '<dc:source dc:format=1>x</dc:source>'],
    ["HTML's entities", '<dc:source>caf&eacute;&nbsp;</dc:source>'],
    ['a character that XML has not', '<dc:source>&#0;&#xFFFF;</dc:source>'],
    ['a second declaration', '<?xml version="1.0"?>'],
  ])('is read behind what is wrong, and says so: %s', (_, wrong) => {
    const packet = toXmp(
      languages('dc:title', { 'x-default': 'before' }) + wrong + list('dc:subject', 'behind', 'it'),
    );

    const { tags, warnings } = read(packet);

    expect(tags.text('XMP-dc:Title')).toBe('before');
    expect(tags.texts('XMP-dc:Subject')).toEqual(['behind', 'it']);
    expect(warnings).toEqual([expect.stringMatching(/^The XMP is damaged: /)]);
  });

  it('ends a property that is never closed where the next begins', () => {
    const { tags } = read(toXmp(`<dc:title>At sea${list('dc:subject', 'sea')}<xmp:Rating>4</xmp:Rating>`));

    expect(tags.texts('XMP-dc:Title')).toEqual(['At sea']);
    expect(tags.texts('XMP-dc:Subject')).toEqual(['sea']);
    expect(tags.text('XMP-xmp:Rating')).toBe('4');
  });

  it('keeps text with signs that stand for themselves', () => {
    const { tags } = read(toXmp(list('dc:subject', 'Tom & Jerry', '1 < 2', '&amp; & <![CDATA[& <]]>')));

    expect(tags.texts('XMP-dc:Subject')).toEqual(['Tom & Jerry', '1 < 2', '& & & <']);
  });

  it('keeps characters beside a byte that is no UTF-8', () => {
    const packet = Buffer.from(toXmp(languages('dc:title', { 'x-default': 'Straße, caf#' })));
    packet[packet.indexOf('caf#') + 3] = 0xe9; // é in Latin-1

    const tags = new Tags();
    readXmp(packet, tags);

    expect(tags.text('XMP-dc:Title')).toBe('Straße, café');
  });

  it('knows customary prefixes that are not declared, and namespaces of another version or without their last sign', () => {
    const undeclared = toXmp('', 'photoshop:DateCreated="2025" xmp:Rating="2"')
      .replace(/xmlns:photoshop="[^"]*"/, '')
      .replace('http://ns.adobe.com/xap/1.0/', 'http://ns.adobe.com/xap/1.1');

    const { tags } = read(undeclared);

    expect(tags.text('XMP-photoshop:DateCreated')).toBe('2025');
    expect(tags.text('XMP-xmp:Rating')).toBe('2');
  });

  it('ends at its end, whatever a longer one has left behind it', () => {
    const { tags, warnings } = read(
      `${toXmp('', 'xmp:Rating="3"')}ption></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`,
    );

    expect(tags.text('XMP-xmp:Rating')).toBe('3');
    expect(warnings).toEqual([]);
  });

  it('expands no entities of its own', () => {
    const bomb = `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>${toXmp(list('dc:subject', '&b;'))}`;

    const { tags, warnings } = read(bomb);

    expect(tags.texts('XMP-dc:Subject')).toEqual(['&b;']);
    expect(warnings).toHaveLength(1);
  });

  it('is left where it nests without end', () => {
    const { warnings } = read(toXmp('<dc:title>'.repeat(5_000)));

    expect(warnings).toEqual([expect.stringContaining('nests more than 100 deep')]);
  });

  it.each(['', 'no XML at all', '<a/>', '\0\0\0'])('has no properties where it is none: "%s"', (packet) => {
    expect(read(packet).tags.texts('XMP-dc:Title')).toEqual([]);
  });
});

describe('extended XMP', () => {
  const name = 'A5F5888A0FE625DC6EC6417AADFF1477';
  const main = xmpSegment(
    toXmp('', `xmp:Rating="4" xmpNote:HasExtendedXMP="${name}"`).replace(
      'xmlns:dc',
      'xmlns:xmpNote="http://ns.adobe.com/xmp/note/" xmlns:dc',
    ),
  );
  const packet = toXmp(
    `<dc:source>${'x'.repeat(100_000)}</dc:source>${list('dc:subject', 'alpine', 'sunrise')}`,
  );
  const parts = extendedXmpSegments(packet, name, 40_000);
  const extractFrom = (...segments: JpegSegment[]) =>
    extractSupported(toJpeg(...segments, frameSegment(8, 8)));

  it.each([
    ['in order', [main, ...parts]],
    ['in any order, and before the packet that names it', [...parts.toReversed(), main]],
    [
      'beside that of another packet',
      [main, ...extendedXmpSegments(toXmp('', 'xmp:Rating="1"'), 'F'.repeat(32), 999), ...parts],
    ],
  ])('is joined from its parts: %s', async (_, segments) => {
    const { metadata, warnings } = await extractFrom(...segments);

    expect(metadata.description).toEqual({ keywords: ['alpine', 'sunrise'], rating: 4 });
    expect(warnings).toEqual([]);
  });

  it('counts as far as its parts follow one another, and says so', async () => {
    const early = toXmp(`${list('dc:subject', 'alpine')}<dc:source>${'x'.repeat(100_000)}</dc:source>`);
    const [first, , third] = extendedXmpSegments(early, name, 40_000) as [
      JpegSegment,
      JpegSegment,
      JpegSegment,
    ];

    const { metadata, warnings } = await extractFrom(main, first, third);

    expect(metadata.description).toEqual({ keywords: ['alpine'], rating: 4 });
    expect(warnings).toEqual([expect.stringMatching(/^The XMP is damaged: /)]);
  });

  it('that no packet of the file names is left, and named', async () => {
    const { metadata, warnings } = await extractFrom(xmpSegment(toXmp('', 'xmp:Rating="4"')), ...parts);

    expect(metadata.description).toEqual({ rating: 4 });
    expect(warnings).toEqual(['The extended XMP belongs to no XMP of the file']);
  });

  it('is read up to 1 MiB', async () => {
    const depthMap = extendedXmpSegments(toXmp('x'.repeat(3_000_000)), name, 65_000);

    const { warnings } = await extractFrom(main, ...depthMap);

    expect(warnings[0]).toMatch(/^Of 300\d{4} bytes of extended XMP the first 1048576 are read$/);
  });
});

describe('a hostile packet', () => {
  const bytes = 200_000;
  const fill = (text: string) => text.repeat(Math.ceil(bytes / text.length));

  it.each([
    ['open tags', fill('<dc:a>')],
    ['tags that close nothing', fill('</dc:a>')],
    ['tags without an end', fill('<dc:a "')],
    ['less-than signs', fill('<')],
    ['ampersands', fill('&')],
    ['sections that do not end', fill('<![CDATA[')],
    ['comments that do not end', fill('<!--')],
    ['attributes', `<dc:a ${Array.from({ length: 10_000 }, (_, index) => `dc:a${index}="1"`).join(' ')}/>`],
    ['items', list('dc:subject', ...Array.from({ length: 20_000 }, () => 'x'))],
  ])('ends in an answer: %s', (_, content) => {
    const { tags } = read(toXmp(`<xmp:Rating>3</xmp:Rating>${content}`));

    expect(tags.text('XMP-xmp:Rating')).toBe('3');
  });
});
