// Lambda entry of the DetectLabels state: what is in the picture, with boxes where Rekognition gives them.

import { DetectLabelsCommand, type DetectLabelsCommandInput } from '@aws-sdk/client-rekognition';
import type { LabelsSlot } from '@image-workflow/record';
import type { Context } from 'aws-lambda';
import { integerFromEnv, percentFromEnv } from '../shared/env.ts';
import { logger } from '../shared/logger.ts';
import { toRekognitionImage } from '../shared/rekognition-image.ts';
import { ask, rekognition, resultsBucket } from '../shared/rekognition-task.ts';
import { skipFeature } from '../shared/skip-feature.ts';
import { parseAnalysisInput } from '../shared/workflow.ts';
import { MAX_DOMINANT_COLORS, summarizeImageProperties } from './summarize-image-properties.ts';
import { summarizeLabels } from './summarize-labels.ts';

const minConfidence = percentFromEnv('MIN_CONFIDENCE');
const maxLabels = integerFromEnv('MAX_LABELS');

export const handler = async (event: unknown, context: Context): Promise<LabelsSlot> => {
  logger.addContext(context);
  const input = parseAnalysisInput(event);
  const { image, preview, features } = input;
  const skipped = skipFeature('labels', input);
  if (skipped) return skipped;

  const request: Omit<DetectLabelsCommandInput, 'Image'> = {
    MinConfidence: minConfidence,
    MaxLabels: maxLabels,
    ...(features.includes('imageProperties') && {
      Features: ['GENERAL_LABELS', 'IMAGE_PROPERTIES'],
      Settings: { ImageProperties: { MaxDominantColors: MAX_DOMINANT_COLORS } },
    }),
  };
  const { response, ...answer } = await ask('labels', input, request, () =>
    rekognition.send(
      new DetectLabelsCommand({ Image: toRekognitionImage(resultsBucket, preview), ...request }),
    ),
  );

  const items = summarizeLabels(response);
  logger.info('Labels detected', { ...image, labels: items.length });
  return {
    status: 'SUCCEEDED',
    modelVersion: response.LabelModelVersion,
    items,
    imageProperties: summarizeImageProperties(response),
    ...answer,
  };
};
