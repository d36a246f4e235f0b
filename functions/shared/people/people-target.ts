// What it takes to name people and to bring earlier photographs up to date.

import type { RekognitionClient } from '@aws-sdk/client-rekognition';
import type { S3Client } from '@aws-sdk/client-s3';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** The collection and the table: who is who. */
export interface PeopleRegistry {
  rekognition: RekognitionClient;
  documents: DynamoDBDocumentClient;
  peopleTable: string;
  collectionId: string;
}

/** The records of photographs too. */
export interface RelabelTarget extends PeopleRegistry {
  s3: S3Client;
  imagesTable: string;
  resultsBucket: string;
  /** Percent: how alike two faces are that are one person's. */
  faceMatchThreshold: number;
  /** Faces of one photograph. */
  maxSearchedFaces: number;
  /** How long a search may wait for quota, beside a workflow that uses the same. Milliseconds. */
  patienceMs: number;
}
