// DeleteFaces: some faces of a collection, with their vectors.
// {@link https://docs.aws.amazon.com/rekognition/latest/APIReference/API_DeleteFaces.html}

import { z } from 'zod';
import { collectionIdSchema, faceIdsSchema } from '../collections/schemas.ts';
import { defineOperation } from './operation.ts';

export const deleteFaces = defineOperation({
  request: z.object({ CollectionId: collectionIdSchema, FaceIds: faceIdsSchema }),

  async answer({ CollectionId, FaceIds }, { collections }) {
    const deleted = await collections.removeFaces(CollectionId, FaceIds);
    const missing = FaceIds.filter((faceId) => !deleted.includes(faceId));
    return {
      DeletedFaces: deleted,
      UnsuccessfulFaceDeletions: missing.map((FaceId) => ({ FaceId, Reasons: ['FACE_NOT_FOUND'] })),
    };
  },
});
