import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { type EnrolledFace, readEnrolledFaces } from '../../../../../functions/shared/people/people-table.ts';

const documents = mockClient(DynamoDBDocumentClient);
const table = {
  documents: DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'us-east-1' })),
  tableName: 'people',
};

function faceOf(faceId: string): EnrolledFace {
  return {
    faceId,
    personId: 'ada-lovelace-0a1b2c3d',
    name: 'Ada Lovelace',
    sourcePhoto: 'ada.jpg',
    sourceSha256: 'a'.repeat(64),
    indexedAt: '2026-11-22T12:00:00.000Z',
    externalImageId: 'ada-lovelace-0a1b2c3d',
  };
}

/** Answers a request for keys with the items that exist, but with no more than `most` of them at once. */
function answerWith(known: readonly string[], most = 100) {
  documents.on(BatchGetCommand).callsFake(async ({ RequestItems }) => {
    const keys: { faceId: string }[] = RequestItems.people.Keys;
    const found = keys.slice(0, most).filter(({ faceId }) => known.includes(faceId));
    const left = keys.slice(most);
    return {
      Responses: { people: found.map(({ faceId }) => faceOf(faceId)) },
      UnprocessedKeys: left.length > 0 ? { people: { Keys: left } } : {},
    };
  });
}

beforeEach(() => {
  documents.reset();
});

describe('readEnrolledFaces', () => {
  it('answers with the faces that are in the table', async () => {
    answerWith(['face-1']);

    const enrolled = await readEnrolledFaces(table, ['face-1', 'face-2']);

    expect([...enrolled]).toEqual([['face-1', faceOf('face-1')]]);
  });

  it('asks for no more than 100 keys at once, and for none twice', async () => {
    const faceIds = Array.from({ length: 150 }, (_, index) => `face-${index}`);
    answerWith(faceIds);

    const enrolled = await readEnrolledFaces(table, [...faceIds, ...faceIds]);

    expect(enrolled.size).toBe(150);
    const sizes = documents.commandCalls(BatchGetCommand).map(({ args }) => {
      return args[0].input.RequestItems?.people?.Keys?.length;
    });
    expect(sizes).toEqual([100, 50]);
  });

  it('asks again for the keys that DynamoDB left out', async () => {
    answerWith(['face-1', 'face-2', 'face-3'], 1);

    expect((await readEnrolledFaces(table, ['face-1', 'face-2', 'face-3'])).size).toBe(3);
  });

  it('asks nothing when there is no face', async () => {
    expect((await readEnrolledFaces(table, [])).size).toBe(0);

    expect(documents.commandCalls(BatchGetCommand)).toHaveLength(0);
  });

  it('names what is wrong with an item that it did not write', async () => {
    documents.on(BatchGetCommand).resolves({ Responses: { people: [{ ...faceOf('face-1'), name: '' }] } });

    await expect(readEnrolledFaces(table, ['face-1'])).rejects.toMatchObject({
      name: 'InvalidEventError',
      message: expect.stringContaining('an item of the People table but `name`'),
    });
  });
});
