// What the commands on people need of a stack.

import type { Clients } from '../../stack/clients.ts';
import type { Target } from '../../stack/target.ts';

export interface PeopleTarget extends Pick<Clients, 'rekognition' | 'documents' | 's3'> {
  peopleTable: string;
  collectionId: string;
  imagesTable: string;
  resultsBucket: string;
  /** Percent: how alike two faces are that are one person's. */
  faceMatchThreshold: number;
  /** Faces of one photograph. */
  maxSearchedFaces: number;
  /** Of the stack's own photographs: who can be found in a file can be enrolled from it. */
  limits: { maxBytes: number; maxPixels: number; previewEdge: number };
}

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
    limits: {
      maxBytes: parameters.MaxObjectBytes,
      maxPixels: parameters.MaxPixels,
      previewEdge: parameters.PreviewEdge,
    },
  };
}
