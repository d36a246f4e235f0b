import { describe, expect, it } from '@jest/globals';
import { APP13, frameSegment, type JpegSegment, photoshopSegment, toJpeg } from '../../../images/jpeg.ts';
import { toTiff } from '../../../images/raw.ts';
import { extractSupported } from './extract.ts';
import { toExtendedDataset, toImageResource, toIptc } from './iptc-block.ts';

const KEYWORD = 25;
const CAPTION = 120;
const IPTC_RESOURCE = 0x0404;
const IPTC_TAG = 33_723;
const PHOTOSHOP_TAG = 34_377;

const iptc = toIptc([KEYWORD, 'lake'], [KEYWORD, 'boat'], [CAPTION, 'On the lake']);
const described = { caption: 'On the lake', keywords: ['lake', 'boat'] };

async function fromResources(...resources: Buffer[]) {
  return fromSegment(photoshopSegment(Buffer.concat(resources)));
}

async function fromSegment(...segments: JpegSegment[]) {
  const { metadata, warnings } = await extractSupported(toJpeg(...segments, frameSegment(640, 480)));
  return { description: metadata.description, warnings };
}

describe("Photoshop's image resources", () => {
  it.each(['AgHg', 'DCSR', 'MeSa', 'PHUT'])(
    'are read behind one of another program: %s',
    async (signature) => {
      const foreign = toImageResource(0x03ed, Buffer.alloc(16), signature);

      const found = await fromResources(foreign, toImageResource(IPTC_RESOURCE, iptc));

      expect(found).toEqual({ description: described, warnings: [] });
    },
  );

  it.each([
    ['nothing that is known', Buffer.from('what is this, and how long?')],
    ['one that claims more than there is', toImageResource(0x03ed, Buffer.alloc(0)).fill(0x7f, 8, 12)],
    ['one whose odd length is not filled up', toImageResource(0x03ed, Buffer.alloc(15)).subarray(0, 27)],
  ])('are read behind %s', async (_, wrong) => {
    const found = await fromResources(wrong, toImageResource(IPTC_RESOURCE, iptc));

    expect(found.description).toEqual(described);
  });

  it('are read behind the header of an older Photoshop', async () => {
    const resources = toImageResource(IPTC_RESOURCE, iptc);

    const found = await fromSegment([APP13, Buffer.concat([Buffer.from('Adobe_Photoshop2.5:'), resources])]);

    expect(found.description).toEqual(described);
  });
});

describe('an IPTC block', () => {
  it('holds texts of more than 32 KiB', async () => {
    const long = toExtendedDataset(CAPTION, 'At sea. '.repeat(5_000));

    const { description } = await fromResources(
      toImageResource(IPTC_RESOURCE, Buffer.concat([long, toIptc([KEYWORD, 'lake'])])),
    );

    expect(description?.caption).toBe('At sea. '.repeat(250));
    expect(description?.keywords).toEqual(['lake']);
  });

  it('is read behind bytes that are no dataset, and says so', async () => {
    const block = Buffer.concat([
      toIptc([KEYWORD, 'lake']),
      Buffer.alloc(7, 0xee),
      toIptc([KEYWORD, 'boat']),
    ]);

    const { description, warnings } = await fromResources(toImageResource(IPTC_RESOURCE, block));

    expect(description).toEqual({ keywords: ['lake', 'boat'] });
    expect(warnings).toEqual(['The IPTC is damaged']);
  });

  it('counts as far as it goes where it breaks off, and says so', async () => {
    const { description, warnings } = await fromResources(
      toImageResource(IPTC_RESOURCE, iptc.subarray(0, -3)),
    );

    expect(description).toEqual({ caption: 'On the l', keywords: ['lake', 'boat'] });
    expect(warnings).toEqual(['The IPTC is damaged']);
  });

  it('keeps the text of a dataset with one wrong byte, or cut within a character', async () => {
    const { description } = await fromResources(
      toImageResource(
        IPTC_RESOURCE,
        toIptc([KEYWORD, Buffer.from('日本 \xe9t\xe9')], [KEYWORD, Buffer.from('日本').subarray(0, 5)]),
      ),
    );
    const mixed = toIptc([CAPTION, Buffer.concat([Buffer.from('日本 '), Buffer.from('été', 'latin1')])]);

    expect(description?.keywords).toEqual(['日本 été', '日']);
    expect((await fromResources(toImageResource(IPTC_RESOURCE, mixed))).description?.caption).toBe(
      '日本 été',
    );
  });

  it('is read from a TIFF whose numbers a program has swapped', async () => {
    const padded = Buffer.concat([iptc, Buffer.alloc((4 - (iptc.length % 4)) % 4)]);
    const tiff = toTiff([new Map<number, number | Buffer>([...size, [IPTC_TAG, padded.swap32()]])]);

    const { metadata, warnings } = await extractSupported(tiff);

    expect(metadata.description).toEqual(described);
    expect(warnings).toEqual([]);
  });

  it('of a TIFF that has it twice is the one that is whole', async () => {
    const tiff = toTiff([
      new Map<number, number | Buffer>([
        ...size,
        [IPTC_TAG, iptc.subarray(0, 11)],
        [PHOTOSHOP_TAG, toImageResource(IPTC_RESOURCE, iptc)],
      ]),
    ]);

    expect((await extractSupported(tiff)).metadata.description).toEqual(described);
  });

  it('of hostile lengths ends in an answer', async () => {
    const markers = Buffer.alloc(60_000, Buffer.from([0x1c, 2, KEYWORD, 0xff, 0xff]));

    expect((await fromResources(toImageResource(IPTC_RESOURCE, markers))).description).toBeUndefined();
  });
});

const size: [number, number][] = [
  [256, 640],
  [257, 480],
];
