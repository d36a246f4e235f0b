// DetectModerationLabels: whether a picture shows nudity.
// {@link https://docs.aws.amazon.com/rekognition/latest/APIReference/API_DetectModerationLabels.html}

import { z } from 'zod';
import { projectVersionArnSchema } from '../custom-labels/custom-model.ts';
import { RekognitionError } from '../errors.ts';
import { imageSchema } from '../image-source.ts';
import { MODERATION_MODEL_VERSION, toContentTypes, toModerationLabels } from '../moderation/labels.ts';
import { defineOperation } from './operation.ts';
import { percentSchema } from './percent.ts';

const DEFAULT_MIN_CONFIDENCE = 50; // the service's own

export const detectModerationLabels = defineOperation({
  request: z.object({
    Image: imageSchema,
    MinConfidence: percentSchema.default(DEFAULT_MIN_CONFIDENCE),
    ProjectVersion: projectVersionArnSchema.optional(),
  }),

  async answer({ Image, MinConfidence, ProjectVersion }, { inference, readImage }) {
    if (ProjectVersion !== undefined) {
      throw new RekognitionError('ResourceNotFoundException', 'The specified adapter does not exist'); // none does
    }
    const shares = await inference.run('moderation', { bytes: await readImage(Image) });
    return {
      ModerationLabels: toModerationLabels(shares, MinConfidence),
      ModerationModelVersion: MODERATION_MODEL_VERSION,
      ContentTypes: toContentTypes(shares, DEFAULT_MIN_CONFIDENCE),
    };
  },
});
