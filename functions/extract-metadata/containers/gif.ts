// GIF (87a, 89a): the logical screen, and its frames.

import type { ByteSource } from '../../shared/byte-source.ts';
import { type Container, container, DamagedFileError } from './container.ts';

export async function readGif(source: ByteSource): Promise<Container> {
  const header = await source.read(6, 7);
  if (header.length < 7) throw new DamagedFileError('Expected a GIF but the file ends inside its header');
  return container({
    format: 'gif',
    mimeType: 'image/gif',
    width: header.readUInt16LE(0),
    height: header.readUInt16LE(2),
    bitDepth: ((header.readUInt8(4) >> 4) & 0x07) + 1,
    colorSpace: 'RGB',
  });
}
