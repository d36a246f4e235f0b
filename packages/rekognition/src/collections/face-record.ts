// A stored face in the service's own shape.
// {@link https://docs.aws.amazon.com/rekognition/latest/APIReference/API_Face.html}

import type { FaceMatch } from './search.ts';
import type { StoredFace } from './stored-face.ts';

/** Names the model whose vectors a collection holds: they compare with no others, those of AWS neither. */
export const FACE_MODEL_VERSION = 'faceres-1.0';

export function toFaceRecord({ faceId, imageId, externalImageId, boundingBox, confidence }: StoredFace) {
  return {
    FaceId: faceId,
    BoundingBox: boundingBox,
    ImageId: imageId,
    ...(externalImageId !== undefined && { ExternalImageId: externalImageId }),
    Confidence: confidence,
    IndexFacesModelVersion: FACE_MODEL_VERSION,
  };
}

export function toFaceMatch({ face, similarity }: FaceMatch) {
  return { Similarity: similarity, Face: toFaceRecord(face) };
}
