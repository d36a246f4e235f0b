// BMP: the frame, which is all that it says of itself.

import { readBmpHeader } from '../../shared/files/bmp-header.ts';
import type { ByteSource } from '../../shared/files/byte-source.ts';
import { type Container, container, DamagedFileError } from './container.ts';

export async function readBmp(source: ByteSource): Promise<Container> {
  const header = readBmpHeader(await source.read(0, 138));
  if (header === undefined)
    throw new DamagedFileError('Expected a BMP but found no header that tells its size');
  const { width, height, bitsPerPixel, alphaMask } = header;
  return container({
    format: 'bmp',
    mimeType: 'image/bmp',
    width,
    height,
    bitDepth: bitsPerPixel === 16 ? 5 : 8,
    colorModel: 'RGB',
    hasAlpha: alphaMask !== 0,
  });
}
