// EXIF: from the directories of a TIFF structure to tags.

import { findTiff, type Ifd, type IfdEntry, type TiffReader } from '../shared/tiff.ts';
import {
  addIptc,
  addXmp,
  type Container,
  type ExifBlock,
  MAX_ICC_BYTES,
  MAX_XMP_BYTES,
} from './containers/container.ts';
import { IFD_POINTERS, type IfdName, KNOWN_TAGS, type KnownTag, TIFF } from './exif-tags.ts';
import type { Tags, TagValue } from './tags.ts';
import { decodeText, decodeUserComment, decodeUtf16 } from './text.ts';

/** ASCII, and Exif 3.0's UTF-8. */
const TEXT_TYPES: readonly number[] = [2, 129];

/** BYTE and UNDEFINED: what else text is written in. */
const BYTE_TYPES: readonly number[] = [1, 7];

type Decoder = (bytes: Buffer, byteOrder: 'le' | 'be') => TagValue;

/** Tags whose text is written in a way of its own. */
const DECODERS: ReadonlyMap<string, Decoder> = new Map<string, Decoder>([
  ['Copyright', decodeCopyright],
  ['UserComment', (bytes, byteOrder) => toList(decodeUserComment(bytes, byteOrder))],
  ['XPTitle', decodeXpText],
  ['XPComment', decodeXpText],
  ['XPAuthor', decodeXpText],
  ['XPSubject', decodeXpText],
  ['XPKeywords', (bytes) => decodeXpText(bytes).flatMap((keywords) => keywords.split(';'))],
]);

/** Adds the tags of a block, as far as they can be read. */
export async function readExif({ source, firstIfd }: ExifBlock, tags: Tags, found: Container): Promise<void> {
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
    if (ifd === undefined) {
      warnings.push(`The EXIF directory ${next.name} is damaged`);
      continue;
    }
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
    if (iptc !== undefined) addIptc(found, await tiff.readBytes(iptc));
  }
  const icc = entries.get(TIFF.IccProfile);
  if (icc !== undefined) found.icc ??= await tiff.readBytes(icc, MAX_ICC_BYTES);
}

async function readValue(tiff: TiffReader, entry: IfdEntry, { name, kind }: KnownTag): Promise<TagValue> {
  const isText = TEXT_TYPES.includes(entry.type);
  if (kind === 'numbers') {
    // `52,0,50.0`: degrees, minutes and seconds as some programs write them.
    return isText ? toWords(await tiff.readBytes(entry)) : tiff.readNumbers(entry);
  }
  if (!isText && !BYTE_TYPES.includes(entry.type)) return tiff.readNumbers(entry);
  const bytes = await tiff.readBytes(entry);
  const decoder = DECODERS.get(name);
  return decoder === undefined ? bytes : decoder(bytes, tiff.isLittleEndian ? 'le' : 'be');
}

function toWords(bytes: Buffer): string[] {
  return decodeText(bytes)?.split(/[\s,;:]+/) ?? [];
}

/** Windows writes UTF-16 in little-endian order, whatever the order of the block. */
function decodeXpText(bytes: Buffer): string[] {
  return toList(decodeUtf16(bytes, 'le'));
}

/** The photographer's and the editor's copyright are two texts, each ended by a NUL. */
function decodeCopyright(bytes: Buffer): string[] {
  const end = bytes.indexOf(0);
  const holders = end < 0 ? [bytes] : [bytes.subarray(0, end), bytes.subarray(end + 1)];
  const texts = holders.map((holder) => decodeText(holder)).filter((text) => text !== undefined);
  return toList(texts.join('\n') || undefined);
}

function toList(text: string | undefined): string[] {
  return text === undefined ? [] : [text];
}
