// Canon CR3, an ISO base media file: the full-size JPEG is the sample of a track, a smaller one lies in a box.

import type { ByteSource } from '../../shared/files/byte-source.ts';
import { type Box, boxesIn, Cursor, walkBoxes } from '../../shared/files/iso-boxes.ts';
import type { Extent } from './embedded-jpeg.ts';

/** Canon's box with the preview of 1620 × 1080 pixels: https://github.com/lclevy/canon_cr3 */
const PREVIEW_UUID = 'eaf42b5e1c984b88b9fbb7dc406e4d16';
const PREVIEW_HEADER_BYTES = 24; // of the PRVW box inside, before its JPEG

const MAX_MOOV_BYTES = 1_048_576; // real ones have about 60 KB

export async function findCr3Previews(source: ByteSource): Promise<Extent[]> {
  const boxes = await walkBoxes(source);
  const extents: Extent[] = [];
  for (const box of boxes) {
    if (box.type === 'moov') {
      const moov = await source.read(box.start, Math.min(box.end - box.start, MAX_MOOV_BYTES));
      extents.push(...findSamples(moov));
    } else if (box.type === 'uuid') {
      extents.push(...(await findPreviewBox(source, box)));
    }
  }
  return extents;
}

/** The first sample of every track: of the first track it is the JPEG, of the others the sensor's data. */
function findSamples(moov: Buffer): Extent[] {
  return inside(moov, 'trak').flatMap((track) => {
    const [table] = ['mdia', 'minf', 'stbl'].reduce<Buffer[]>(
      (parents, type) => parents.flatMap((parent) => inside(parent, type)),
      [track],
    );
    if (table === undefined) return [];
    const [sizes] = inside(table, 'stsz');
    const [offsets] = inside(table, 'co64');
    if (sizes === undefined || offsets === undefined) return [];
    // ISO/IEC 14496-12, 8.7.3 and 8.7.5: a size of 0 says that each sample has one of its own
    const size = new Cursor(sizes, 4).uint(4) || new Cursor(sizes, 12).uint(4);
    return [{ offset: new Cursor(offsets, 8).uint(8), length: size }];
  });
}

function inside(parent: Buffer, type: string): Buffer[] {
  return boxesIn(parent)
    .filter((box) => box.type === type)
    .map(({ start, end }) => parent.subarray(start, end));
}

async function findPreviewBox(source: ByteSource, { start, end }: Box): Promise<Extent[]> {
  const uuid = await source.read(start, 16);
  if (uuid.toString('hex') !== PREVIEW_UUID) return [];
  const boxes = await walkBoxes(source, start + 24, end); // 8 bytes of version and count lie before the box
  const preview = boxes.find(({ type }) => type === 'PRVW');
  if (preview === undefined) return [];
  const offset = preview.start + PREVIEW_HEADER_BYTES - 8;
  return [{ offset, length: preview.end - offset }];
}
