import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { decodeImage } from '../src/raster.ts';

/** A picture whose left half is red and whose right half is blue. */
function twoHalves(width = 200, height = 100) {
  const red = { create: { width: width / 2, height, channels: 3 as const, background: 'red' } };
  return sharp({ create: { width, height, channels: 3, background: 'blue' } }).composite([
    { input: red, left: 0, top: 0 },
  ]);
}

const plain = (width: number, height: number, background = 'red') =>
  sharp({ create: { width, height, channels: 4, background } });

const pixel = ({ data, width }: { data: Uint8Array; width: number }, x: number, y: number) => [
  ...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3),
];

describe('decodeImage', () => {
  it('gives three bytes a pixel, row by row', async () => {
    const raster = await decodeImage(await twoHalves().png().toBuffer(), { maxEdge: 1000 });

    expect(raster).toMatchObject({ width: 200, height: 100 });
    expect(raster.data).toHaveLength(200 * 100 * 3);
    expect(pixel(raster, 10, 50)).toEqual([255, 0, 0]);
    expect(pixel(raster, 190, 50)).toEqual([0, 0, 255]);
  });

  it('scales the long edge down and never up', async () => {
    const bytes = await twoHalves().png().toBuffer();

    expect(await decodeImage(bytes, { maxEdge: 100 })).toMatchObject({ width: 100, height: 50 });
    expect(await decodeImage(bytes, { maxEdge: 400 })).toMatchObject({ width: 200, height: 100 });
  });

  it('turns a JPEG upright by its EXIF orientation, a PNG not', async () => {
    const turned = { orientation: 6 }; // the camera was turned: the first row is the right side
    const jpeg = await twoHalves().withMetadata(turned).jpeg().toBuffer();
    const png = await twoHalves().withMetadata(turned).png().toBuffer();

    expect(await decodeImage(jpeg, { maxEdge: 1000 })).toMatchObject({ width: 100, height: 200 });
    expect(await decodeImage(png, { maxEdge: 1000 })).toMatchObject({ width: 200, height: 100 });
  });

  it.each([
    ['grey', () => plain(100, 100, '#4c4c4c').greyscale().jpeg(), [76, 76, 76]],
    ['grey with 16 bits', () => plain(100, 100, '#4c4c4c').toColourspace('grey16').png(), [76, 76, 76]],
    ['RGB with 16 bits', () => plain(100, 100, '#4c6610').toColourspace('rgb16').png(), [76, 102, 16]],
    ['CMYK', () => plain(100, 100, 'white').toColourspace('cmyk').jpeg(), [255, 255, 255]],
    ['transparent', () => plain(100, 100, '#ff000000').png(), [255, 255, 255]],
  ])('reads %s as sRGB on white', async (_, picture, expected) => {
    const raster = await decodeImage(await picture().toBuffer(), { maxEdge: 100 });

    expect(raster.data).toHaveLength(100 * 100 * 3);
    expect(pixel(raster, 50, 50)).toEqual(expected);
  });

  it.each([
    ['WebP', () => plain(100, 100).webp().toBuffer()],
    ['AVIF', () => plain(100, 100).avif().toBuffer()],
    ['GIF', () => plain(100, 100).gif().toBuffer()],
    ['text', async () => Buffer.from('no picture')],
    ['nothing', async () => Buffer.alloc(0)],
    ['half a JPEG', async () => (await twoHalves(1000, 1000).jpeg().toBuffer()).subarray(0, 4000)],
  ])('refuses %s with InvalidImageFormatException', async (_, picture) => {
    await expect(decodeImage(await picture(), { maxEdge: 100 })).rejects.toMatchObject({
      type: 'InvalidImageFormatException',
      message: 'Request has invalid image format',
    });
  });

  it('refuses what is below 80 px on one side', async () => {
    await expect(decodeImage(await plain(300, 79).png().toBuffer(), { maxEdge: 100 })).rejects.toMatchObject({
      type: 'InvalidParameterException',
      message: expect.stringContaining('300×79 px'),
    });
    await expect(decodeImage(await plain(80, 80).png().toBuffer(), { maxEdge: 100 })).resolves.toBeDefined();
  });

  it('refuses what is above the limit of the operation', async () => {
    const bytes = await plain(1001, 100).png().toBuffer();

    await expect(decodeImage(bytes, { maxEdge: 100, maxSourceEdge: 1000 })).rejects.toMatchObject({
      type: 'InvalidParameterException',
    });
    await expect(decodeImage(bytes, { maxEdge: 100 })).resolves.toBeDefined();
  });

  it('decodes a picture once that is asked for again at the same size, in the next seconds', async () => {
    const bytes = await twoHalves().png().toBuffer();
    const first = await decodeImage(bytes, { maxEdge: 90 });

    expect(await decodeImage(Uint8Array.from(bytes), { maxEdge: 90 })).toBe(first);
    expect(await decodeImage(bytes, { maxEdge: 80 })).not.toBe(first);
  });

  it('keeps two pictures at most, so that memory stays flat', async () => {
    const pictures = await Promise.all(
      ['red', 'green', 'blue'].map((background) =>
        sharp({ create: { width: 100, height: 100, channels: 3, background } })
          .png()
          .toBuffer(),
      ),
    );
    const [red] = await Promise.all(pictures.map((bytes) => decodeImage(bytes, { maxEdge: 100 })));

    const again = await decodeImage(pictures[0] as Buffer, { maxEdge: 100 });

    expect(again).not.toBe(red);
    expect(again).toEqual(red);
  });
});
