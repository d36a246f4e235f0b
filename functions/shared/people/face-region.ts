// Which part of the preview to search for one face: Rekognition searches the largest face of what it is sent.

import type { SearchFacesByImageCommandOutput } from '@aws-sdk/client-rekognition';
import type { BoundingBox } from '@image-workflow/record';

/** Whole pixels of the preview. */
export interface PixelRegion {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Around a face as shares of its size, on each side. More shows the head as Rekognition likes it best. */
const MARGINS = [0.5, 0.25, 0.1];

/**
 * The face with the widest margin that leaves the middle of every larger face outside.
 *
 * @param others - All other faces of the picture.
 */
export function toFaceRegion(
  face: BoundingBox,
  others: readonly BoundingBox[],
  preview: { width: number; height: number },
): PixelRegion {
  const larger = others.filter((other) => other.width * other.height >= face.width * face.height);
  const margin =
    MARGINS.find((share) => !larger.some((other) => holdsMiddle(widen(face, share), other))) ?? 0;
  return toPixels(widen(face, margin), preview);
}

/** Whether the face that Rekognition searched in a region is the one the region was cut for. */
export function isFaceOf(
  face: BoundingBox,
  { SearchedFaceBoundingBox: searched }: Pick<SearchFacesByImageCommandOutput, 'SearchedFaceBoundingBox'>,
  region: PixelRegion,
  preview: { width: number; height: number },
): boolean {
  const { Left = 0, Top = 0, Width = 0, Height = 0 } = searched ?? {};
  return holdsMiddle(face, {
    left: (region.left + Left * region.width) / preview.width,
    top: (region.top + Top * region.height) / preview.height,
    width: (Width * region.width) / preview.width,
    height: (Height * region.height) / preview.height,
  });
}

function widen({ left, top, width, height }: BoundingBox, share: number): BoundingBox {
  const right = Math.min(1, left + width * (1 + share));
  const bottom = Math.min(1, top + height * (1 + share));
  const wideLeft = Math.max(0, left - width * share);
  const wideTop = Math.max(0, top - height * share);
  return { left: wideLeft, top: wideTop, width: right - wideLeft, height: bottom - wideTop };
}

function holdsMiddle(box: BoundingBox, other: BoundingBox): boolean {
  const x = other.left + other.width / 2;
  const y = other.top + other.height / 2;
  return x >= box.left && x <= box.left + box.width && y >= box.top && y <= box.top + box.height;
}

function toPixels(box: BoundingBox, preview: { width: number; height: number }): PixelRegion {
  const left = Math.min(preview.width - 1, Math.round(box.left * preview.width));
  const top = Math.min(preview.height - 1, Math.round(box.top * preview.height));
  return {
    left,
    top,
    width: Math.max(1, Math.round((box.left + box.width) * preview.width) - left),
    height: Math.max(1, Math.round((box.top + box.height) * preview.height) - top),
  };
}
