// DescribeCollection: how many faces a collection holds, and since when.
// {@link https://docs.aws.amazon.com/rekognition/latest/APIReference/API_DescribeCollection.html}

import { z } from 'zod';
import { FACE_MODEL_VERSION } from '../collections/face-record.ts';
import { collectionIdSchema } from '../collections/schemas.ts';
import { defineOperation } from './operation.ts';

export const describeCollection = defineOperation({
  request: z.object({ CollectionId: collectionIdSchema }),

  async answer({ CollectionId }, { collections }) {
    const { faces, createdAt } = await collections.get(CollectionId);
    return {
      FaceCount: faces.size,
      FaceModelVersion: FACE_MODEL_VERSION,
      CollectionARN: `arn:aws:rekognition:us-east-1:000000000000:collection/${CollectionId}`,
      CreationTimestamp: createdAt.getTime() / 1000,
      UserCount: 0, // users of a collection are not offered
    };
  },
});
