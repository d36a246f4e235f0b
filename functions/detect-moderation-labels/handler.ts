// Lambda entry of the DetectModerationLabels state: whether the picture is one that not everybody should see.

import { DetectModerationLabelsCommand } from '@aws-sdk/client-rekognition';
import type { ModerationSlot } from '@image-workflow/record';
import type { Context } from 'aws-lambda';
import { percentFromEnv } from '../shared/env.ts';
import { logger } from '../shared/logger.ts';
import { toRekognitionImage } from '../shared/rekognition-image.ts';
import { ask, rekognition, resultsBucket } from '../shared/rekognition-task.ts';
import { skipFeature } from '../shared/skip-feature.ts';
import { parseAnalysisInput } from '../shared/workflow.ts';
import { summarizeModeration } from './summarize-moderation.ts';

/** Rekognition's own default; what is less sure than the threshold is in the record, but flags nothing. */
const MIN_CONFIDENCE = 50;

const threshold = percentFromEnv('MODERATION_THRESHOLD');

export const handler = async (event: unknown, context: Context): Promise<ModerationSlot> => {
  logger.addContext(context);
  const input = parseAnalysisInput(event);
  const { image, preview } = input;
  const skipped = skipFeature('moderation', input);
  if (skipped) return skipped;

  const request = { MinConfidence: Math.min(MIN_CONFIDENCE, threshold) }; // a lower threshold needs the labels it counts
  const { response, ...answer } = await ask('moderation', input, request, () =>
    rekognition.send(
      new DetectModerationLabelsCommand({ Image: toRekognitionImage(resultsBucket, preview), ...request }),
    ),
  );

  const summary = summarizeModeration(response, threshold);
  logger.info('Moderation labels detected', { ...image, flagged: summary.flagged });
  return { status: 'SUCCEEDED', ...summary, ...answer };
};
