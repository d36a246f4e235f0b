// From the bytes of a photograph to the one preview that everything after it reads.

import sharp from 'sharp';
import { type EncodedPreview, encodePreview } from './encode-preview.ts';

export interface NormalizeLimits {
  /** More pixels than these, width × height over all pages, are not decoded. */
  maxPixels: number;
  /** Longest edge of the preview in pixels. */
  previewEdge: number;
}

export type NormalizedImage =
  | ({ supported: true; warnings: string[] } & EncodedPreview)
  | { supported: false; reason: string };

/** Decodes, turns upright, converts to sRGB on white and scales down to `previewEdge`. */
export async function normalizeImage(bytes: Uint8Array, limits: NormalizeLimits): Promise<NormalizedImage> {
  try {
    const { data, info } = await sharp(bytes, { failOn: 'none', limitInputPixels: limits.maxPixels })
      .autoOrient()
      .resize({
        width: limits.previewEdge,
        height: limits.previewEdge,
        fit: 'inside',
        withoutEnlargement: true,
      })
      .flatten({ background: 'white' })
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    const preview = await encodePreview({ pixels: data, width: info.width, height: info.height });
    return { supported: true, warnings: [], ...preview };
  } catch (error) {
    return { supported: false, reason: (error as Error).message };
  }
}
