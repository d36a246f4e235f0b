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
  iptc: Buffer[];
  icc?: Buffer;
  /** Tags that the container has of its own, such as PNG's text chunks. */
  texts: { name: string; text: string }[];
  warnings: string[];
}

export type ContainerReader = (source: ByteSource) => Promise<Container>;

/** The file begins as an image but cannot be one. The message reads on with where the file lies. */
export class DamagedFileError extends Error {
  override readonly name = 'DamagedFileError';
}

/** A container of which only the frame is known yet. */
export function container(frame: Frame): Container {
  return { frame, exif: [], xmp: [], iptc: [], texts: [], warnings: [] };
}
