// The files that are uploaded: small, no two alike, and what is true of each.

import { createHash } from 'node:crypto';
import sharp from 'sharp';
import type { Picture } from './plan.ts';

export interface DrawnPicture extends Picture {
  bytes: Buffer;
  /** As S3 computes it of what is uploaded in one piece. */
  eTag: string;
}

/** @param number - Decides the colours: no two numbers have the same. */
export async function drawPicture(picture: Picture, number: number): Promise<DrawnPicture> {
  const bytes = await toBytes(picture, number);
  return { ...picture, bytes, eTag: createHash('md5').update(bytes).digest('hex') };
}

async function toBytes({ kind, width, height }: Picture, number: number): Promise<Buffer> {
  if (kind === 'empty') return Buffer.alloc(0);
  if (kind === 'text') return Buffer.from(`This is no picture, and has the number ${number}.\n`);
  const background = toColor(number);
  const inner = {
    width: width >> 1,
    height: height >> 1,
    channels: 3,
    background: toColor(number + 97),
  } as const;
  return await sharp({ create: { width, height, channels: 3, background } })
    .composite([{ input: { create: inner } }])
    .toFormat(kind)
    .toBuffer();
}

function toColor(number: number): { r: number; g: number; b: number } {
  const mixed = Math.imul(number + 1, 0x9e3779) & 0xffffff; // odd: no two of 2^24 numbers have the same
  return { r: mixed >>> 16, g: (mixed >>> 8) & 0xff, b: mixed & 0xff };
}
