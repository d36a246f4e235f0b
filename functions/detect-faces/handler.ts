// Lambda entry of the DetectFaces state: where faces are and what they look like. Whose they are, RecognizePeople says.

import { DetectFacesCommand } from '@aws-sdk/client-rekognition';
import type { FacesSlot } from '@image-workflow/record';
import type { Context } from 'aws-lambda';
import { logger } from '../shared/logger.ts';
import { toRekognitionImage } from '../shared/rekognition-image.ts';
import { ask, rekognition, resultsBucket } from '../shared/rekognition-task.ts';
import { skipFeature } from '../shared/skip-feature.ts';
import { parseAnalysisInput } from '../shared/workflow.ts';
import { summarizeFaces } from './summarize-faces.ts';

export const handler = async (event: unknown, context: Context): Promise<FacesSlot> => {
  logger.addContext(context);
  const input = parseAnalysisInput(event);
  const { image, preview } = input;
  const skipped = skipFeature('faces', input);
  if (skipped) return skipped;

  const request = { Attributes: ['ALL' as const] }; // at the same price as the default ones
  const { response, ...answer } = await ask('faces', input, request, () =>
    rekognition.send(
      new DetectFacesCommand({ Image: toRekognitionImage(resultsBucket, preview), ...request }),
    ),
  );

  const items = summarizeFaces(response);
  logger.info('Faces detected', { ...image, faces: items.length });
  return { status: 'SUCCEEDED', items, ...answer };
};
