// PNG chunks, and where they go.

import { crc32 } from 'node:zlib';

/** @param keyword - And text, both Latin-1. */
export function toTextChunk(keyword: string, text: string): Buffer {
  return toChunk('tEXt', Buffer.from(`${keyword}\0${text}`, 'latin1'));
}

export function toChunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), content]);
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(content.length, 0);
  body.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(body), body.length + 4);
  return chunk;
}

/** The header chunk and the signature before it take 33 bytes; the end chunk takes 12. */
export function insertBeforePicture(png: Buffer, chunk: Buffer): Buffer {
  return Buffer.concat([png.subarray(0, 33), chunk, png.subarray(33)]);
}

export function insertBehindPicture(png: Buffer, chunk: Buffer): Buffer {
  return Buffer.concat([png.subarray(0, -12), chunk, png.subarray(-12)]);
}
