// Files as people upload them, good and bad.

import { once } from 'node:events';
import { crc32, createDeflate } from 'node:zlib';
import sharp from 'sharp';
import { quadrants } from '../../images/quadrants.ts';

/** A photograph whose upright form shows red, green, blue and white quarters, stored as `orientation` says. */
export async function photograph(width: number, height: number, orientation = 1): Promise<Buffer> {
  const { pixels, ...stored } = quadrants(width, height, orientation);
  return await sharp(pixels, { raw: { ...stored, channels: 3 } })
    .withExif({
      IFD0: { Make: 'Canon', Model: 'PowerShot S95' },
      IFD2: { DateTimeOriginal: '2014:09:19 16:08:30' },
    })
    .withMetadata({ orientation })
    .jpeg()
    .toBuffer();
}

/** Noise cannot be compressed: a photograph that takes its time. */
export async function noisyPhotograph(edge: number): Promise<Buffer> {
  const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
  return await sharp({ create: { width: edge, height: edge, channels: 3, background: 'grey', noise } })
    .jpeg()
    .toBuffer();
}

/** A black PNG of one bit a pixel: as many pixels as wanted in a small file. */
export async function hugePng(edge: number): Promise<Buffer> {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(edge, 0);
  header.writeUInt32BE(edge, 4);
  header.set([1, 0, 0, 0, 0], 8); // one bit, greyscale
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', await deflateZeros(edge, Math.ceil(edge / 8) + 1)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length, 0);
  ends.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}

async function deflateZeros(rows: number, rowBytes: number): Promise<Buffer> {
  const deflate = createDeflate();
  const parts: Buffer[] = [];
  deflate.on('data', (part: Buffer) => parts.push(part));
  const row = Buffer.alloc(rowBytes);
  for (let count = 0; count < rows; count++) if (!deflate.write(row)) await once(deflate, 'drain');
  deflate.end();
  await once(deflate, 'end');
  return Buffer.concat(parts);
}
