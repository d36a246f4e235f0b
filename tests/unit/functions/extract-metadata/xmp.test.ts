import { describe, expect, it } from '@jest/globals';
import { Tags } from '../../../../functions/extract-metadata/tags.ts';
import { readXmp } from '../../../../functions/extract-metadata/xmp.ts';
import { APP1, type JpegSegment } from '../../../images/jpeg.ts';
import { fromSegments } from './extract.ts';
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
