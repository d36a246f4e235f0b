// EXIF by the house's own reader: TIFF and RAW files of any size, directory by directory, in ranges; and every block that
// exifr leaves (see ./exif.ts).

import type { ByteSource } from '../shared/files/byte-source.ts';
import { findTiff, type Ifd, type IfdEntry, type TiffReader } from '../shared/files/tiff.ts';
import {
  addIptc,
  addXmp,
  type Container,
  MAX_ICC_BYTES,
  MAX_IPTC_BYTES,
  MAX_XMP_BYTES,
} from './containers/container.ts';
import { IFD_POINTERS, type IfdName, KNOWN_TAGS, type KnownTag, TIFF } from './exif-tags.ts';
import { decodeValue, toNumberTexts } from './exif-values.ts';
import type { Tags, TagValue } from './tags.ts';
import { decodeText } from './text.ts';

/** ASCII, and Exif 3.0's UTF-8. */
const TEXT_TYPES: readonly number[] = [2, 129];

/** BYTE and UNDEFINED: what else text is written in. */
const BYTE_TYPES: readonly number[] = [1, 7];

/** Adds the tags of a TIFF structure, as far as they can be read, and the blocks of other kinds that it embeds. */
export async function readDirectories(
  source: ByteSource,
  firstIfd: IfdName,
  tags: Tags,
  found: Container,
): Promise<void> {
  const { warnings } = found;
  const tiff = await findTiff(source);
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
    if (ifd === undefined || ifd.isBroken) warnings.push(`The EXIF directory ${next.name} is damaged`);
    if (ifd === undefined) continue;
    if (ifd.isCut) warnings.push(`The EXIF directory ${next.name} claims more entries than are read`);
    await readTags(tiff, ifd, next.name, tags);
    if (next.name === 'IFD0') await readEmbedded(tiff, ifd, found);
    for (const [pointer, name] of IFD_POINTERS) {
      const entry = ifd.entries.get(pointer);
      const offset = entry === undefined ? undefined : (await tiff.readNumbers(entry))[0];
      if (offset !== undefined) pending.push({ offset, name });
    }
  }
}

async function readTags(tiff: TiffReader, ifd: Ifd, ifdName: IfdName, tags: Tags): Promise<void> {
  for (const [tag, known] of KNOWN_TAGS[ifdName]) {
    const entry = ifd.entries.get(tag);
    if (entry === undefined) continue;
    const value = await readValue(tiff, entry, known);
    if (value.length > 0) tags.set(`${ifdName}:${known.name}`, value);
  }
}

/** TIFF files, and RAW formats that are one inside, hold the other kinds of metadata in tags of their own. */
async function readEmbedded(tiff: TiffReader, { entries }: Ifd, found: Container): Promise<void> {
  const xmp = entries.get(TIFF.ApplicationNotes);
  if (xmp !== undefined) addXmp(found, await tiff.readBytes(xmp, MAX_XMP_BYTES));
  for (const tag of [TIFF.IPTC, TIFF.PhotoshopSettings]) {
    const iptc = entries.get(tag);
    if (iptc !== undefined) addIptc(found, await tiff.readBytes(iptc, MAX_IPTC_BYTES));
  }
  const icc = entries.get(TIFF.IccProfile);
  if (icc !== undefined) found.icc ??= await tiff.readBytes(icc, MAX_ICC_BYTES);
}

async function readValue(tiff: TiffReader, entry: IfdEntry, { name, kind }: KnownTag): Promise<TagValue> {
  const isText = TEXT_TYPES.includes(entry.type);
  if (kind === 'numbers') {
    return isText ? toNumberTexts(decodeText(await tiff.readBytes(entry))) : tiff.readNumbers(entry);
  }
  if (!isText && !BYTE_TYPES.includes(entry.type)) return tiff.readNumbers(entry);
  return decodeValue(name, await tiff.readBytes(entry), tiff.isLittleEndian ? 'le' : 'be');
}
