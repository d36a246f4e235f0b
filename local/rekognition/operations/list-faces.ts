// ListFaces: the faces of a collection, in pages, by their ids.
// {@link https://docs.aws.amazon.com/rekognition/latest/APIReference/API_ListFaces.html}

import { z } from 'zod';
import { FACE_MODEL_VERSION, toFaceRecord } from '../collections/face-record.ts';
import { pageOf } from '../collections/pages.ts';
import {
  collectionIdSchema,
  faceIdsSchema,
  maxResultsSchema,
  nextTokenSchema,
} from '../collections/schemas.ts';
import { defineOperation } from './operation.ts';

export const listFaces = defineOperation({
  request: z.object({
    CollectionId: collectionIdSchema,
    FaceIds: faceIdsSchema.optional(),
    MaxResults: maxResultsSchema,
    NextToken: nextTokenSchema,
  }),

  async answer({ CollectionId, FaceIds, MaxResults, NextToken }, { collections }) {
    const { faces } = await collections.get(CollectionId);
    const sorted = [...faces.values()]
      .filter(({ faceId }) => !FaceIds || FaceIds.includes(faceId))
      .sort((a, b) => (a.faceId < b.faceId ? -1 : 1));
    const { entries, ...next } = pageOf(sorted, ({ faceId }) => faceId, {
      maxResults: MaxResults,
      nextToken: NextToken,
    });
    return { Faces: entries.map(toFaceRecord), FaceModelVersion: FACE_MODEL_VERSION, ...next };
  },
});
