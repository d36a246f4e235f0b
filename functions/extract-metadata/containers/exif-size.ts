// The size of the picture as EXIF gives it, for files whose own structure does not.

import type { Ifd, TiffReader } from '../../shared/files/tiff.ts';
import { TIFF } from '../exif-tags.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** @returns undefined where the EXIF directory that IFD0 points to has no size above zero. */
export async function readExifSize(tiff: TiffReader, ifd0: Ifd): Promise<Size | undefined> {
  const pointer = await tiff.readNumber(ifd0, TIFF.ExifIFD);
  const exif = pointer === undefined ? undefined : await tiff.readIfd(pointer);
  if (exif === undefined) return undefined;
  const width = await tiff.readNumber(exif, TIFF.ExifImageWidth);
  const height = await tiff.readNumber(exif, TIFF.ExifImageHeight);
  return width && height ? { width, height } : undefined;
}
