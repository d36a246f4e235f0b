// A collection and a People table in memory, with the rules of Rekognition and DynamoDB that enrolment leans on.

import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  CreateCollectionCommand,
  DeleteFacesCommand,
  IndexFacesCommand,
  type IndexFacesCommandInput,
  type IndexFacesCommandOutput,
  ListFacesCommand,
  RekognitionClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-rekognition';
import { S3Client } from '@aws-sdk/client-s3';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  PutCommand,
  ScanCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import type { EnrolledFace } from '../../../../../functions/shared/people/people-table.ts';
import type { PeopleTarget } from '../../../../../operate/people/people-target.ts';
import { toSha256 } from '../../../../../operate/people/photograph.ts';

const region = 'us-east-1';

export const target: PeopleTarget = {
  rekognition: new RekognitionClient({ region }),
  documents: DynamoDBDocumentClient.from(new DynamoDBClient({ region })),
  s3: new S3Client({ region }),
  peopleTable: 'people',
  collectionId: 'test-people',
  imagesTable: 'images',
  resultsBucket: 'results',
  faceMatchThreshold: 80,
  maxSearchedFaces: 20,
  patienceMs: 900_000,
  limits: { maxBytes: 10_000_000, maxPixels: 100_000_000, previewEdge: 4096 },
};

/** One item of the People table. */
export function enrolledFace(faceId: string, rest: Partial<EnrolledFace> = {}): EnrolledFace {
  const personId = rest.personId ?? 'ada-lovelace-76740216';
  return {
    faceId,
    personId,
    name: 'Ada Lovelace',
    sourcePhoto: `${faceId}.jpg`,
    sourceSha256: 'a'.repeat(64),
    indexedAt: '2026-11-22T12:00:00.000Z',
    externalImageId: personId,
    ...rest,
  };
}

/** What IndexFaces finds in an image, for a test to say. */
export type Answer = Pick<IndexFacesCommandOutput, 'FaceRecords' | 'UnindexedFaces'>;

export function fakePeople() {
  const rekognition = mockClient(RekognitionClient);
  const documents = mockClient(DynamoDBDocumentClient);
  /** ExternalImageId by face id; absent before CreateCollection. */
  let vectors: Map<string, string> | undefined;
  const items = new Map<string, EnrolledFace>();
  let answer: (faceId: string, bytes: Uint8Array) => Answer = oneFace;

  function collection(): Map<string, string> {
    if (vectors) return vectors;
    throw new ResourceNotFoundException({ $metadata: {}, message: 'The collection id does not exist' });
  }

  /** The same bytes for the same person give the same face, as in the service. */
  function index({ Image, ExternalImageId = '' }: IndexFacesCommandInput): Answer {
    const bytes = Image?.Bytes ?? new Uint8Array();
    const faceId = `${ExternalImageId}/${toSha256(bytes)}`;
    const found = answer(faceId, bytes);
    for (const { Face } of found.FaceRecords ?? []) collection().set(Face?.FaceId ?? '', ExternalImageId);
    return found;
  }

  function remove(faceIds: readonly string[]) {
    const missing = faceIds.filter((faceId) => !collection().delete(faceId));
    return {
      UnsuccessfulFaceDeletions: missing.map((FaceId) => ({ FaceId, Reasons: ['FACE_NOT_FOUND' as const] })),
    };
  }

  function reset(): void {
    vectors = undefined;
    items.clear();
    answer = oneFace;
    rekognition.reset();
    rekognition.on(CreateCollectionCommand).callsFake(async () => {
      vectors = new Map();
    });
    rekognition.on(IndexFacesCommand).callsFake(async (input) => index(input));
    rekognition.on(DeleteFacesCommand).callsFake(async (input) => remove(input.FaceIds));
    rekognition.on(ListFacesCommand).callsFake(async () => ({
      Faces: [...collection()].map(([FaceId, ExternalImageId]) => ({ FaceId, ExternalImageId })),
    }));
    documents.reset();
    documents.on(ScanCommand).callsFake(async () => ({ Items: [...items.values()] }));
    documents.on(PutCommand).callsFake(async ({ Item, ExpressionAttributeValues }) => {
      const there = items.get(Item.faceId);
      if (there && there.sourceSha256 !== ExpressionAttributeValues[':sha256']) throw conditionFailed();
      items.set(Item.faceId, Item);
    });
    documents.on(UpdateCommand).callsFake(async ({ Key, ExpressionAttributeValues }) => {
      const item = items.get(Key.faceId);
      if (item?.personId !== ExpressionAttributeValues[':formerId']) throw conditionFailed();
      const { ':name': name, ':personId': personId } = ExpressionAttributeValues;
      items.set(Key.faceId, { ...item, name, personId } as EnrolledFace);
    });
    documents.on(DeleteCommand).callsFake(async ({ Key }) => {
      items.delete(Key.faceId);
    });
  }

  reset();
  return {
    rekognition,
    documents,
    items,
    reset,
    vectors: () => new Map(vectors),
    /** Puts a face where enrolment would have put it: both, or one of the two where it was interrupted. */
    enroll(face: EnrolledFace, { hasVector = true, hasItem = true } = {}): void {
      vectors ??= new Map();
      if (hasVector) vectors.set(face.faceId, face.personId);
      if (hasItem) items.set(face.faceId, face);
    },
    answerIndexing(with_: typeof answer): void {
      answer = with_;
    },
  };
}

/** A face that fills a quarter of the picture, and nothing else. */
export function oneFace(faceId: string): Answer {
  return { FaceRecords: [{ Face: { FaceId: faceId, BoundingBox: { Width: 0.5, Height: 0.5 } } }] };
}

function conditionFailed(): ConditionalCheckFailedException {
  return new ConditionalCheckFailedException({ $metadata: {}, message: 'The conditional request failed' });
}
