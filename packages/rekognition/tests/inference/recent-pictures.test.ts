import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { RecentPictures } from '../../src/inference/recent-pictures.ts';

const picture = (background: string) =>
  sharp({ create: { width: 100, height: 100, channels: 3, background } })
    .png()
    .toBuffer();

describe('RecentPictures', () => {
  it('decodes a picture once that is asked about again, also while it is being decoded', async () => {
    const pictures = new RecentPictures();
    const bytes = await picture('red');
    const [first, second] = await Promise.all([
      pictures.decoded(bytes),
      pictures.decoded(Uint8Array.from(bytes)),
    ]);

    expect(second).toBe(first);
    expect(await pictures.decoded(bytes)).toBe(first);
    expect(await pictures.decoded(await picture('blue'))).not.toBe(first);
  });

  it('keeps four pictures at most, so that memory stays flat', async () => {
    const pictures = new RecentPictures();
    const files = await Promise.all(['red', 'green', 'blue', 'white', 'black'].map(picture));
    const decoded = [];
    for (const file of files) decoded.push(await pictures.decoded(file));

    expect(await pictures.decoded(files[4] as Buffer)).toBe(decoded[4]);
    const again = await pictures.decoded(files[0] as Buffer);
    expect(again).not.toBe(decoded[0]);
    expect(again).toEqual(decoded[0]);
  });

  it('refuses a damaged file each time', async () => {
    const pictures = new RecentPictures();
    const refusal = { type: 'InvalidImageFormatException' };

    await expect(pictures.decoded(Buffer.from('no picture'))).rejects.toMatchObject(refusal);
    await expect(pictures.decoded(Buffer.from('no picture'))).rejects.toMatchObject(refusal);
  });
});
