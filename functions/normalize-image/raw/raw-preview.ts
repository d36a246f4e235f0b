// RAW files are not developed: their camera has put a finished JPEG inside, the larger the better.

import type { ByteSource } from '../../shared/byte-source.ts';
import { UndecodableError } from '../decode/decoded.ts';
import { findCr3Previews } from './cr3-previews.ts';
import { type EmbeddedJpeg, type Extent, readEmbeddedJpeg } from './embedded-jpeg.ts';
import { findRafPreviews } from './raf-previews.ts';
import { findTiffPreviews } from './tiff-previews.ts';

type FindPreviews = (source: ByteSource) => Promise<Extent[]>;

/** How previews are found, by format as ExtractMetadata names it. */
const FINDERS: ReadonlyMap<string, FindPreviews> = new Map([
  ['cr3', findCr3Previews],
  ['raf', findRafPreviews],
  ...[
    'cr2',
    'nef',
    'nrw',
    'arw',
    'sr2',
    'srf',
    'dng',
    'rw2',
    'rwl',
    'orf',
    'pef',
    'srw',
    '3fr',
    'iiq',
    'kdc',
    'erf',
    'mef',
  ].map((format): [string, FindPreviews] => [format, findTiffPreviews]),
]);

export function isRaw(format: string): boolean {
  return FINDERS.has(format);
}

/** Longest edge in pixels below which little is recognised in a preview. */
const USEFUL_EDGE = 1024;

/**
 * Reads the largest JPEG that a RAW file holds, and little else of the file.
 *
 * @param format - A format that {@link isRaw} knows.
 * @throws {UndecodableError} When there is none.
 */
export async function readRawPreview(
  source: ByteSource,
  format: string,
): Promise<{ jpeg: Buffer; warnings: string[] }> {
  const previews: EmbeddedJpeg[] = [];
  for (const extent of (await FINDERS.get(format)?.(source)) ?? []) {
    const jpeg = await readEmbeddedJpeg(source, extent);
    if (jpeg !== undefined) previews.push(jpeg);
  }
  const largest = previews.sort((a, b) => b.width * b.height - a.width * a.height)[0];
  const name = format.toUpperCase();
  if (largest === undefined) {
    throw new UndecodableError(`Expected a JPEG preview inside the ${name} but found none`);
  }

  const { offset, length, width, height } = largest;
  const isSmall = Math.max(width, height) < USEFUL_EDGE;
  const warnings = isSmall ? [`The largest preview inside the ${name} has ${width}×${height} px`] : [];
  return { jpeg: await source.read(offset, length), warnings };
}
