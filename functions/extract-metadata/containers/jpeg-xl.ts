// JPEG XL (ISO/IEC 18181): the frame from the head of the codestream, and the metadata boxes around it.

import { brotliDecompressSync } from 'node:zlib';
import { type ByteSource, bytesSource, sliceSource } from '../../shared/files/byte-source.ts';
import { type JpegXlHeader, readJpegXlHeader, walkJpegXlBoxes } from '../../shared/files/jpeg-xl-header.ts';
import {
  addExif,
  addXmp,
  COLOR_SPACES,
  type Container,
  container,
  DamagedFileError,
  type Frame,
  MAX_XMP_BYTES,
} from './container.ts';

/** A bare codestream, which holds no metadata, or one in boxes. */
export async function readJpegXl(source: ByteSource): Promise<Container> {
  const boxes = await walkJpegXlBoxes(source);
  const header = await readJpegXlHeader(source, boxes);
  if (header === undefined) throw new DamagedFileError('Expected a JPEG XL but found no codestream');
  const found = container(toFrame(header));
  for (const { type, start: offset, end } of boxes) {
    // An Exif box begins with four bytes that say where the TIFF header is, which some leave out.
    const read = () => source.read(offset, Math.min(end - offset, MAX_XMP_BYTES));
    if (type === 'Exif') addExif(found, sliceSource(source, offset, end - offset));
    if (type === 'xml ') addXmp(found, await read());
    if (type === 'brob') readCompressed(await read(), found);
  }
  return found;
}

function toFrame({
  width,
  height,
  orientation,
  bitDepth,
  isGrey,
  hasAlpha,
  codePoints,
}: JpegXlHeader): Frame {
  const colorSpace = isGrey ? undefined : COLOR_SPACES.get(codePoints?.primaries ?? 0);
  return {
    format: 'jxl',
    mimeType: 'image/jxl',
    width,
    height,
    orientation,
    bitDepth,
    colorModel: isGrey ? 'Gray' : 'RGB',
    hasAlpha,
    ...(colorSpace && { colorSpace }),
  };
}

/** A box compressed by Brotli, behind its true type. */
function readCompressed(box: Buffer, found: Container): void {
  const type = box.toString('latin1', 0, 4);
  if (type !== 'Exif' && type !== 'xml ') return;
  try {
    const content = brotliDecompressSync(box.subarray(4), { maxOutputLength: MAX_XMP_BYTES });
    if (type === 'xml ') addXmp(found, content);
    else addExif(found, bytesSource(content));
  } catch {
    found.warnings.push(`The compressed ${type.trim()} box is damaged or too large`);
  }
}
