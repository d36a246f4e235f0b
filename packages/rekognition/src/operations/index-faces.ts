// IndexFaces: adds the faces of a picture to a collection.
// {@link https://docs.aws.amazon.com/rekognition/latest/APIReference/API_IndexFaces.html}

import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { FACE_MODEL_VERSION, toFaceRecord } from '../collections/face-record.ts';
import { collectionIdSchema, externalImageIdSchema } from '../collections/schemas.ts';
import type { StoredFace } from '../collections/stored-face.ts';
import type { Face } from '../faces/face.ts';
import { attributesSchema, toFaceDetail, toFacesInput } from '../faces/face-detail.ts';
import { QUALITY_FILTERS } from '../faces/quality-filter.ts';
import { imageSchema } from '../image-source.ts';
import { toBoundingBox } from './bounding-box.ts';
import { defineOperation } from './operation.ts';

export const indexFaces = defineOperation({
  request: z.object({
    CollectionId: collectionIdSchema,
    Image: imageSchema,
    ExternalImageId: externalImageIdSchema.optional(),
    DetectionAttributes: attributesSchema,
    MaxFaces: z.int().min(1).default(100),
    QualityFilter: z.enum(QUALITY_FILTERS).default('AUTO'),
  }),

  async answer(
    { CollectionId, Image, ExternalImageId, DetectionAttributes, MaxFaces, QualityFilter },
    { collections, inference, readImage },
  ) {
    await collections.get(CollectionId); // an unknown one is said before the work
    const bytes = await readImage(Image);
    const imageId = toImageId(bytes); // before the bytes go to the engine's thread
    const faces = await inference.run('faces', {
      bytes,
      identity: 'fit',
      ...toFacesInput(DetectionAttributes),
      qualityFilter: QualityFilter,
      maxFaces: MaxFaces,
    });

    const fit = faces.filter(({ unfitFor }) => unfitFor.length === 0);
    const stored = await collections.addFaces(
      CollectionId,
      fit.map((face) => toStoredFace(face, imageId, ExternalImageId)),
    );
    return {
      FaceRecords: stored.map((record, index) => ({
        Face: toFaceRecord(record),
        FaceDetail: toFaceDetail(fit[index] as Face, DetectionAttributes),
      })),
      FaceModelVersion: FACE_MODEL_VERSION,
      UnindexedFaces: faces
        .filter(({ unfitFor }) => unfitFor.length > 0)
        .map((face) => ({ Reasons: face.unfitFor, FaceDetail: toFaceDetail(face, DetectionAttributes) })),
    };
  },
});

function toStoredFace(face: Face, imageId: string, externalImageId: string | undefined): StoredFace {
  if (!face.identity) throw new Error('Expected a vector of every face that is fit');
  return {
    faceId: randomUUID(),
    imageId,
    externalImageId,
    boundingBox: toBoundingBox(face.box),
    confidence: face.confidence,
    embedding: face.identity.embedding,
  };
}

/** The same bytes always get the same id, in the service's form of a UUID. */
function toImageId(bytes: Uint8Array): string {
  const digest = createHash('sha256').update(bytes).digest('hex');
  return digest.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
