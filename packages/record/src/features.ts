// What can be looked for in a photograph. Thumbnails are always made.

import * as z from 'zod';

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
