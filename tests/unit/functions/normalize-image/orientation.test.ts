import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { encodeHeic, encodeHeicGrid } from '../../../images/heic.ts';
import { quadrants, quadrantsOf, UPRIGHT } from '../../../images/quadrants.ts';
import { toPreview } from './normalized.ts';

const SIZE = { width: 96, height: 64 };
const ORIENTATIONS = [1, 2, 3, 4, 5, 6, 7, 8];

/** The orientation as EXIF; of AVIF, libheif writes it as `irot` and `imir`. */
function stored(orientation: number) {
  const { pixels, width, height } = quadrants(SIZE.width, SIZE.height, orientation);
  return sharp(pixels, { raw: { width, height, channels: 3 } }).withMetadata({ orientation });
}

const FORMATS: [string, (orientation: number) => Promise<Buffer> | Buffer][] = [
  ['jpeg', (orientation) => stored(orientation).jpeg({ chromaSubsampling: '4:4:4' }).toBuffer()],
  ['png', (orientation) => stored(orientation).png().toBuffer()],
  ['webp', (orientation) => stored(orientation).webp({ lossless: true }).toBuffer()],
  ['tiff', (orientation) => stored(orientation).tiff().toBuffer()],
  ['avif', (orientation) => stored(orientation).avif({ quality: 90, effort: 0 }).toBuffer()],
  ['heic', (orientation) => encodeHeic(quadrants(SIZE.width, SIZE.height, orientation), { orientation })],
];

describe.each(FORMATS)('the preview of a %s', (format, encode) => {
  it.each(ORIENTATIONS)('is upright from orientation %i', async (orientation) => {
    const { jpeg, width, height } = await toPreview(await encode(orientation), { format });

    expect({ width, height }).toEqual(SIZE);
    expect(await quadrantsOf(jpeg)).toEqual(UPRIGHT);
    expect(await sharp(jpeg).metadata()).not.toHaveProperty('orientation');
  });

  it('is upright and scaled down at once', async () => {
    const limits = { maxPixels: 100_000, previewEdge: 48 };

    const { jpeg, width, height } = await toPreview(await encode(6), { format }, limits);

    expect({ width, height }).toEqual({ width: 48, height: 32 });
    expect(await quadrantsOf(jpeg)).toEqual(UPRIGHT);
  });
});

describe('a HEIC of tiles, as phones write them', () => {
  const tile = (color: readonly number[]) => {
    const pixels = Buffer.alloc(64 * 64 * 3);
    for (let at = 0; at < pixels.length; at += 3) pixels.set(color, at);
    return { pixels, width: 64, height: 64 };
  };
  const [red, green, blue, white] = [
    [255, 0, 0],
    [0, 255, 0],
    [0, 0, 255],
    [255, 255, 255],
  ].map(tile);

  it('is put together and turned upright once', async () => {
    const asSensorSaw = [green, white, red, blue].filter((part) => part !== undefined); // the camera turned right
    const heic = encodeHeicGrid(asSensorSaw, 2, { orientation: 6 });

    const { jpeg, width, height } = await toPreview(heic, { format: 'heic' });

    expect({ width, height }).toEqual({ width: 128, height: 128 });
    expect(await quadrantsOf(jpeg)).toEqual(UPRIGHT);
  });
});

describe('the EXIF orientation inside a HEIC', () => {
  /** TIFF: little-endian, one entry, Orientation. */
  const exif = Buffer.from('49492a00080000000100120103000100000006000000' + '00000000', 'hex');

  it('is not applied again after irot', async () => {
    const heic = encodeHeic(quadrants(SIZE.width, SIZE.height, 6), { orientation: 6, exif });

    const { jpeg } = await toPreview(heic, { format: 'heic', orientation: 6 });

    expect(await quadrantsOf(jpeg)).toEqual(UPRIGHT);
  });

  it('is not applied where the container does not turn the picture', async () => {
    const heic = encodeHeic(quadrants(SIZE.width, SIZE.height), { exif });

    const { jpeg } = await toPreview(heic, { format: 'heic', orientation: 6 });

    expect(await quadrantsOf(jpeg)).toEqual(UPRIGHT);
  });
});
