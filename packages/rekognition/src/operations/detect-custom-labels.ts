// DetectCustomLabels: the labels of a user's own classifier, by the project version ARN the user gave it.
// {@link https://docs.aws.amazon.com/rekognition/latest/APIReference/API_DetectCustomLabels.html}

import { z } from 'zod';
import { findCustomModel, projectVersionArnSchema } from '../custom-labels/custom-model.ts';
import { imageSchema } from '../image-source.ts';
import { defineOperation } from './operation.ts';
import { percentSchema } from './percent.ts';

export const detectCustomLabels = defineOperation({
  request: z.object({
    ProjectVersionArn: projectVersionArnSchema,
    Image: imageSchema,
    MaxResults: z.int().min(0).optional(),
    MinConfidence: percentSchema.optional(),
  }),

  async answer(
    { ProjectVersionArn, Image, MaxResults, MinConfidence },
    { customModelsFolder, inference, readImage },
  ) {
    const model = await findCustomModel(customModelsFolder, ProjectVersionArn);
    const shares = await inference.run('custom-labels', { bytes: await readImage(Image), model });
    const labels = shares
      .map((share, index) => ({ Name: model.labels[index], Confidence: 100 * share }))
      .filter(({ Confidence }) => Confidence >= (MinConfidence ?? model.minConfidence))
      .sort((a, b) => b.Confidence - a.Confidence);
    return { CustomLabels: labels.slice(0, MaxResults) };
  },
});
