// Lambda entry of the DetectCustomLabels state: what a model of the user's own sees.

import { DetectCustomLabelsCommand } from '@aws-sdk/client-rekognition';
import type { CustomLabelsSlot } from '@image-workflow/record';
import type { Context } from 'aws-lambda';
import { optionalFromEnv } from '../shared/env.ts';
import { logger } from '../shared/logger.ts';
import { toRekognitionImage } from '../shared/rekognition-image.ts';
import { ask, rekognition, resultsBucket } from '../shared/rekognition-task.ts';
import { skip, skipFeature } from '../shared/skip-feature.ts';
import { parseAnalysisInput } from '../shared/workflow.ts';
import { summarizeCustomLabels } from './summarize-custom-labels.ts';

/** Empty where the stack has no model of its own: each project version costs by the hour while it runs. */
const projectVersionArn = optionalFromEnv('PROJECT_VERSION_ARN');

export const handler = async (event: unknown, context: Context): Promise<CustomLabelsSlot> => {
  logger.addContext(context);
  const input = parseAnalysisInput(event);
  const { image, preview } = input;
  const skipped = skipFeature('customLabels', input);
  if (skipped) return skipped;
  if (!projectVersionArn) return skip('customLabels', image, 'The stack names no project version');

  const request = { ProjectVersionArn: projectVersionArn };
  const { response, ...answer } = await ask('customLabels', input, request, () =>
    rekognition.send(
      new DetectCustomLabelsCommand({ Image: toRekognitionImage(resultsBucket, preview), ...request }),
    ),
  );

  const items = summarizeCustomLabels(response);
  logger.info('Custom labels detected', { ...image, labels: items.length });
  return { status: 'SUCCEEDED', projectVersionArn, items, ...answer };
};
