// What the collection and the table hold, side by side. They agree, except after an enrolment or a removal that was
// interrupted between the two.

import {
  CreateCollectionCommand,
  DeleteFacesCommand,
  paginateListFaces,
  ResourceAlreadyExistsException,
  ResourceNotFoundException,
} from '@aws-sdk/client-rekognition';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { PeopleError } from './errors.ts';
import type { EnrolledFace } from './people-table.ts';
import type { PeopleRegistry } from './people-target.ts';
import { scanPeople } from './scan-people.ts';

/** {@link https://docs.aws.amazon.com/rekognition/latest/APIReference/API_DeleteFaces.html} ListFaces gives as many. */
const MOST_FACES_AT_ONCE = 4096;

/** A face of the collection. `personId` is absent where another program has put it there without one. */
export interface CollectionFace {
  faceId: string;
  personId: string | undefined;
}

export interface Registry {
  hasCollection: boolean;
  /** By face id. */
  collection: Map<string, CollectionFace>;
  /** By face id. */
  table: Map<string, EnrolledFace>;
}

export async function readRegistry(target: PeopleRegistry): Promise<Registry> {
  const [collection, table] = await Promise.all([listFaces(target), scanPeople(target)]);
  return { hasCollection: collection !== undefined, collection: collection ?? new Map(), table };
}

/** @returns Undefined where there is no collection: nobody has been enrolled yet. */
async function listFaces({
  rekognition,
  collectionId,
}: PeopleRegistry): Promise<Registry['collection'] | undefined> {
  const faces: Registry['collection'] = new Map();
  try {
    const pages = paginateListFaces(
      { client: rekognition, pageSize: MOST_FACES_AT_ONCE },
      { CollectionId: collectionId },
    );
    for await (const { Faces = [] } of pages) {
      for (const { FaceId: faceId = '', ExternalImageId: personId } of Faces)
        faces.set(faceId, { faceId, personId });
    }
    return faces;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

/** A CloudFormation stack cannot make it everywhere, so the first enrolment does. */
export async function createCollection({ rekognition, collectionId }: PeopleRegistry): Promise<void> {
  try {
    await rekognition.send(new CreateCollectionCommand({ CollectionId: collectionId }));
  } catch (error) {
    if (!(error instanceof ResourceAlreadyExistsException)) throw error; // another run was faster
  }
}

/** Faces in the collection that no item of the table names: their enrolment was interrupted. */
export function toOrphans({ collection, table }: Registry): CollectionFace[] {
  return [...collection.values()].filter(({ faceId }) => !table.has(faceId));
}

/** Items whose face is not in the collection, so that nobody can be recognised by them. */
export function toStale({ collection, table }: Registry): EnrolledFace[] {
  return [...table.values()].filter(({ faceId }) => !collection.has(faceId));
}

/**
 * Deletes face vectors. One that is gone already is no error.
 *
 * @throws {PeopleError} When Rekognition keeps one.
 */
export async function deleteVectors(
  { rekognition, collectionId }: PeopleRegistry,
  faceIds: readonly string[],
): Promise<void> {
  for (let from = 0; from < faceIds.length; from += MOST_FACES_AT_ONCE) {
    const some = faceIds.slice(from, from + MOST_FACES_AT_ONCE);
    const { UnsuccessfulFaceDeletions = [] } = await rekognition.send(
      new DeleteFacesCommand({ CollectionId: collectionId, FaceIds: some }),
    );
    const kept = UnsuccessfulFaceDeletions.find(({ Reasons }) => !Reasons?.includes('FACE_NOT_FOUND'));
    if (kept) {
      throw new PeopleError(
        'face-kept',
        `Rekognition keeps the face ${kept.FaceId} in ${collectionId}: ${kept.Reasons?.join(', ') ?? 'no reason given'}`,
      );
    }
  }
}

export async function deleteItems(
  { documents, peopleTable }: PeopleRegistry,
  faceIds: readonly string[],
): Promise<void> {
  for (const faceId of faceIds) {
    await documents.send(new DeleteCommand({ TableName: peopleTable, Key: { faceId } }));
  }
}
