// What can be looked for in a photograph, and when a branch has nothing to look for. Thumbnails are always made.

import * as z from 'zod';
import type { ImageObject } from './image-object.ts';
import { logger } from './logger.ts';
import type { Preview } from './record.ts';
import { toRefusal } from './rekognition-image.ts';

/** Each but `imageProperties` has a slot of its own in the record; that one adds to `labels`. */
export const FEATURES = [
  'labels',
  'imageProperties',
  'text',
  'faces',
  'people',
  'celebrities',
  'moderation',
  'customLabels',
] as const;

export const featureSchema = z.enum(FEATURES);

export type Feature = z.infer<typeof featureSchema>;

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
