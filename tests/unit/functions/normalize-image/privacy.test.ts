import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { makeThumbnails } from '../../../../functions/generate-thumbnails/make-thumbnails.ts';
import { encodeHeic } from '../../../images/heic.ts';
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

const exif = Buffer.concat([
  Buffer.from('49492a000800000001000e010200', 'hex'), // ImageDescription, ASCII
  Buffer.from([SECRET.length + 1, 0, 0, 0, 26, 0, 0, 0, 0, 0, 0, 0]),
  Buffer.from(`${SECRET}\0`),
]);

describe.each<[string, () => Promise<Buffer> | Buffer]>([
  ['jpeg', () => tagged().jpeg().toBuffer()],
  ['png', () => tagged().png().toBuffer()],
  ['webp', () => tagged().webp().toBuffer()],
  ['tiff', () => tagged().tiff().toBuffer()],
  ['avif', () => tagged().avif({ effort: 0 }).toBuffer()],
  ['heic', () => encodeHeic(quadrants(96, 64), { exif })],
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
