// EXIF by exifr: a block that a container has cut out of its file, whole in memory.

import { parse } from 'exifr/src/core.mjs'; // exifr's modular core: no dictionary and no file format but TIFF's
import 'exifr/src/file-parsers/tiff.mjs';
import 'exifr/src/segment-parsers/tiff-exif.mjs';
import * as z from 'zod';
import { type IfdName, KNOWN_TAGS, type KnownTag, TIFF } from './exif-tags.ts';
import { type ByteOrder, decodeValue, isEncoded, toNumberTexts } from './exif-values.ts';
import type { TagValue } from './tags.ts';

/** exifr's names of the directories. */
const BLOCKS = { ifd0: 'IFD0', exif: 'ExifIFD', gps: 'GPS', interop: 'InteropIFD' } as const;

/** In IFD0: other kinds of metadata whole, as in a TIFF file. */
const EMBEDDED: readonly number[] = [
  TIFF.ApplicationNotes,
  TIFF.IPTC,
  TIFF.PhotoshopSettings,
  TIFF.IccProfile,
];

const pick = (ifd: IfdName, ...others: readonly number[]) => ({
  pick: [...KNOWN_TAGS[ifd].keys(), ...others],
});

/**
 * Values as they stand in the file, by the numbers of their tags. Only the tags that a record needs are looked at, each
 * once: what a hostile block costs is bounded by their number, and damage to any other tag does not matter.
 */
const OPTIONS = {
  ifd0: pick('IFD0', ...EMBEDDED),
  exif: pick('ExifIFD', TIFF.GPS),
  gps: pick('GPS'),
  interop: pick('InteropIFD'),
  mergeOutput: false,
  translateKeys: false,
  translateValues: false,
  reviveValues: false, // it would make dates of the host's time zone
  sanitize: false,
  silentErrors: false, // an error in one directory is otherwise kept from the caller
};

const numberSchema = z.custom<number>((value) => typeof value === 'number'); // 0/0 is NaN
const valueSchema = z.union([
  numberSchema,
  z.string(),
  z.array(numberSchema),
  z.instanceof(Uint8Array),
  z.custom<ArrayLike<number>>((value) => ArrayBuffer.isView(value)),
  z.undefined(), // a text of NULs alone
]);
const directorySchema = z.record(z.string(), valueSchema).default({});
const outputSchema = z.object({
  ifd0: directorySchema,
  exif: directorySchema,
  gps: directorySchema,
  interop: directorySchema,
});

type Value = z.infer<typeof valueSchema>;

/** U+FFFD: exifr reads text as UTF-8 alone, and what was in the place of this is lost. */
const LOST = '\uFFFD';

/**
 * Reads a block of EXIF.
 *
 * @param block - A TIFF structure, from its byte order mark on.
 * @returns Its tags, `ExifIFD:FNumber`; undefined where exifr reports an error, or would lose something: text in
 *   another encoding than UTF-8, directories that it does not follow, other metadata that the block embeds.
 */
export async function readWithExifr(block: Buffer): Promise<Map<string, TagValue> | undefined> {
  let output: z.infer<typeof outputSchema>;
  try {
    // A copy, because exifr's bound is that of the memory behind a buffer, which holds other files too.
    output = outputSchema.parse((await parse(Uint8Array.from(block), OPTIONS)) ?? {});
  } catch {
    return undefined; // it throws what it finds wrong, in errors of every kind
  }
  const hasMore = EMBEDDED.some((tag) => tag in output.ifd0) || TIFF.GPS in output.exif;
  if (hasMore) return undefined;

  const byteOrder = block[0] === 0x49 ? 'le' : 'be';
  const tags = new Map<string, TagValue>();
  for (const [key, ifd] of Object.entries(BLOCKS)) {
    const directory = output[key as keyof typeof BLOCKS];
    for (const [tag, known] of KNOWN_TAGS[ifd]) {
      const value = toTagValue(directory[tag], known, byteOrder);
      if (value === undefined) return undefined;
      if (value.length > 0) tags.set(`${ifd}:${known.name}`, value);
    }
  }
  return tags;
}

/** @returns undefined where exifr has made text of bytes that are none in UTF-8. */
function toTagValue(value: Value, { name, kind }: KnownTag, byteOrder: ByteOrder): TagValue | undefined {
  if (value === undefined) return [];
  if (typeof value === 'number') return [value];
  if (typeof value === 'string') {
    if (value.includes(LOST) || isEncoded(name)) return undefined;
    return kind === 'numbers' ? toNumberTexts(value) : decodeValue(name, Buffer.from(value), byteOrder);
  }
  const isText = kind === 'text' && value instanceof Uint8Array;
  return isText ? decodeValue(name, Buffer.from(value), byteOrder) : Array.from(value);
}
