// CreateCollection: an empty collection.
// {@link https://docs.aws.amazon.com/rekognition/latest/APIReference/API_CreateCollection.html}

import { z } from 'zod';
import { FACE_MODEL_VERSION } from '../collections/face-record.ts';
import { collectionIdSchema } from '../collections/schemas.ts';
import { defineOperation } from './operation.ts';

export const createCollection = defineOperation({
  request: z.object({ CollectionId: collectionIdSchema }),

  async answer({ CollectionId }, { collections }) {
    await collections.create(CollectionId);
    return {
      StatusCode: 200,
      CollectionArn: `aws:rekognition:us-east-1:000000000000:collection/${CollectionId}`, // the service leaves out "arn:" here
      FaceModelVersion: FACE_MODEL_VERSION,
    };
  },
});
