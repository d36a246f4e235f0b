import { imageMetadataSchema } from '@image-workflow/record/metadata';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { extractMetadata } from '../../../../functions/extract-metadata/extract-metadata.ts';
import { RangedSource } from '../../../../functions/shared/files/byte-source.ts';
import { damage, SeededRandom } from '../../../images/damage.ts';
import { everyFormat } from '../../../images/every-format.ts';
import { LIMITS, WHERE } from './extract.ts';

const FILES = 400;

let files: { name: string; bytes: Buffer }[];

beforeAll(async () => {
  files = await everyFormat();
});

async function extractInRanges(bytes: Buffer) {
  const fetchRange = async (offset: number, length: number) => bytes.subarray(offset, offset + length);
  const options = { head: bytes.subarray(0, 1024), maxFetchedBytes: 4_000_000 };
  return extractMetadata(new RangedSource(bytes.length, fetchRange, options), LIMITS, WHERE);
}

describe('a file of each format', () => {
  it('is read without a warning', async () => {
    for (const { name, bytes } of files) {
      expect(await extractInRanges(bytes)).toMatchObject({
        supported: true,
        metadata: { format: name },
        warnings: [],
      });
    }
  });

  it.each(['jpeg', 'heic', 'raf', 'cr3', 'jxl'])('says the same in each container: %s', async (format) => {
    const file = files.find(({ name }) => name === format);

    expect(await extractInRanges(file?.bytes ?? Buffer.alloc(0))).toMatchObject({
      metadata: {
        capturedAt: { local: '2024-05-01T10:20:30', offset: '+02:00' },
        location: { latitude: expect.closeTo(-33.857, 6), longitude: expect.closeTo(151.205, 6) },
        camera: { make: 'Acme', fNumber: 2.8, iso: 400 },
        description: { title: 'At sea', caption: 'A ship at sea', copyright: 'Ada\nBen' },
      },
    });
  });
});

describe('a damaged file', () => {
  it(`ends in a definite answer of the promised shape, whatever was done to it: ${FILES} files`, async () => {
    const random = new SeededRandom(20_261_122);
    const bytes = files.map((file) => file.bytes);
    let supported = 0;

    for (let index = 0; index < FILES; index++) {
      const file = bytes[index % bytes.length] as Buffer;
      const extraction = await extractInRanges(damage(file, bytes, random));

      if (extraction.supported)
        expect(imageMetadataSchema.parse(extraction.metadata)).toEqual(extraction.metadata);
      else expect(extraction.reason).toMatch(/ in s3:\/\/uploads\/photo$/);
      // Nothing that JSON cannot carry: no NaN, no undefined inside a list.
      expect(JSON.parse(JSON.stringify(extraction))).toEqual(extraction);
      if (extraction.supported) supported++;
    }
    expect(supported).toBeGreaterThan(FILES / 4); // most damage leaves something to read
    expect(supported).toBeLessThan(FILES);
  });
});
