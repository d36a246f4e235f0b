import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { DECODED_EDGE, decodeImage, expectSourceEdge, scaledDown } from '../src/raster.ts';

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
    const raster = await decodeImage(await twoHalves().png().toBuffer());

    expect(raster).toMatchObject({ width: 200, height: 100 });
    expect(raster.data).toHaveLength(200 * 100 * 3);
    expect(pixel(raster, 10, 50)).toEqual([255, 0, 0]);
    expect(pixel(raster, 190, 50)).toEqual([0, 0, 255]);
  });

  it('keeps what engines need, and tells how large the picture was', async () => {
    const large = await plain(3 * DECODED_EDGE, 300)
      .png()
      .toBuffer();

    expect(await decodeImage(large)).toMatchObject({
      width: DECODED_EDGE,
      height: 100,
      sourceEdge: 3 * DECODED_EDGE,
    });
    expect(await decodeImage(await twoHalves().png().toBuffer())).toMatchObject({
      width: 200,
      height: 100,
      sourceEdge: 200,
    });
  });

  it('puts the pixels where every thread sees them', async () => {
    const { data } = await decodeImage(await plain(100, 100).png().toBuffer());

    expect(data.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  it('turns a JPEG upright by its EXIF orientation, a PNG not', async () => {
    const turned = { orientation: 6 }; // the camera was turned: the first row is the right side
    const jpeg = await twoHalves().withMetadata(turned).jpeg().toBuffer();
    const png = await twoHalves().withMetadata(turned).png().toBuffer();

    expect(await decodeImage(jpeg)).toMatchObject({ width: 100, height: 200 });
    expect(await decodeImage(png)).toMatchObject({ width: 200, height: 100 });
  });

  it.each([
    ['grey', () => plain(100, 100, '#4c4c4c').greyscale().jpeg(), [76, 76, 76]],
    ['grey with 16 bits', () => plain(100, 100, '#4c4c4c').toColourspace('grey16').png(), [76, 76, 76]],
    ['RGB with 16 bits', () => plain(100, 100, '#4c6610').toColourspace('rgb16').png(), [76, 102, 16]],
    ['CMYK', () => plain(100, 100, 'white').toColourspace('cmyk').jpeg(), [255, 255, 255]],
    ['transparent', () => plain(100, 100, '#ff000000').png(), [255, 255, 255]],
  ])('reads %s as sRGB on white', async (_, picture, expected) => {
    const raster = await decodeImage(await picture().toBuffer());

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
    await expect(decodeImage(await picture())).rejects.toMatchObject({
      type: 'InvalidImageFormatException',
      message: 'Request has invalid image format',
    });
  });

  it('refuses what is below 80 px on one side', async () => {
    await expect(decodeImage(await plain(300, 79).png().toBuffer())).rejects.toMatchObject({
      type: 'InvalidParameterException',
      message: expect.stringContaining('300×79 px'),
    });
    await expect(decodeImage(await plain(80, 80).png().toBuffer())).resolves.toBeDefined();
  });
});

describe('scaledDown', () => {
  it('scales the long edge down and never up', async () => {
    const photo = await decodeImage(await twoHalves().png().toBuffer());
    const scaled = await scaledDown(photo, 100);

    expect(scaled).toMatchObject({ width: 100, height: 50 });
    expect(scaled.data).toHaveLength(100 * 50 * 3);
    expect(pixel(scaled, 5, 25)).toEqual([255, 0, 0]);
    expect(await scaledDown(photo, 200)).toBe(photo);
  });
});

describe('expectSourceEdge', () => {
  it('refuses what is above the limit of the operation, however few pixels were kept', async () => {
    const image = await decodeImage(await plain(3000, 100).png().toBuffer());

    expect(() => expectSourceEdge(image, 2999)).toThrow(
      expect.objectContaining({
        type: 'InvalidParameterException',
        message: expect.stringContaining('3000 px'),
      }),
    );
    expect(() => expectSourceEdge(image, 3000)).not.toThrow();
  });
});
