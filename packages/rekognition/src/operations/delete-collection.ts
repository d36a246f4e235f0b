// DeleteCollection: a collection and every vector in it.
// {@link https://docs.aws.amazon.com/rekognition/latest/APIReference/API_DeleteCollection.html}

import { z } from 'zod';
import { collectionIdSchema } from '../collections/schemas.ts';
import { defineOperation } from './operation.ts';

export const deleteCollection = defineOperation({
  request: z.object({ CollectionId: collectionIdSchema }),

  async answer({ CollectionId }, { collections }) {
    await collections.delete(CollectionId);
    return { StatusCode: 200 };
  },
});
