import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { extractMetadata } from '../../../../functions/extract-metadata/extract-metadata.ts';
import { RangedSource } from '../../../../functions/shared/files/byte-source.ts';
import { ascii, toExif } from '../../../images/exif.ts';
import { encodeHeic } from '../../../images/heic.ts';
import {
  APP2,
  exifSegment,
  frameSegment,
  type JpegSegment,
  toJpeg,
  xmpSegment,
} from '../../../images/jpeg.ts';
import { insertBehindPicture, toTextChunk } from '../../../images/png.ts';
import { quadrants } from '../../../images/quadrants.ts';
import { LIMITS, WHERE } from './extract.ts';
import { toXmp } from './xmp-packet.ts';

const HEAD_BYTES = 65_536;
const KIB = 1024;

/** Reads a file in ranges, as from S3, and counts. */
async function cost(bytes: Buffer) {
  const fetchRange = async (offset: number, length: number) => bytes.subarray(offset, offset + length);
  const source = new RangedSource(bytes.length, fetchRange, {
    head: bytes.subarray(0, HEAD_BYTES),
    maxFetchedBytes: 16 * KIB * KIB,
  });
  const extraction = await extractMetadata(source, LIMITS, WHERE);
  return { extraction, fetchedBytes: source.fetchedBytes, requests: source.requests };
}

const exif = toExif({ ifd0: { 271: ascii('Acme') } });
const picture = Buffer.alloc(40_000_000);
const segment = (bytes: number): JpegSegment => [APP2, Buffer.alloc(bytes)];

describe('reading a large file', () => {
  it('takes one request and its head, for a JPEG like most', async () => {
    const jpeg = Buffer.concat([toJpeg(exifSegment(exif), frameSegment(8000, 5000)), picture]);

    const { extraction, fetchedBytes, requests } = await cost(jpeg);

    expect(extraction).toMatchObject({
      supported: true,
      metadata: { width: 8000, camera: { make: 'Acme' } },
    });
    expect({ fetchedBytes, requests }).toEqual({ fetchedBytes: HEAD_BYTES, requests: 1 });
  });

  it('takes at most 256 KiB for a JPEG, though megabytes of previews and profiles stand before its frame', async () => {
    const jpeg = Buffer.concat([
      toJpeg(
        exifSegment(exif),
        xmpSegment(toXmp(`<dc:title>${'x'.repeat(50_000)}</dc:title>`)),
        ...Array.from({ length: 100 }, () => segment(65_000)),
        frameSegment(8000, 5000),
      ),
      picture,
    ]);

    const { extraction, fetchedBytes } = await cost(jpeg);

    expect(extraction).toMatchObject({
      supported: true,
      metadata: { width: 8000, camera: { make: 'Acme' } },
    });
    expect(fetchedBytes).toBeLessThanOrEqual(256 * KIB);
  });

  it('takes at most 256 KiB for a HEIC whose EXIF lies at its end', async () => {
    const heic = encodeHeic(quadrants(64, 32), { exif });
    const exifBytes = heic.indexOf(exif);
    const far = heic.length + picture.length;
    const bytes = Buffer.concat([heic, picture, Buffer.alloc(4), exif]);
    const location = heic.indexOf(toUint32(exifBytes - 4));
    bytes.writeUInt32BE(far, location);

    const { extraction, fetchedBytes } = await cost(bytes);

    expect(extraction).toMatchObject({
      supported: true,
      metadata: { format: 'heic', camera: { make: 'Acme' } },
    });
    expect(fetchedBytes).toBeLessThanOrEqual(256 * KIB);
  });

  it('finds the text behind a PNG whose picture lies in thousands of chunks, without walking them', async () => {
    const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
    const picture = await sharp({
      create: { width: 1200, height: 1200, channels: 3, background: 'teal', noise },
    })
      .png({ compressionLevel: 0 })
      .toBuffer();
    const png = insertBehindPicture(picture, toTextChunk('Title', 'At sea'));

    const { extraction, fetchedBytes, requests } = await cost(png);

    expect(png.length).toBeGreaterThan(4_000_000);
    expect(extraction).toMatchObject({ supported: true, metadata: { description: { title: 'At sea' } } });
    expect(fetchedBytes).toBeLessThanOrEqual(256 * KIB);
    expect(requests).toBeLessThanOrEqual(3);
  });

  it('ends where a file costs more than any file may', async () => {
    const jpeg = toJpeg(
      ...Array.from({ length: 900 }, () => xmpSegment(Buffer.alloc(60_000, '<a/>'))),
      frameSegment(8, 8),
    );

    const { extraction, fetchedBytes } = await cost(jpeg);

    expect(extraction).toMatchObject({
      supported: false,
      reason: expect.stringMatching(/^Expected to read at most/),
    });
    expect(fetchedBytes).toBeLessThanOrEqual(16 * KIB * KIB);
  });
});

function toUint32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32BE(value);
  return buffer;
}
