// When a photograph stands in the timeline.

import type { ImageCard } from '@image-workflow/record/api/images';

/** By the camera's clock; where nobody knows, by the upload. */
export function takenAt(card: Pick<ImageCard, 'capturedAt' | 'uploadedAt'>): string {
  return card.capturedAt ?? card.uploadedAt;
}
