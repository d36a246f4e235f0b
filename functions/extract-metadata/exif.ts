// EXIF: exifr reads the blocks that containers have cut out, the house's own reader everything else.

import { findTiffOffset } from '../shared/files/tiff.ts';
import type { Container, ExifBlock } from './containers/container.ts';
import { readWithExifr } from './exif-block.ts';
import { readDirectories } from './exif-directories.ts';
import type { Tags } from './tags.ts';

/** exifr reads a block whole. Larger ones than a JPEG's segment holds are read in ranges, like files. */
const MAX_BLOCK_BYTES = 65_536;

/**
 * Adds the tags of a block, as far as they can be read.
 *
 * exifr is given what a container has cut out of its file. What it reports errors on, or would lose something of, and TIFF
 * structures that are a file themselves are read by the house's reader, which goes on behind damage and says what it found.
 */
export async function readExif(block: ExifBlock, tags: Tags, found: Container): Promise<void> {
  const read = await readCutOut(block);
  if (read === undefined) return readDirectories(block.source, block.firstIfd, tags, found);
  for (const [name, value] of read) tags.set(name, value);
}

async function readCutOut({ source, isCutOut }: ExifBlock) {
  if (!isCutOut || source.sizeBytes > MAX_BLOCK_BYTES) return undefined;
  const bytes = await source.read(0, source.sizeBytes);
  const start = findTiffOffset(bytes);
  return start === undefined ? undefined : readWithExifr(bytes.subarray(start));
}
