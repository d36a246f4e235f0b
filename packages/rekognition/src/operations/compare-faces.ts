// CompareFaces: which faces of one picture look like the largest one of another.
// {@link https://docs.aws.amazon.com/rekognition/latest/APIReference/API_CompareFaces.html}

import { z } from 'zod';
import { faceMatchThresholdSchema } from '../collections/search.ts';
import { invalidParameter } from '../errors.ts';
import { toComparedFace } from '../faces/face-detail.ts';
import { QUALITY_FILTERS } from '../faces/quality-filter.ts';
import { similarityOf } from '../faces/similarity.ts';
import { imageSchema } from '../image-source.ts';
import { toBoundingBox } from './bounding-box.ts';
import { defineOperation } from './operation.ts';

export const compareFaces = defineOperation({
  request: z.object({
    SourceImage: imageSchema,
    TargetImage: imageSchema,
    SimilarityThreshold: faceMatchThresholdSchema,
    QualityFilter: z.enum(QUALITY_FILTERS).default('NONE'),
  }),

  async answer({ SourceImage, TargetImage, SimilarityThreshold, QualityFilter }, { inference, readImage }) {
    const [sourceBytes, targetBytes] = await Promise.all([readImage(SourceImage), readImage(TargetImage)]);
    const shared = { identity: 'fit', qualityFilter: QualityFilter } as const;
    const [sourceFaces, targetFaces] = await Promise.all([
      inference.run('faces', { ...shared, bytes: sourceBytes, maxFaces: 1 }),
      inference.run('faces', { ...shared, bytes: targetBytes }),
    ]);
    const source = sourceFaces.find(({ identity }) => identity);
    if (!source?.identity) throw invalidParameter(); // the service says no more when the source has no face

    const { embedding } = source.identity;
    const compared = targetFaces.flatMap((face) =>
      face.identity ? [{ face, similarity: similarityOf(embedding, face.identity.embedding) }] : [],
    );
    return {
      SourceImageFace: { BoundingBox: toBoundingBox(source.box), Confidence: source.confidence },
      FaceMatches: compared
        .filter(({ similarity }) => similarity >= SimilarityThreshold)
        .sort((a, b) => b.similarity - a.similarity)
        .map(({ face, similarity }) => ({ Similarity: similarity, Face: toComparedFace(face) })),
      UnmatchedFaces: compared
        .filter(({ similarity }) => similarity < SimilarityThreshold)
        .map(({ face }) => toComparedFace(face)),
    };
  },
});
