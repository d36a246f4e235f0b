// EXIF: from the directories of a TIFF structure to tags.

import type { ByteSource } from '../shared/byte-source.ts';
import { IFD_POINTERS, type IfdName, TAG_NAMES } from './exif-tags.ts';
import type { Tags, TagValue } from './tags.ts';
import { type Ifd, type IfdEntry, TiffReader } from './tiff.ts';

/** A TIFF structure and what its first directory is: Canon's CR3 stores each directory as a file of its own. */
export interface ExifBlock {
  readonly source: ByteSource;
  readonly firstIfd: IfdName;
}

/** ASCII, BYTE, UNDEFINED and UTF-8: what is kept undecoded. */
const BYTE_TYPES: readonly number[] = [1, 2, 7, 129];

/** Adds the tags of a block, as far as they can be read. */
export async function readExif(
  { source, firstIfd }: ExifBlock,
  tags: Tags,
  warnings: string[],
): Promise<void> {
  const tiff = await TiffReader.open(source);
  if (tiff === undefined) {
    warnings.push('The EXIF block does not begin as one');
    return;
  }
  const seen = new Set<number>();
  const pending: { offset: number; name: IfdName }[] = [{ offset: tiff.firstIfdOffset, name: firstIfd }];
  for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
    if (seen.has(next.offset)) continue;
    seen.add(next.offset);
    const ifd = await tiff.readIfd(next.offset);
    if (ifd === undefined) {
      warnings.push(`The EXIF directory ${next.name} is damaged`);
      continue;
    }
    if (ifd.isCut) warnings.push(`The EXIF directory ${next.name} claims more entries than are read`);
    await readTags(tiff, ifd, next.name, tags);
    for (const [pointer, name] of IFD_POINTERS) {
      const entry = ifd.entries.get(pointer);
      const offset = entry === undefined ? undefined : (await tiff.readNumbers(entry))[0];
      if (offset !== undefined) pending.push({ offset, name });
    }
  }
}

async function readTags(tiff: TiffReader, ifd: Ifd, name: IfdName, tags: Tags): Promise<void> {
  for (const [tag, tagName] of TAG_NAMES[name]) {
    const entry = ifd.entries.get(tag);
    if (entry === undefined) continue;
    const value = await readValue(tiff, entry);
    if (value.length > 0) tags.set(`${name}:${tagName}`, value);
  }
}

async function readValue(tiff: TiffReader, entry: IfdEntry): Promise<TagValue> {
  return BYTE_TYPES.includes(entry.type) ? tiff.readBytes(entry) : tiff.readNumbers(entry);
}
