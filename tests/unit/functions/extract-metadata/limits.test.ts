import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { longs, shorts, toExif } from '../../../images/exif.ts';
import { extract, LIMITS } from './extract.ts';

const WIDTH_TAG = 0x0100;
const HEIGHT_TAG = 0x0101;
const INTERPRETATION_TAG = 0x0106;
const DNG_VERSION_TAG = 0xc612;

/** IHDR alone: what a picture of 900 megapixels costs an attacker. */
function hugePng(): Buffer {
  const chunk = Buffer.alloc(25);
  chunk.writeUInt32BE(13, 0);
  chunk.write('IHDR', 4);
  chunk.writeUInt32BE(30_000, 8);
  chunk.writeUInt32BE(30_000, 12);
  chunk.writeUInt8(8, 16);
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk]);
}

describe('a file beyond a limit', () => {
  it('is refused for its pixels, with both numbers', async () => {
    expect(await extract(hugePng())).toEqual({
      supported: false,
      reason:
        'A picture of 30000×30000 = 900000000 px exceeds the limit of 100000000 px in s3://uploads/photo',
    });
  });

  it('is refused for an edge, with both numbers', async () => {
    // A PNG of 10,520,065 × 25 px took 6.5 GB
    const png = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'teal' } })
      .png()
      .toBuffer();
    png.writeUInt32BE(10_000_000, 16);

    expect(await extract(png)).toEqual({
      supported: false,
      reason: 'A picture of 10000000×8 px exceeds the limit of 1000000 px for an edge in s3://uploads/photo',
    });
  });

  it('is refused for its bytes, with both numbers', async () => {
    expect(await extract(hugePng(), { ...LIMITS, maxBytes: 32 })).toEqual({
      supported: false,
      reason: 'A file of 33 bytes exceeds the limit of 32 bytes in s3://uploads/photo',
    });
  });

  it('is accepted at the limit itself', async () => {
    const png = await sharp({ create: { width: 40, height: 25, channels: 3, background: 'teal' } })
      .png()
      .toBuffer();

    const atLimit = await extract(png, { maxBytes: png.length, maxPixels: 1_000 });
    const beyond = await extract(png, { maxBytes: png.length, maxPixels: 999 });

    expect(atLimit.supported).toBe(true);
    expect(beyond.supported).toBe(false);
  });

  it('is a RAW file whose sensor has more pixels only if its preview has: that is not seen here', async () => {
    const dng = toExif({
      ifd0: {
        [WIDTH_TAG]: longs(20_000),
        [HEIGHT_TAG]: longs(20_000),
        [INTERPRETATION_TAG]: shorts(32_803),
        [DNG_VERSION_TAG]: longs(1),
      },
    });

    expect(await extract(dng)).toMatchObject({ supported: true, metadata: { format: 'dng', width: 20_000 } });
  });
});
