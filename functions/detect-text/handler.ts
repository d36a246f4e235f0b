// Lambda entry of the DetectText state: the words and lines that can be read in the picture.

import { DetectTextCommand } from '@aws-sdk/client-rekognition';
import type { TextSlot } from '@image-workflow/record';
import type { Context } from 'aws-lambda';
import { logger } from '../shared/logger.ts';
import { toRekognitionImage } from '../shared/rekognition-image.ts';
import { ask, rekognition, resultsBucket } from '../shared/rekognition-task.ts';
import { skipFeature } from '../shared/skip-feature.ts';
import { parseAnalysisInput } from '../shared/workflow.ts';
import { summarizeText } from './summarize-text.ts';

export const handler = async (event: unknown, context: Context): Promise<TextSlot> => {
  logger.addContext(context);
  const input = parseAnalysisInput(event);
  const { image, preview } = input;
  const skipped = skipFeature('text', input);
  if (skipped) return skipped;

  const { response, ...answer } = await ask('text', input, {}, () =>
    rekognition.send(new DetectTextCommand({ Image: toRekognitionImage(resultsBucket, preview) })),
  );

  const items = summarizeText(response);
  logger.info('Text detected', { ...image, items: items.length }); // never what it says: it may be private
  return { status: 'SUCCEEDED', modelVersion: response.TextModelVersion, items, ...answer };
};
