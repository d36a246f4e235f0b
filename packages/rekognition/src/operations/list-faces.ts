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
import { RekognitionError } from '../errors.ts';
import { defineOperation } from './operation.ts';

export const listFaces = defineOperation({
  request: z.object({
    CollectionId: collectionIdSchema,
    FaceIds: faceIdsSchema.optional(),
    UserId: z.string().optional(),
    MaxResults: maxResultsSchema,
    NextToken: nextTokenSchema,
  }),

  async answer({ CollectionId, FaceIds, UserId, MaxResults, NextToken }, { collections }) {
    const { faces } = await collections.get(CollectionId);
    if (UserId !== undefined) {
      throw new RekognitionError('ResourceNotFoundException', `The user id: ${UserId} does not exist`); // none does
    }
    const wanted = FaceIds && new Set(FaceIds);
    const sorted = [...faces.values()]
      .filter(({ faceId }) => wanted?.has(faceId) ?? true)
      .sort((a, b) => (a.faceId < b.faceId ? -1 : 1));
    const { entries, ...next } = pageOf(sorted, ({ faceId }) => faceId, {
      maxResults: MaxResults,
      nextToken: NextToken,
    });
    return { Faces: entries.map(toFaceRecord), FaceModelVersion: FACE_MODEL_VERSION, ...next };
  },
});
