// Maker notes that point to the preview of a RAW file: those of Olympus, and of Nikon's first cameras.

import { type ByteSource, sliceSource } from '../../shared/files/byte-source.ts';
import { type IfdEntry, TiffReader } from '../../shared/files/tiff.ts';
import type { Extent } from './embedded-jpeg.ts';

/** A maker note that holds TIFF directories, one of them with the preview. */
interface MakerNote {
  /** How the note begins. */
  readonly start: string;
  /** Where in the note the place lies that its offsets count from. */
  readonly base: number;
  /** The first directory, from the base; undefined where a TIFF header stands there to say it. */
  readonly ifdOffset?: number;
  /** The tag that points to the directory of the preview, and the tags of that one. */
  readonly directory: number;
  readonly offset: number;
  readonly length: number;
}

/** https://exiftool.org/TagNames/Olympus.html, https://exiftool.org/TagNames/Nikon.html#PreviewIFD */
const OLYMPUS = { base: 0, directory: 0x2020, offset: 0x0101, length: 0x0102 };
const MAKER_NOTES: readonly MakerNote[] = [
  { ...OLYMPUS, start: 'OLYMPUS\0II', ifdOffset: 12 },
  { ...OLYMPUS, start: 'OM SYSTEM\0\0\0II', ifdOffset: 16 },
  { start: 'Nikon\0', base: 10, directory: 0x0011, offset: 0x0201, length: 0x0202 },
];

const TYPE_UNDEFINED = 7;

/** @param entry - The MakerNote tag, absent where the directory has none. */
export async function findMakerNotePreviews(
  source: ByteSource,
  entry: IfdEntry | undefined,
): Promise<Extent[]> {
  if (entry === undefined) return [];
  const start = (await source.read(entry.offset, 16)).toString('latin1');
  const note = MAKER_NOTES.find((candidate) => start.startsWith(candidate.start));
  if (note === undefined) return [];

  const base = entry.offset + note.base;
  const inner = sliceSource(source, base);
  const tiff = await TiffReader.open(note.ifdOffset ? withTiffHeader(inner, note.ifdOffset) : inner);
  const pointer = (await tiff?.readIfd(tiff.firstIfdOffset))?.entries.get(note.directory);
  if (tiff === undefined || pointer === undefined) return [];
  const isInline = pointer.type === TYPE_UNDEFINED; // the directory is the value itself
  const [ifdOffset = 0] = isInline ? [pointer.offset] : await tiff.readNumbers(pointer);
  const ifd = await tiff.readIfd(ifdOffset);
  if (ifd === undefined) return [];
  const offset = await tiff.readNumber(ifd, note.offset);
  const length = await tiff.readNumber(ifd, note.length);
  return offset && length ? [{ offset: base + offset, length }] : [];
}

/** Olympus' notes begin with a header of their own, in little-endian order, where a TIFF header would stand. */
function withTiffHeader(note: ByteSource, ifdOffset: number): ByteSource {
  const header = Buffer.from('II*\0\0\0\0\0', 'latin1');
  header.writeUInt32LE(ifdOffset, 4);
  return {
    sizeBytes: note.sizeBytes,
    read: async (offset, length, readAhead) => (offset === 0 ? header : note.read(offset, length, readAhead)),
  };
}
