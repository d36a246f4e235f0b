// Fujifilm RAF: the header says where the preview lies.

import type { ByteSource } from '../../shared/files/byte-source.ts';
import type { Extent } from './embedded-jpeg.ts';

const JPEG_POINTER_OFFSET = 84; // offset and length, big-endian: https://exiftool.org/TagNames/FujiFilm.html#RAFHeader

export async function findRafPreviews(source: ByteSource): Promise<Extent[]> {
  const pointer = await source.read(JPEG_POINTER_OFFSET, 8);
  if (pointer.length < 8) return [];
  return [{ offset: pointer.readUInt32BE(0), length: pointer.readUInt32BE(4) }];
}
