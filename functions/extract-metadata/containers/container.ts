// What every container reader finds: the picture's frame, and where its metadata lies.

import type { ImageMetadata } from '@image-workflow/record/metadata';
import type { ByteSource } from '../../shared/files/byte-source.ts';
import type { IfdName } from '../exif-tags.ts';

export type ColorModel = NonNullable<ImageMetadata['colorModel']>;

/** What a file says of its pixels. */
export interface Frame {
  format: string;
  mimeType: string;
  /** Pixels as stored: cropped as the container says, before any rotation. */
  width: number;
  height: number;
  /** What makes the picture upright where the container itself says it (HEIF, JPEG XL, TIFF), whatever EXIF says: 1 to 8. */
  orientation?: number;
  /** Where the directory of the picture lies in a TIFF. */
  directoryOffset?: number;
  /** A sensor's own values: what is shown of the file is a preview in it, with fewer pixels. */
  isRaw?: true;
  bitDepth?: number;
  colorModel?: ColorModel;
  /** Named by the container itself, beside or instead of a profile. */
  colorSpace?: string;
  hasAlpha?: boolean;
  pages?: number;
}

/** A TIFF structure and what its first directory is: Canon's CR3 stores each directory as a file of its own. */
export interface ExifBlock {
  readonly source: ByteSource;
  readonly firstIfd: IfdName;
  /** Cut out of a container: EXIF and no more, unlike a file that is a TIFF itself. */
  readonly isCutOut: boolean;
}

/** Parts of JPEG's extended XMP by the name that the main packet knows it by. */
export type ExtendedXmp = Map<string, { offset: number; content: Buffer }[]>;

/** A container's frame and its blocks of metadata, each still undecoded. */
export interface Container {
  frame: Frame;
  exif: ExifBlock[];
  xmp: Buffer[];
  extendedXmp: ExtendedXmp;
  /** IPTC, bare or in Photoshop's image resources. */
  iptc: Buffer[];
  /** The colour profile, or the start of it. */
  icc?: Buffer;
  /** PNG's text chunks as tags. */
  texts: { name: string; text: string }[];
  /** What was wrong with the file, in words. */
  warnings: string[];
}

/** Colour spaces by the primaries of ITU-T H.273. */
export const COLOR_SPACES: ReadonlyMap<number, string> = new Map([
  [1, 'sRGB'], // the primaries of BT.709
  [9, 'BT.2020'],
  [12, 'Display P3'],
]);

/** Longest XMP packet that is read. Real ones mostly have 4 to 40 KB; what is cut off counts as damage. */
export const MAX_XMP_BYTES = 262_144;

/** Longest block of IPTC, or of Photoshop's resources, that is read. A dataset may have more than 32 KiB. */
export const MAX_IPTC_BYTES = 1_048_576;

/** Longest part of a colour profile that is read: its name lies near the start. Profiles of printers reach 3 MB. */
export const MAX_ICC_BYTES = 65_536;

/** Blocks of one kind that are kept. Real files have one or two; memory and time stay bounded for all others. */
const MAX_BLOCKS = 16;

export type ContainerReader = (source: ByteSource) => Promise<Container>;

/** The file begins as an image but cannot be one. The message reads on with where the file lies. */
export class DamagedFileError extends Error {
  override readonly name = 'DamagedFileError';
}

/** A container of which only the frame is known yet. */
export function container(frame: Frame): Container {
  return { frame, exif: [], xmp: [], extendedXmp: new Map(), iptc: [], texts: [], warnings: [] };
}

/** Adds a block of EXIF, with or without a prefix before its TIFF header. */
export function addExif(found: Container, source: ByteSource): void {
  if (hasRoom(found, found.exif)) found.exif.push({ source, firstIfd: 'IFD0', isCutOut: true });
}

/** Adds a file, or a part of one, that is a TIFF structure itself and may hold more than EXIF. */
export function addTiff(found: Container, source: ByteSource, firstIfd: IfdName = 'IFD0'): void {
  if (hasRoom(found, found.exif)) found.exif.push({ source, firstIfd, isCutOut: false });
}

export function addXmp(found: Container, packet: Buffer): void {
  if (hasRoom(found, found.xmp)) found.xmp.push(packet);
}

export function addIptc(found: Container, block: Buffer): void {
  if (hasRoom(found, found.iptc)) found.iptc.push(block.subarray(0, MAX_IPTC_BYTES));
}

function hasRoom({ warnings }: Container, blocks: readonly unknown[]): boolean {
  if (blocks.length < MAX_BLOCKS) return true;
  const warning = `The file holds more than ${MAX_BLOCKS} blocks of one kind of metadata`;
  if (!warnings.includes(warning)) warnings.push(warning);
  return false;
}
