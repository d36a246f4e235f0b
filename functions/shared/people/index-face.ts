// A face becomes one by which somebody is recognised: its vector in the collection, then the item that says whose it is.

import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  type BoundingBox,
  IndexFacesCommand,
  type IndexFacesCommandOutput,
  ResourceNotFoundException,
} from '@aws-sdk/client-rekognition';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { judgeIndexing } from './indexing.ts';
import type { EnrolledFace } from './people-table.ts';
import type { PeopleRegistry } from './people-target.ts';
import { createCollection } from './registry.ts';

/** @param jpeg - Upright, of less than Rekognition's 5 MB. */
export function indexLargestFace(
  { rekognition, collectionId }: PeopleRegistry,
  jpeg: Uint8Array,
  personId: string,
): Promise<IndexFacesCommandOutput> {
  return rekognition.send(
    new IndexFacesCommand({
      CollectionId: collectionId,
      ExternalImageId: personId,
      Image: { Bytes: jpeg },
      MaxFaces: 1,
      QualityFilter: 'AUTO',
    }),
  );
}

/**
 * The face of a cut, whoever else is in it.
 *
 * @param cut - As it is cut out around one face.
 * @returns Rekognition's box of it, ratios of the cut; or why no face in the cut is good enough.
 */
export async function indexFace(
  registry: PeopleRegistry,
  cut: Uint8Array,
  personId: string,
): Promise<{ faceId: string; boundingBox: BoundingBox | undefined } | { reason: string }> {
  const response = await indexLargestFace(registry, cut, personId).catch(async (error: unknown) => {
    if (!(error instanceof ResourceNotFoundException)) throw error;
    await createCollection(registry); // the first one ever
    return indexLargestFace(registry, cut, personId);
  });
  const { FaceId: faceId, BoundingBox: boundingBox } = response.FaceRecords?.[0]?.Face ?? {};
  if (faceId) return { faceId, boundingBox };
  const indexing = judgeIndexing(response);
  return { reason: indexing.isUsable ? 'no reason given' : indexing.reason };
}

/** @returns Whether the face is new: files that differ in their metadata alone show one picture and give one face. */
export async function storeFace(
  { documents, peopleTable }: PeopleRegistry,
  face: EnrolledFace,
): Promise<boolean> {
  try {
    await documents.send(
      new PutCommand({
        TableName: peopleTable,
        Item: face,
        ConditionExpression: 'attribute_not_exists(faceId) OR sourceSha256 = :sha256',
        ExpressionAttributeValues: { ':sha256': face.sourceSha256 },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
