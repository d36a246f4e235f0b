// DetectLabels: what is in the picture, and where.
// {@link https://docs.aws.amazon.com/rekognition/latest/APIReference/API_DetectLabels.html}

import { z } from 'zod';
import { imageSchema } from '../image-source.ts';
import { defineOperation } from './operation.ts';

export const detectLabels = defineOperation({
  request: z.object({ Image: imageSchema }),

  async answer({ Image }, { readImage, inference }) {
    const bytes = await readImage(Image);
    return { Labels: await inference.run('labels', { bytes }), LabelModelVersion: '3.0' };
  },
});
