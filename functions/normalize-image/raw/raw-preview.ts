// RAW files are not developed: their camera has put a finished picture inside, the larger the better.

import type { ByteSource } from '../../shared/files/byte-source.ts';
import { UndecodableError } from '../decode/decoded.ts';
import { findCr3Previews } from './cr3-previews.ts';
import { type EmbeddedJpeg, type Extent, readEmbeddedJpeg } from './embedded-jpeg.ts';
import { findRafPreviews } from './raf-previews.ts';
import { findRasterPreviews, findTiffPreviews } from './tiff-previews.ts';

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

export interface RawPreview extends Size {
  readonly format: 'jpeg' | 'tiff' | 'jxl';
  readonly bytes: Buffer;
  readonly warnings: string[];
}

/**
 * Reads the largest JPEG that a RAW file holds, or the largest picture of another kind, and little else of the file.
 *
 * @param format - A format that {@link isRaw} knows.
 * @throws {UndecodableError} When there is none.
 */
export async function readRawPreview(source: ByteSource, format: string): Promise<RawPreview> {
  const previews: EmbeddedJpeg[] = [];
  for (const extent of (await FINDERS.get(format)?.(source)) ?? []) {
    const jpeg = await readEmbeddedJpeg(source, extent);
    if (jpeg !== undefined) previews.push(jpeg);
  }
  const rasters = isTiff(format) ? await findRasterPreviews(source) : [];
  const largestRaster = largestOf(rasters);
  const largestJpeg = largestOf(previews);
  if (largestRaster && area(largestRaster) > area(largestJpeg)) {
    const bytes = await largestRaster.read();
    const { width, height } = largestRaster;
    const warnings = describe(largestRaster, format);
    if (bytes) return { format: largestRaster.format, bytes, width, height, warnings };
  }
  if (largestJpeg === undefined) {
    throw new UndecodableError(`Expected a preview inside the ${format.toUpperCase()} but found none`);
  }
  const bytes = await source.read(largestJpeg.offset, largestJpeg.length);
  const { width, height } = largestJpeg;
  return { format: 'jpeg', bytes, width, height, warnings: describe(largestJpeg, format) };
}

function isTiff(format: string): boolean {
  return FINDERS.get(format) === findTiffPreviews;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

function area(size: Size | undefined): number {
  return size === undefined ? 0 : size.width * size.height;
}

function largestOf<T extends Size>(pictures: readonly T[]): T | undefined {
  return [...pictures].sort((a, b) => area(b) - area(a))[0];
}

function describe({ width, height }: Size, format: string): string[] {
  if (Math.max(width, height) >= USEFUL_EDGE) return [];
  return [`The largest preview inside the ${format.toUpperCase()} has ${width}×${height} px`];
}
