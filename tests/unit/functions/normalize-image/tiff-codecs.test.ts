// Strips of TIFFs that libvips does not show, and what they may become.

import { deflateSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { unpackLzw, unpackPackBits } from '../../../../functions/normalize-image/decode/tiff-codecs.ts';
import { bytesSource } from '../../../../functions/shared/files/byte-source.ts';
import { TiffReader } from '../../../../functions/shared/files/tiff.ts';
import { encodeTiff } from '../../../images/tiff.ts';
import { normalize } from './normalized.ts';

const STRIP_OFFSETS = 0x0111;
const STRIP_BYTE_COUNTS = 0x0117;
const LZW = 5;
const DEFLATE = 8;
const ZSTD = 50_000;

/** libtiff's LZW of grey pixels, as sharp writes it: one strip. */
async function packLzw(pixels: Buffer, width: number, height: number): Promise<Buffer> {
  const tiff = await sharp(pixels, { raw: { width, height, channels: 1 } })
    .toColourspace('b-w')
    .tiff({ compression: 'lzw', predictor: 'none' })
    .toBuffer();
  const reader = (await TiffReader.open(bytesSource(tiff))) as TiffReader;
  const ifd = await reader.readIfd(reader.firstIfdOffset);
  if (ifd === undefined) throw new Error('Expected a directory');
  const [offset = 0, length = 0] = [
    await reader.readNumber(ifd, STRIP_OFFSETS),
    await reader.readNumber(ifd, STRIP_BYTE_COUNTS),
  ];
  return tiff.subarray(offset, offset + length);
}

/** Codes of 9 to 12 bits, each of which stands for the string before it and a byte more: 4,096 bytes of 12 bits at last. */
function growingCodes(count: number): Buffer {
  const bits = ['000000000'];
  for (let code = 258; code < 258 + count; code++) {
    const known = Math.min(code, 4_095);
    const width = known < 511 ? 9 : known < 1_023 ? 10 : known < 2_047 ? 11 : 12;
    bits.push(known.toString(2).padStart(width, '0'));
  }
  return Buffer.from((bits.join('').match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

/** Five bands, which libvips does not show. */
const toTiff = (compression: number, strip: Buffer) =>
  encodeTiff([
    {
      width: 64,
      height: 48,
      bitsPerSample: 8,
      photometric: 1,
      pixelAt: () => [0, 0, 0, 0, 0],
      stored: { compression, strip },
    },
  ]);

describe('LZW', () => {
  it.each([
    ['one value', () => 7],
    ['all values', (at: number) => at & 255],
    ['noise', (at: number) => (Math.imul(at + 1, 2_654_435_761) >>> 23) & 255],
    ['stripes', (at: number) => (at % 96 < 48 ? 0 : 255)],
  ])('becomes what libtiff has made it of: %s', async (_, valueAt) => {
    const pixels = Buffer.from(Array.from({ length: 96 * 100 }, (_, at) => valueAt(at)));

    expect(Buffer.from(unpackLzw(await packLzw(pixels, 96, 100), 96 * 200))).toEqual(pixels);
  });

  it('becomes no more than a strip holds', () => {
    expect(unpackLzw(growingCodes(20_000), 1_000)).toEqual(new Uint8Array(1_000));
  });

  it('stands for nothing where a code is not entered yet', () => {
    expect(() => unpackLzw(Buffer.from([0xff, 0xff]), 10)).toThrow('No entry of LZW has code 511');
  });
});

describe('PackBits', () => {
  // The example of TIFF 6.0's source, Apple's Technical Note TN1023, with a head of nothing in between
  const packed = Buffer.from('fe aa 02 80 00 2a 80 fd aa 03 80 00 2a 22 f7 aa'.replaceAll(' ', ''), 'hex');
  const bytes = Buffer.from(
    'aa aa aa 80 00 2a aa aa aa aa 80 00 2a 22 aa aa aa aa aa aa aa aa aa aa'.replaceAll(' ', ''),
    'hex',
  );

  it('becomes its runs', () => {
    expect(Buffer.from(unpackPackBits(packed, 100))).toEqual(bytes);
  });

  it('becomes no more than a strip holds', () => {
    for (const maxBytes of [2, 5, 20]) {
      expect(Buffer.from(unpackPackBits(packed, maxBytes))).toEqual(bytes.subarray(0, maxBytes));
    }
  });
});

describe('a strip that becomes more than the picture', () => {
  it('is cut in LZW', async () => {
    expect(await normalize(toTiff(LZW, growingCodes(20_000)), { format: 'tiff' })).toMatchObject({
      supported: true,
    });
  });

  it.each([
    ['Deflate', DEFLATE, deflateSync(Buffer.alloc(1_000_000))],
    ['Zstandard', ZSTD, zstdCompressSync(Buffer.alloc(1_000_000))],
  ])('is refused in %s', async (_, compression, strip) => {
    expect(await normalize(toTiff(compression, strip), { format: 'tiff' })).toMatchObject({
      supported: false,
      reason: 'Expected a picture in the TIFF but found its samples damaged in s3://uploads/photo',
    });
  });
});
