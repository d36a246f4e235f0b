import { SearchFacesByImageCommand } from '@aws-sdk/client-rekognition';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { BatchGetCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { context, readEvent } from '../events.ts';
import { enrolledFace, fakePeople } from '../shared/people/fakes.ts';
import { BOX, fakeImages, itemOf } from '../shared/people/relabel/fake-images.ts';

Object.assign(process.env, {
  AWS_REGION: 'us-east-1',
  TABLE_NAME: 'images',
  PEOPLE_TABLE_NAME: 'people',
  COLLECTION_ID: 'test-people',
  RESULTS_BUCKET: 'results',
  RELABEL_QUEUE_URL: 'https://sqs/relabel',
  FACE_MATCH_THRESHOLD: '80',
  MAX_SEARCHED_FACES: '20',
});
const people = fakePeople();
const images = fakeImages(people);
const sqs = mockClient(SQSClient);
const { handler } = await import('../../../../functions/relabel-images/handler.ts');

const ADA = { personId: 'ada-lovelace-76740216', name: 'Ada Lovelace' };
const NAMED = {
  face: { ...ADA, similarity: 97 },
  people: { items: [{ ...ADA, similarity: 97, boundingBox: BOX }] },
};

const run = (message: unknown, remainingMs = 900_000) => {
  const { Records } = readEvent('relabel-images');
  const event = { Records: [{ ...Records[0], body: JSON.stringify(message) }] };
  return handler(event, { ...context, getRemainingTimeInMillis: () => remainingMs });
};
interface Named {
  items: { name: string }[];
}
const namesIn = (imageId: string) =>
  (images.items.get(imageId)?.analysis.people as Named | undefined)?.items.map(({ name }) => name);

beforeEach(() => {
  people.reset();
  images.reset();
  sqs.reset();
  sqs.on(SendMessageCommand).resolves({});
  people.enroll(enrolledFace('1'));
  people.documents.on(BatchGetCommand).resolves({ Responses: { people: [enrolledFace('1')] } });
  people.rekognition.on(SearchFacesByImageCommand).resolves({
    SearchedFaceBoundingBox: { Left: 0.25, Top: 0.25, Width: 0.5, Height: 0.5 },
    FaceMatches: [{ Similarity: 99, Face: { FaceId: '1' } }],
  });
});

describe('RelabelImages', () => {
  it('searches the photographs with a face that nobody is known by, and pays for no other', async () => {
    images.add(itemOf('image-1'));
    images.add(itemOf('image-2', NAMED));

    await run({ isSearch: true });

    expect(namesIn('image-1')).toEqual(['Ada Lovelace']);
    expect(people.rekognition.commandCalls(SearchFacesByImageCommand)).toHaveLength(1);
  });

  it('takes off who is being removed, whether or not the removal is through', async () => {
    images.add(itemOf('image-1', NAMED));

    await run({ isSearch: false, removedIds: [ADA.personId] });

    expect(namesIn('image-1')).toEqual([]);
  });

  it('goes on with another message before its time is up', async () => {
    images.add(itemOf('image-1', NAMED));
    people.documents.on(ScanCommand, { TableName: 'images' }).callsFake(async () => {
      await new Promise((resolve) => setTimeout(resolve, 20)); // longer than is left
      return { Items: [...images.items.values()], LastEvaluatedKey: { imageId: 'image-1' } };
    });
    const message = { isSearch: false, merged: { 'bob-1': ADA.personId }, removedIds: [] };

    await run({ ...message, startKey: { imageId: 'image-0' } }, 180_001);

    expect(
      sqs
        .commandCalls(SendMessageCommand)
        .map(({ args: [{ input }] }) => JSON.parse(input.MessageBody ?? '')),
    ).toEqual([{ ...message, startKey: { imageId: 'image-0' } }]);
  });

  it('refuses a message that is none, which is then set aside', async () => {
    await expect(run({ isSearch: 'yes' })).rejects.toMatchObject({ name: 'InvalidEventError' });
  });
});
