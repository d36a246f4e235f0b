// What the commands on people need of a stack.

import type { RelabelTarget } from '../../functions/shared/people/people-target.ts';
import type { Target } from '../../stack/target.ts';

export interface PeopleTarget extends RelabelTarget {
  /** Of the stack's own photographs: who can be found in a file can be enrolled from it. */
  limits: { maxBytes: number; maxPixels: number; previewEdge: number };
}

/** As long as a search may wait for quota, beside a workflow that uses the same. */
const PATIENCE_MS = 15 * 60_000;

export function toPeopleTarget({ clients, outputs, parameters }: Target): PeopleTarget {
  const { rekognition, documents, s3 } = clients;
  return {
    rekognition,
    documents,
    s3,
    peopleTable: outputs.PeopleTableName,
    collectionId: outputs.PeopleCollectionId,
    imagesTable: outputs.ImagesTableName,
    resultsBucket: outputs.ResultsBucketName,
    faceMatchThreshold: parameters.FaceMatchThreshold,
    maxSearchedFaces: parameters.MaxSearchedFaces,
    patienceMs: PATIENCE_MS,
    limits: {
      maxBytes: parameters.MaxObjectBytes,
      maxPixels: parameters.MaxPixels,
      previewEdge: parameters.PreviewEdge,
    },
  };
}
