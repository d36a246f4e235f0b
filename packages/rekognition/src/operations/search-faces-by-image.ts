// SearchFacesByImage: which faces of a collection look like the largest one of a picture.
// {@link https://docs.aws.amazon.com/rekognition/latest/APIReference/API_SearchFacesByImage.html}

import { z } from 'zod';
import { FACE_MODEL_VERSION, toFaceMatch } from '../collections/face-record.ts';
import { collectionIdSchema } from '../collections/schemas.ts';
import { faceMatchThresholdSchema, maxFaceMatchesSchema, searchFaces } from '../collections/search.ts';
import { invalidParameter } from '../errors.ts';
import { QUALITY_FILTERS } from '../faces/quality-filter.ts';
import { imageSchema } from '../image-source.ts';
import { toBoundingBox } from './bounding-box.ts';
import { defineOperation } from './operation.ts';

export const searchFacesByImage = defineOperation({
  request: z.object({
    CollectionId: collectionIdSchema,
    Image: imageSchema,
    MaxFaces: maxFaceMatchesSchema,
    FaceMatchThreshold: faceMatchThresholdSchema,
    QualityFilter: z.enum(QUALITY_FILTERS).default('NONE'),
  }),

  async answer(
    { CollectionId, Image, MaxFaces, FaceMatchThreshold, QualityFilter },
    { collections, inference, readImage },
  ) {
    const { faces } = await collections.get(CollectionId);
    const found = await inference.run('faces', {
      bytes: await readImage(Image),
      identity: 'fit',
      qualityFilter: QualityFilter,
      maxFaces: 1,
    });
    const largest = found.find(({ identity }) => identity);
    if (!largest?.identity) {
      throw invalidParameter('There are no faces in the image. Should be at least 1.'); // the service's words
    }

    const matches = searchFaces([...faces.values()], largest.identity.embedding, {
      threshold: FaceMatchThreshold,
      maxFaces: MaxFaces,
    });
    return {
      SearchedFaceBoundingBox: toBoundingBox(largest.box),
      SearchedFaceConfidence: largest.confidence,
      FaceMatches: matches.map(toFaceMatch),
      FaceModelVersion: FACE_MODEL_VERSION,
    };
  },
});
