// SearchFaces: which faces of a collection look like one of them.
// {@link https://docs.aws.amazon.com/rekognition/latest/APIReference/API_SearchFaces.html}

import { z } from 'zod';
import { FACE_MODEL_VERSION, toFaceMatch } from '../collections/face-record.ts';
import { collectionIdSchema, faceIdSchema } from '../collections/schemas.ts';
import {
  faceMatchThresholdSchema,
  maxFaceMatchesSchema,
  searchFaces as search,
} from '../collections/search.ts';
import { invalidParameter } from '../errors.ts';
import { defineOperation } from './operation.ts';

export const searchFaces = defineOperation({
  request: z.object({
    CollectionId: collectionIdSchema,
    FaceId: faceIdSchema,
    MaxFaces: maxFaceMatchesSchema,
    FaceMatchThreshold: faceMatchThresholdSchema,
  }),

  async answer({ CollectionId, FaceId, MaxFaces, FaceMatchThreshold }, { collections }) {
    const { faces } = await collections.get(CollectionId);
    const searched = faces.get(FaceId);
    if (!searched) throw invalidParameter('faceId was not found in the collection.');

    const others = [...faces.values()].filter((face) => face !== searched);
    const matches = search(others, searched.embedding, {
      threshold: FaceMatchThreshold,
      maxFaces: MaxFaces,
    });
    return {
      SearchedFaceId: FaceId,
      FaceMatches: matches.map(toFaceMatch),
      FaceModelVersion: FACE_MODEL_VERSION,
    };
  },
});
