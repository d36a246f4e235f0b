// What every container reader finds: the picture's frame, and where its metadata lies.

import type { ByteSource } from '../../shared/byte-source.ts';
import type { ExifBlock } from '../exif.ts';

/** What a file says of its pixels, as stored: before any rotation. */
export interface Frame {
  format: string;
  mimeType: string;
  /** Pixels as stored. */
  width: number;
  height: number;
  /** The container turns the picture by a quarter itself (HEIF), whatever EXIF says. */
  isTurned?: boolean;
  bitDepth?: number;
  colorSpace?: string;
  hasAlpha?: boolean;
  pages?: number;
}

/** A container's frame and its blocks of metadata, each still undecoded. */
export interface Container {
  frame: Frame;
  exif: ExifBlock[];
  xmp: Buffer[];
  /** IPTC, bare or in Photoshop's image resources. */
  iptc: Buffer[];
  /** The colour profile, or the start of it. */
  icc?: Buffer;
  /** PNG's text chunks as tags. */
  texts: { name: string; text: string }[];
  /** What was wrong with the file, in words. */
  warnings: string[];
}

/** Longest XMP packet that is read; what lies beyond is cut, with a warning. Real ones mostly have 4 to 40 KB. */
export const MAX_XMP_BYTES = 262_144;

/** Longest part of a colour profile that is read: its name lies near the start. Profiles of printers reach 3 MB. */
export const MAX_ICC_BYTES = 65_536;

export type ContainerReader = (source: ByteSource) => Promise<Container>;

/** The file begins as an image but cannot be one. The message reads on with where the file lies. */
export class DamagedFileError extends Error {
  override readonly name = 'DamagedFileError';
}

/** A container of which only the frame is known yet. */
export function container(frame: Frame): Container {
  return { frame, exif: [], xmp: [], iptc: [], texts: [], warnings: [] };
}
