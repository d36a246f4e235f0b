import { describe, expect, it } from '@jest/globals';
import sharp, { type Sharp } from 'sharp';
import { damage, SeededRandom } from '../../../images/damage.ts';
import { everyFormat } from '../../../images/every-format.ts';
import { encodeHeic, encodeHeicGrid } from '../../../images/heic.ts';
import { quadrants, quadrantsOf } from '../../../images/quadrants.ts';
import { normalize, toPreview } from './normalized.ts';

/** With a little noise, so that every part of the picture takes its part of the file. */
function picture(): Sharp {
  const { pixels, width, height } = quadrants(384, 256);
  for (const [index, value] of pixels.entries()) {
    const noise = (index * 7919) % 17;
    pixels[index] = value > 128 ? value - noise : value + noise;
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

function firstPart(bytes: Buffer, share: number): Buffer {
  return bytes.subarray(0, Math.floor(bytes.length * share));
}

const BREAKS_OFF = /^The file breaks off before the end of its picture/;

describe('a picture that breaks off', () => {
  it.each<[string, (image: Sharp) => Sharp, RegExp]>([
    ['jpeg', (image) => image.jpeg(), BREAKS_OFF],
    ['png', (image) => image.png({ compressionLevel: 0 }), BREAKS_OFF],
    ['gif', (image) => image.gif(), BREAKS_OFF],
    ['webp', (image) => image.webp(), /The file breaks off after \d+ of \d+ bytes/],
  ])('is used as far as it goes, with a warning: %s', async (format, encode, warning) => {
    const half = firstPart(await encode(picture()).toBuffer(), 0.6);

    const { jpeg, width, height, warnings } = await toPreview(half, { format });

    expect({ width, height }).toEqual({ width: 384, height: 256 });
    expect((await quadrantsOf(jpeg)).slice(0, 2)).toEqual(['red', 'green']);
    expect(warnings.join()).toMatch(warning);
    expect(warnings.length).toBeLessThanOrEqual(3);
  });

  it('is used as far as it goes, with a warning: heic of tiles', async () => {
    const { pixels, width, height } = quadrants(128, 128);
    const [upper = quadrants(128, 64), lower = upper] = [0, 1].map((half) => ({
      pixels: pixels.subarray((half * pixels.length) / 2, ((half + 1) * pixels.length) / 2),
      width,
      height: height / 2,
    }));
    const broken = firstPart(encodeHeicGrid([upper, lower], 1), 0.8);

    const { jpeg, warnings } = await toPreview(broken, { format: 'heic' });

    expect((await quadrantsOf(jpeg)).slice(0, 2)).toEqual(['red', 'green']);
    expect(warnings).toEqual(['The file breaks off before the end of its picture']);
  });

  it.each([
    ['avif', async () => firstPart(await picture().avif({ effort: 0 }).toBuffer(), 0.5)],
    ['heic', async () => firstPart(encodeHeic(quadrants(384, 256)), 0.5)],
    ['tiff', async () => firstPart(await picture().tiff().toBuffer(), 0.5)],
    ['jpeg', async () => firstPart(await picture().jpeg().toBuffer(), 0.02)],
    ['png', async () => firstPart(await picture().png().toBuffer(), 0.6)], // less than libpng reads at once
    ['png', async () => (await picture().png().toBuffer()).subarray(0, 40)], // within its header
  ])('is not supported where nothing can be decoded: %s', async (format, broken) => {
    const normalized = await normalize(await broken(), { format });

    expect(normalized).toMatchObject({
      supported: false,
      reason: expect.stringMatching(
        /^Expected a picture in the \w+ but found (that the file breaks off|its data damaged|a file of another kind|nothing that can be decoded)( and [a-z ]+)? in s3:\/\/uploads\/photo$/,
      ),
    });
  });

  it('has no warnings where it is whole', async () => {
    for (const format of ['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif'] as const) {
      const { warnings } = await toPreview(await picture().toFormat(format).toBuffer(), { format });
      expect(warnings).toEqual([]);
    }
  });
});

describe('what is not the format it was taken for', () => {
  it.each(['jpeg', 'heic', 'avif', 'cr3', 'nef', 'raf'])(
    'is an answer, no error: text as %s',
    async (format) => {
      const normalized = await normalize(Buffer.from('Dear diary, today I bought a camera.'), { format });

      expect(normalized).toMatchObject({
        supported: false,
        reason: expect.stringMatching(/ in s3:\/\/uploads\/photo$/),
      });
    },
  );
});

describe('a picture with more pixels than are decoded', () => {
  const limits = { maxPixels: 1000, previewEdge: 100 };

  it.each([
    ['png', () => picture().png().toBuffer()],
    ['heic', () => encodeHeic(quadrants(384, 256))],
  ])('is refused with both numbers: %s', async (format, encode) => {
    const normalized = await normalize(await encode(), { format }, limits);

    expect(normalized).toEqual({
      supported: false,
      reason: 'The picture of 384×256 = 98304 px exceeds the limit of 1000 px in s3://uploads/photo',
    });
  });
});

describe('an AVIF, which takes most memory to decode,', () => {
  it('gets a third of the pixels', async () => {
    const avif = await picture().avif({ effort: 0 }).toBuffer();
    const limits = { maxPixels: 3 * 384 * 256, previewEdge: 100 };

    expect(await normalize(avif, { format: 'avif' }, limits)).toMatchObject({ supported: true });
    expect(
      await normalize(avif, { format: 'avif' }, { ...limits, maxPixels: limits.maxPixels - 3 }),
    ).toMatchObject({
      supported: false,
      reason: expect.stringContaining('exceeds the limit of 98303 px'),
    });
  });
});

describe('damaged files of every format', () => {
  it('each end in an answer', async () => {
    const files = await everyFormat();
    const others = files.map(({ bytes }) => bytes);
    const random = new SeededRandom(1);
    const limits = { maxPixels: 1_000_000, previewEdge: 64 };
    const answers = { supported: 0, unsupported: 0 };
    for (let round = 0; round < 12; round++) {
      for (const { name, bytes } of files) {
        const { supported } = await normalize(damage(bytes, others, random), { format: name }, limits);
        answers[supported ? 'supported' : 'unsupported']++;
      }
    }

    expect(answers.supported).toBeGreaterThan(0);
    expect(answers.unsupported).toBeGreaterThan(0);
  }, 240_000);
});
