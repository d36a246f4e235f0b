// When a branch has nothing to look for.

import type { Preview } from '@image-workflow/record';
import type { Feature } from '@image-workflow/record/features';
import type { ImageObject } from '@image-workflow/record/image-object';
import { logger } from './logger.ts';
import { toRefusal } from './rekognition-image.ts';

export interface Skipped {
  status: 'SKIPPED';
  reason: string;
}

/** The slot of a feature that costs no call for this photograph; absent where Rekognition is to be asked. */
export function skipFeature(
  feature: Feature,
  { image, preview, features }: { image: ImageObject; preview: Preview; features: readonly Feature[] },
): Skipped | undefined {
  const reason = features.includes(feature) ? toRefusal(preview) : `The feature ${feature} is switched off`;
  return reason === undefined ? undefined : skip(feature, image, reason);
}

/** @param reason - Why there is nothing to ask, for the record and the log. */
export function skip(feature: Feature, image: ImageObject, reason: string): Skipped {
  logger.info('Feature skipped', { ...image, feature, reason });
  return { status: 'SKIPPED', reason };
}
