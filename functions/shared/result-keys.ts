// Where everything about one version of a photograph lies in the results bucket.

import type { ImageObject } from '@image-workflow/record/image-object';
import { toRevision } from './image-object.ts';

export function previewKey(image: ImageObject): string {
  return `previews/${image.imageId}/${toRevision(image)}.jpg`;
}

/** Keys of pictures carry the revision: what lies there stays the same, and a browser need not ask again. */
export const PICTURE_CACHE_CONTROL = 'private, max-age=31536000, immutable';

/** @param edge - The requested long edge in pixels. */
export function thumbnailKey(image: ImageObject, edge: number): string {
  return `thumbnails/${image.imageId}/${toRevision(image)}/${edge}.webp`;
}

/** Rekognition's own response, whole. @param feature - The slot's name in the record: `labels`, `text`, … */
export function analysisKey(image: ImageObject, feature: string): string {
  return `analysis/${image.imageId}/${toRevision(image)}/${feature}.json`;
}

/** The record as JSON: one per photograph, always that of its newest version. */
export function recordKey(imageId: string): string {
  return `records/${imageId}.json`;
}

/** Below these lies what was made of each version. */
export function revisionPrefixes(imageId: string): string[] {
  return ['previews', 'thumbnails', 'analysis'].map((kind) => `${kind}/${imageId}/`);
}
