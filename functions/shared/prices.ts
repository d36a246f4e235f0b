// What Rekognition asks for, as far as a single photograph's receipt needs it. List prices of us-east-1 in US dollars, first
// tier, read on 2026-11-26: https://aws.amazon.com/rekognition/pricing/

import type { Feature } from '@image-workflow/record/features';

/** One call of each feature; of `people` one face that is searched. */
export const FEATURE_USD: Record<Feature, number> = {
  labels: 0.001,
  imageProperties: 0.00075,
  text: 0.001,
  faces: 0.001,
  people: 0.001,
  celebrities: 0.001,
  moderation: 0.001,
  customLabels: 0, // by the hour that the model runs, not by the call
};

/** Everything else for one photograph: Step Functions, Lambda, S3, DynamoDB, logs. `npm run bench:cost` has the parts. */
export const OTHER_USD = 0.00065;
