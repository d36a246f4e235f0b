// One WebP thumbnail of a preview.

import sharp from 'sharp';

const QUALITY = 80; // sharp's default for WebP: about a third smaller than JPEG at the same look

export interface EncodedThumbnail {
  webp: Buffer;
  width: number;
  height: number;
}

/**
 * @param preview - The preview's JPEG: upright sRGB, without metadata.
 * @param edge - Long edge in pixels; a smaller preview keeps its size.
 */
export async function makeThumbnail(preview: Uint8Array, edge: number): Promise<EncodedThumbnail> {
  const { data, info } = await sharp(preview)
    .resize({ width: edge, height: edge, fit: 'inside', withoutEnlargement: true })
    .webp({ quality: QUALITY })
    .toBuffer({ resolveWithObject: true });
  return { webp: data, width: info.width, height: info.height };
}
