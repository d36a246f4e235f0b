import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { makeThumbnails } from '../../../../functions/generate-thumbnails/make-thumbnails.ts';
import { toBox } from '../../../../functions/shared/files/jpeg-2000-header.ts';
import { encodeBmp } from '../../../images/bmp.ts';
import { ascii, rationals, toExif } from '../../../images/exif.ts';
import { encodeHeic } from '../../../images/heic.ts';
import { EXIF_UUID, encodeJpeg2000, toJp2, XMP_UUID } from '../../../images/jpeg-2000.ts';
import { encodeJpegXl } from '../../../images/jxl.ts';
import { encodePsd } from '../../../images/psd.ts';
import { quadrants } from '../../../images/quadrants.ts';
import { toPreview } from './normalized.ts';

const SECRET = 'Secret place 51.5N'; // stands in every text tag, and is to be found in no derivative
const XMP = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" dc:title="${SECRET}"/></rdf:RDF></x:xmpmeta>`;

function tagged() {
  const { pixels, width, height } = quadrants(96, 64);
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .withExif({
      IFD0: { Copyright: SECRET, ImageDescription: SECRET },
      IFD3: {
        GPSLatitudeRef: 'N',
        GPSLatitude: '51/1 30/1 0/1',
        GPSLongitudeRef: 'E',
        GPSLongitude: '0/1 7/1 0/1',
      },
    })
    .withXmp(XMP)
    .withIccProfile('p3');
}

const exif = toExif({
  ifd0: { 270: ascii(SECRET) },
  gps: {
    1: ascii('N'),
    2: rationals([51, 1], [30, 1], [0, 1]),
    3: ascii('E'),
    4: rationals([0, 1], [7, 1], [0, 1]),
  },
});
const p3 = async () => (await sharp(await tagged().png().toBuffer()).metadata()).icc ?? Buffer.alloc(0);

/** Photoshop's resources, with a profile and IPTC too. */
async function taggedPsd(): Promise<Buffer> {
  const { pixels, width, height } = quadrants(96, 64);
  const planes = [0, 1, 2].map((channel) => Buffer.from(pixels.filter((_, index) => index % 3 === channel)));
  const caption = Buffer.concat([Buffer.from([0x1c, 2, 120, 0, SECRET.length]), Buffer.from(SECRET)]);
  const resources = new Map([
    [0x0404, caption],
    [0x040f, await p3()],
    [0x0422, exif],
    [0x0424, Buffer.from(XMP)],
  ]);
  return encodePsd({ width, height, bitDepth: 8, mode: 3, planes, resources });
}

/** A bitmap has no place for metadata: what somebody has put behind its pixels. */
function taggedBmp(): Buffer {
  const data = Buffer.concat([Buffer.alloc(96 * 64 * 3, 90), exif, Buffer.from(XMP)]);
  return encodeBmp({ width: 96, height: 64, bitsPerPixel: 24, data });
}

async function taggedJpegXl(): Promise<Buffer> {
  return Buffer.concat([
    Buffer.from('\0\0\0\x0cJXL \r\n\x87\n', 'latin1'),
    toBox('ftyp', Buffer.from('jxl \0\0\0\0jxl ', 'latin1')),
    toBox('Exif', Buffer.concat([Buffer.alloc(4), exif])),
    toBox('xml ', Buffer.from(XMP)),
    toBox('jxlc', await encodeJpegXl(quadrants(96, 64))),
  ]);
}

async function taggedJpeg2000(): Promise<Buffer> {
  const uuids = new Map([
    [EXIF_UUID, exif],
    [XMP_UUID, Buffer.from(XMP)],
  ]);
  return toJp2(await encodeJpeg2000(quadrants(96, 64)), { colors: await p3(), uuids });
}

describe.each<[string, () => Promise<Buffer> | Buffer]>([
  ['jpeg', () => tagged().jpeg().toBuffer()],
  ['png', () => tagged().png().toBuffer()],
  ['webp', () => tagged().webp().toBuffer()],
  ['tiff', () => tagged().tiff().toBuffer()],
  ['avif', () => tagged().avif({ effort: 0 }).toBuffer()],
  ['heic', () => encodeHeic(quadrants(96, 64), { exif })],
  ['psd', taggedPsd],
  ['bmp', taggedBmp],
  ['jxl', taggedJpegXl],
  ['jp2', taggedJpeg2000],
])('a %s with EXIF, GPS and XMP', (format, encode) => {
  it('leaves nothing of them in its preview and its thumbnails', async () => {
    const original = await encode();
    expect(original.includes(SECRET)).toBe(true);

    const { jpeg } = await toPreview(original, { format });
    const { thumbnails } = await makeThumbnails(jpeg, [32, 64]);

    for (const derivative of [jpeg, ...thumbnails.map(({ webp }) => webp)]) {
      const metadata = await sharp(derivative).metadata();
      for (const block of ['exif', 'xmp', 'iptc', 'icc', 'comments'])
        expect(metadata).not.toHaveProperty(block);
      expect(derivative.includes(SECRET)).toBe(false);
      expect(derivative.includes('Exif')).toBe(false);
    }
  });
});
