// Lambda entry of the RecognizeCelebrities state: who of the people in the picture is widely known.

import { RecognizeCelebritiesCommand } from '@aws-sdk/client-rekognition';
import type { CelebritiesSlot } from '@image-workflow/record';
import type { Context } from 'aws-lambda';
import { logger } from '../shared/logger.ts';
import { toRekognitionImage } from '../shared/rekognition-image.ts';
import { ask, rekognition, resultsBucket } from '../shared/rekognition-task.ts';
import { skipFeature } from '../shared/skip-feature.ts';
import { parseAnalysisInput } from '../shared/workflow.ts';
import { summarizeCelebrities } from './summarize-celebrities.ts';

export const handler = async (event: unknown, context: Context): Promise<CelebritiesSlot> => {
  logger.addContext(context);
  const input = parseAnalysisInput(event);
  const { image, preview } = input;
  const skipped = skipFeature('celebrities', input);
  if (skipped) return skipped;

  const { response, ...answer } = await ask('celebrities', input, {}, () =>
    rekognition.send(new RecognizeCelebritiesCommand({ Image: toRekognitionImage(resultsBucket, preview) })),
  );

  const summary = summarizeCelebrities(response);
  logger.info('Celebrities recognized', { ...image, celebrities: summary.items.length });
  return { status: 'SUCCEEDED', ...summary, ...answer };
};
