// Extended XMP (ISO 16684-3, "Embedding XMP metadata in JPEG"): what does not fit into one segment, in parts.

import type { ByteSource } from '../../shared/files/byte-source.ts';
import type { Container, ExtendedXmp } from './container.ts';

/** How the segment of a part begins. */
export const EXTENDED_XMP = Buffer.from('http://ns.adobe.com/xmp/extension/\0');

/** Behind it: the name of the whole (a digest in hex), its length, and where in it the part belongs. */
const NAME_BYTES = 32;
const HEAD_BYTES = NAME_BYTES + 8;

/** Longest extended XMP that is read. Phones keep depth maps of megabytes there, which no record needs. */
const MAX_BYTES = 1_048_576;

/** Adds one part. `segment` is the content of an APP1 segment behind `EXTENDED_XMP`. */
export async function addExtendedXmp(
  segment: ByteSource,
  { extendedXmp, warnings }: Container,
): Promise<void> {
  const head = await segment.read(0, HEAD_BYTES);
  if (head.length < HEAD_BYTES) return;
  const name = head.toString('latin1', 0, NAME_BYTES).toUpperCase();
  const [length, offset] = [head.readUInt32BE(NAME_BYTES), head.readUInt32BE(NAME_BYTES + 4)];
  const kept = [...extendedXmp.values()].flat().reduce((total, part) => total + part.content.length, 0);
  if (offset >= MAX_BYTES || kept >= MAX_BYTES) {
    const warning = `Of ${length} bytes of extended XMP the first ${MAX_BYTES} are read`;
    if (!warnings.includes(warning)) warnings.push(warning);
    return;
  }
  const content = await segment.read(HEAD_BYTES, segment.sizeBytes - HEAD_BYTES);
  extendedXmp.set(name, [...(extendedXmp.get(name) ?? []), { offset, content }]);
}

/**
 * @param name - As the main packet gives it, `xmpNote:HasExtendedXMP`.
 * @returns The packet, as far as its parts follow one another; undefined where the file has none of that name.
 */
export function joinExtendedXmp(parts: ExtendedXmp, name: string): Buffer | undefined {
  const inOrder = parts.get(name.toUpperCase())?.toSorted((one, other) => one.offset - other.offset);
  if (inOrder === undefined) return undefined;
  const joined: Buffer[] = [];
  let end = 0;
  for (const { offset, content } of inOrder) {
    if (offset > end) break; // a part is missing
    joined.push(content.subarray(end - offset));
    end = Math.max(end, offset + content.length);
  }
  return Buffer.concat(joined);
}
