import { IndexFacesCommand, SearchFacesByImageCommand } from '@aws-sdk/client-rekognition';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { BatchGetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { personChangedSchema, personListSchema } from '@image-workflow/record/api/people';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { call, type HttpRequest } from '../http-event.ts';
import { enrolledFace, fakePeople } from '../shared/people/fakes.ts';
import { BOX, fakeImages, itemOf } from '../shared/people/relabel/fake-images.ts';

Object.assign(process.env, {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  TABLE_NAME: 'images',
  SEARCH_TABLE_NAME: 'search',
  PEOPLE_TABLE_NAME: 'people',
  COLLECTION_ID: 'test-people',
  RESULTS_BUCKET: 'results',
  RELABEL_QUEUE_URL: 'https://sqs/relabel',
  FACE_MATCH_THRESHOLD: '80',
  MAX_SEARCHED_FACES: '20',
  ISOLATION: 'true',
});
const people = fakePeople();
const images = fakeImages(people);
const sqs = mockClient(SQSClient);
const { handler } = await import('../../../../functions/api-people/handler.ts');

const ADA = { personId: 'ada-lovelace-76740216', name: 'Ada Lovelace' };
const IMAGE_ID = 'a'.repeat(32);
/** Of the face in its cut, which has a margin of half its size on each side. */
const IN_THE_MIDDLE = { Left: 0.25, Top: 0.25, Width: 0.5, Height: 0.5 };

/** What the index holds: how many photographs by name, the names of a scope, and the newest photograph by personId. */
let names: Record<string, string[]>;
let counts: Record<string, number>;
let newest: Record<string, string>;

beforeEach(() => {
  people.reset();
  images.reset();
  sqs.reset();
  sqs.on(SendMessageCommand).resolves({});
  counts = {};
  newest = {};
  names = {};
  people.answerIndexing((FaceId) => ({ FaceRecords: [{ Face: { FaceId, BoundingBox: IN_THE_MIDDLE } }] }));
  // Whoever was enrolled last is found in every photograph.
  people.rekognition.on(SearchFacesByImageCommand).callsFake(async () => ({
    SearchedFaceBoundingBox: IN_THE_MIDDLE,
    FaceMatches: [...people.vectors().keys()]
      .slice(-1)
      .map((FaceId) => ({ Similarity: 99, Face: { FaceId } })),
  }));
  people.documents.on(BatchGetCommand).callsFake(async ({ RequestItems }) => {
    const [[table, { Keys }]] = Object.entries(RequestItems) as [
      [string, { Keys: Record<string, string>[] }],
    ];
    const find = (key: Record<string, string>): unknown => {
      if (table === 'people') return people.items.get(key.faceId ?? '');
      if (table === 'images') return images.items.get(key.imageId ?? '');
      const count = counts[key.sk ?? ''];
      return count && { ...key, count };
    };
    return { Responses: { [table]: Keys.flatMap((key) => find(key) ?? []) } };
  });
  people.documents
    .on(QueryCommand)
    .callsFake(async ({ ExpressionAttributeValues: { ':pk': pk }, Select }) => {
      if (names[pk]) return { Items: names[pk].map((sk) => ({ pk, sk, count: 1 })) };
      const imageId = newest[pk];
      if (Select === 'COUNT') return { Count: imageId ? 1 : 0 };
      return { Items: imageId ? [{ card: JSON.stringify({ imageId }) }] : [] };
    });
});

const admin = { sub: 'operator', 'cognito:groups': '[admins]' };
const ask = (request: Partial<HttpRequest>) =>
  call(handler, { path: '/api/people', claims: admin, ...request });
const sent = () =>
  sqs.commandCalls(SendMessageCommand).map(({ args: [{ input }] }) => JSON.parse(input.MessageBody ?? ''));

describe('GET /api/people', () => {
  it('lists everybody by name, with how many photographs show them and a face to know them by', async () => {
    people.enroll(enrolledFace('1'));
    people.enroll(enrolledFace('2'));
    people.enroll(enrolledFace('3', { personId: 'bob-1', name: 'bob' }));
    const item = itemOf(IMAGE_ID, { people: { items: [{ ...ADA, similarity: 97, boundingBox: BOX }] } });
    item.analysis.thumbnails = {
      status: 'SUCCEEDED',
      items: [{ key: 'thumbnails/1/2/256.webp', width: 256, height: 256, format: 'webp', sizeBytes: 1 }],
      thumbHash: 'x',
    };
    images.add(item);
    counts = { 'ada lovelace': 12 };
    newest = { [`*#person#${ADA.personId}`]: IMAGE_ID };

    const { status, body } = await ask({});

    expect(status).toBe(200);
    expect(personListSchema.parse(body).items).toEqual([
      {
        ...ADA,
        faces: 2,
        photographs: 12,
        mayChange: true,
        portrait: {
          imageId: IMAGE_ID,
          boundingBox: BOX,
          picture: { url: expect.stringContaining('/thumbnails/1/2/256.webp?'), width: 256, height: 256 },
        },
      },
      { personId: 'bob-1', name: 'bob', faces: 1, photographs: 0, mayChange: true },
    ]);
  });

  it('counts the photographs of two of one name apart', async () => {
    people.enroll(enrolledFace('1'));
    people.enroll(enrolledFace('2', { personId: 'ada-2' }));
    counts = { 'ada lovelace': 12 };
    newest = { '*#person#ada-2': IMAGE_ID };

    const { body } = await ask({});

    expect(
      personListSchema.parse(body).items.map(({ personId, photographs }) => [personId, photographs]),
    ).toEqual([
      ['ada-2', 1],
      [ADA.personId, 0],
    ]);
  });

  it('with isolation lists whom the user has named, wherever they are, and nobody whom others have', async () => {
    people.enroll(enrolledFace('1', { personId: 'ada-1', name: 'Ada', owner: 'user-1' }));
    people.enroll(enrolledFace('2', { personId: 'ada-2', name: 'Ada', owner: 'user-2' }));
    people.enroll(enrolledFace('3', { personId: 'ada-3', name: 'Ada' })); // everybody's
    const idsOf = async (claims: object) => {
      const { body } = await ask({ claims: claims as never });
      return personListSchema.parse(body).items.map(({ personId, mayChange }) => [personId, mayChange]);
    };

    expect(await idsOf({ sub: 'user-1' })).toEqual([['ada-1', true]]);
    names = { 'shared#suggestions#person': ['ada'] };
    newest = { 'shared#person#ada-3': IMAGE_ID };
    expect(await idsOf({ sub: 'user-1' })).toEqual([
      ['ada-1', true],
      ['ada-3', false],
    ]);
    expect((await idsOf(admin)).length).toBe(3);
  });

  it('with isolation lists who is in the user’s photographs, and of two of one name the one who is', async () => {
    people.enroll(enrolledFace('1'));
    people.enroll(enrolledFace('2', { personId: 'bob-1', name: 'Bob' }));
    people.enroll(enrolledFace('3', { personId: 'bob-2', name: 'Bob' }));
    names = { 'user-1#suggestions#person': ['bob'] };
    newest = { 'user-1#person#bob-2': IMAGE_ID };

    const { body } = await ask({ claims: { sub: 'user-1' } as never });

    expect(body.items.map(({ personId }: { personId: string }) => personId)).toEqual(['bob-2']);
  });

  it('goes on after the last of a page', async () => {
    for (const name of ['Ada', 'bob', 'Ción'])
      people.enroll(enrolledFace(name, { personId: name.normalize('NFKD').slice(0, 2), name }));

    const first = await ask({ query: 'limit=2' });
    const second = await ask({ query: `limit=2&cursor=${first.body.cursor}` });

    expect([first, second].map(({ body }) => body.items.map(({ name }: { name: string }) => name))).toEqual([
      ['Ada', 'bob'],
      ['Ción'],
    ]);
    expect(second.body.cursor).toBeUndefined();
    expect(await ask({ query: 'cursor=x' })).toMatchObject({ status: 400 });
  });
});

describe('POST /api/people', () => {
  const name = (body: object, claims = admin) => ask({ method: 'POST', body, claims });
  const face = { imageId: IMAGE_ID, boundingBox: BOX };

  it('makes somebody known by a face of a photograph, which says so at once, and the others soon', async () => {
    images.add(itemOf(IMAGE_ID));

    const { status, body } = await name({ ...face, name: ' Ada Lovelace ' });

    expect([status, body.detail]).toEqual([201, undefined]);
    expect(personChangedSchema.parse(body)).toMatchObject({ person: { ...ADA, faces: 1 }, relabelled: 1 });
    expect([...people.items.values()]).toEqual([
      expect.objectContaining({ ...ADA, externalImageId: ADA.personId, sourcePhoto: `${IMAGE_ID}.jpg` }),
    ]);
    expect(images.items.get(IMAGE_ID)?.analysis).toMatchObject({
      faces: { items: [{ ...ADA, similarity: 99 }] },
      people: { items: [ADA] },
    });
    expect(sent()).toEqual([{ isSearch: true }]);
  });

  it('is one more face of somebody who is known', async () => {
    people.enroll(enrolledFace('1'));
    images.add(itemOf(IMAGE_ID));

    expect((await name({ ...face, personId: ADA.personId })).body).toMatchObject({ person: { faces: 2 } });
  });

  it('leaves one face where the same one is named again, and takes it from whom it was given to by mistake', async () => {
    images.add(itemOf(IMAGE_ID));
    await name({ ...face, name: 'Bob' });
    await name({ ...face, name: 'Ada Lovelace' });
    await name({ ...face, personId: ADA.personId });

    expect([...people.items.values()].map(({ personId }) => personId)).toEqual([ADA.personId]);
    expect([...people.vectors().values()]).toEqual([ADA.personId]);
  });

  it('does not find a photograph that is deleted', async () => {
    const { source } = itemOf(IMAGE_ID);
    images.items.set(IMAGE_ID, { imageId: IMAGE_ID, status: 'DELETED', source } as never);

    expect(await name({ ...face, name: 'Ada' })).toMatchObject({ status: 404 });
  });

  it.each([
    ['a photograph that is not there', {}, 404],
    ['a face that is elsewhere', { boundingBox: { ...BOX, left: 0.1 } }, 404],
    ['a person whom nobody knows', { personId: 'nobody-1' }, 404],
    ['a name that somebody has', { name: 'Bob' }, 409],
    ['a name that is none', { name: 'a\u0007' }, 400],
    ['a name of which nothing can be seen', { name: '\u0301\u200b' }, 400],
    ['a name by which nobody can be found', { name: '´' }, 400],
    ['both name and person', { name: 'Ada', personId: 'bob-1' }, 400],
  ])('refuses %s, and enrols nobody', async (what, rest, status) => {
    people.enroll(enrolledFace('1', { personId: 'bob-1', name: 'Bob' }));
    if (!what.includes('not there')) images.add(itemOf(IMAGE_ID));
    const body = { ...face, ...('personId' in rest ? {} : { name: 'Ada' }), ...rest };

    expect(await name(body)).toMatchObject({ status });
    expect([...people.vectors().keys()]).toEqual(['1']);
  });

  it.each([
    ['is too blurred', { UnindexedFaces: [{ Reasons: ['LOW_SHARPNESS' as const] }] }, /too blurred/],
    [
      'stands behind a clearer one',
      { FaceRecords: [{ Face: { FaceId: '9', BoundingBox: { Left: 0, Top: 0, Width: 0.1, Height: 0.1 } } }] },
      /another one is clearer/,
    ],
  ])('is a 409 for a face that %s, whose vector does not stay', async (_what, answer, detail) => {
    images.add(itemOf(IMAGE_ID));
    people.answerIndexing(() => answer);

    const { status, body } = await name({ ...face, name: 'Ada' });

    expect([status, body.detail]).toEqual([409, expect.stringMatching(detail)]);
    expect([...people.vectors()]).toEqual([]);
    expect(people.items.size).toBe(0);
  });

  it('with isolation takes faces of the user’s own photographs alone', async () => {
    const item = itemOf(IMAGE_ID);
    const key = 'uploads/user-1/01J00000000000000000000000/a.jpg';
    images.add({ ...item, source: { ...(item.source as object), key } });

    expect(await name({ ...face, name: 'Ada' }, { sub: 'user-2' } as never)).toMatchObject({ status: 404 });
    expect(await name({ ...face, name: 'Ada' }, { sub: 'user-1' } as never)).toMatchObject({ status: 201 });
    // Bob is in none of theirs: they learn nothing of him, neither by his id nor by his name.
    people.enroll(enrolledFace('7', { personId: 'bob-1', name: 'Bob' }));
    expect(await name({ ...face, personId: 'bob-1' }, { sub: 'user-1' } as never)).toMatchObject({
      status: 404,
    });
    expect(await name({ ...face, name: 'Bob' }, { sub: 'user-1' } as never)).toMatchObject({ status: 201 });
    expect(people.rekognition.commandCalls(IndexFacesCommand).length).toBeGreaterThan(0);
  });
});

describe('with isolation a name', () => {
  const keyOf = (owner: string) => `uploads/${owner}/01J00000000000000000000000/a.jpg`;
  const nameIn = async (key: string, body: object, claims: object = { sub: 'user-1' }) => {
    const item = itemOf(IMAGE_ID);
    images.add({ ...item, source: { ...(item.source as object), key } });
    const request = { imageId: IMAGE_ID, boundingBox: BOX, ...body };
    return await ask({ method: 'POST', body: request, claims: claims as never });
  };
  const owners = () => [...people.items.values()].map(({ name, owner }) => [name, owner]);

  it('is known in the photographs of the one who owns the named one, whoever gives it', async () => {
    const one = await nameIn(keyOf('user-1'), { name: 'Ada' });
    const other = await nameIn(keyOf('user-2'), { name: 'Ada' }, admin);

    expect(owners()).toEqual([
      ['Ada', 'user-1'],
      ['Ada', 'user-2'],
    ]);
    expect(one.body.person.personId).not.toBe(other.body.person.personId);
    // Of the very same face: neither has taken it away from the other.
    expect(people.vectors().size).toBe(2);
  });

  it('of a shared photograph is everybody’s, also of somebody whom the user alone knew', async () => {
    people.enroll(enrolledFace('1', { personId: 'ada-1', name: 'Ada', owner: 'user-1' }));

    const { status, body } = await nameIn('straight.jpg', { personId: 'ada-1' });

    expect([status, body.person.name]).toEqual([201, 'Ada']);
    expect(body.person.personId).not.toBe('ada-1');
    expect(owners()).toEqual([
      ['Ada', 'user-1'],
      ['Ada', undefined],
    ]);
  });

  it('is its user’s to change, and not to be made one with everybody’s', async () => {
    people.enroll(enrolledFace('1', { personId: 'ada-1', name: 'Ada', owner: 'user-1' }));
    people.enroll(enrolledFace('2', { personId: 'bob-1', name: 'Bob' }));
    const change = (method: string, end: string, sub: string, body?: object) =>
      ask({ method, path: `/api/people/ada-1${end}`, ...(body && { body }), claims: { sub } as never });

    expect((await change('PATCH', '', 'user-2', { name: 'X' })).status).toBe(404);
    expect((await change('DELETE', '', 'user-2')).status).toBe(404);
    expect((await change('PATCH', '', 'user-1', { name: 'Ada King' })).status).toBe(200);
    const merging = { method: 'POST', path: '/api/people/ada-1/merge', body: { personIds: ['bob-1'] } };
    expect(await ask(merging)).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('ada-1 is in those of user-1, bob-1 in those of shared') },
    });
    expect(sent()).toEqual([{ isSearch: false }]); // of the new name alone
    expect((await change('DELETE', '', 'user-1')).status).toBe(204);
    expect(owners()).toEqual([['Bob', undefined]]);
  });
});

describe('changes of somebody', () => {
  const path = `/api/people/${ADA.personId}`;

  beforeEach(() => {
    people.enroll(enrolledFace('1'));
    people.enroll(enrolledFace('2', { personId: 'bob-1', name: 'Bob' }));
  });

  it('rename them', async () => {
    counts = { 'ada lovelace': 12 };

    const { status, body } = await ask({ method: 'PATCH', path, body: { name: 'Ada King' } });

    expect([status, personChangedSchema.parse(body).person]).toEqual([
      200,
      { ...ADA, name: 'Ada King', faces: 1, photographs: 12, mayChange: true }, // as many as before, until the index knows the name
    ]);
    expect([...people.items.values()].map(({ name }) => name)).toEqual(['Ada King', 'Bob']);
    expect(sent()).toEqual([{ isSearch: false }]);
  });

  it('merge others into them', async () => {
    const { status, body } = await ask({
      method: 'POST',
      path: `${path}/merge`,
      body: { personIds: ['bob-1'] },
    });

    expect([status, personChangedSchema.parse(body).person]).toMatchObject([200, { ...ADA, faces: 2 }]);
    expect(sent()).toEqual([{ isSearch: false, merged: { 'bob-1': ADA.personId } }]);
    expect(
      await ask({ method: 'POST', path: `${path}/merge`, body: { personIds: [ADA.personId] } }),
    ).toMatchObject({
      status: 409,
    });
  });

  it('remove them, their vectors first, and say under which words their matches were stored', async () => {
    people.enroll(enrolledFace('3', { externalImageId: 'carl-1' })); // merged into Ada

    expect(await ask({ method: 'DELETE', path })).toMatchObject({ status: 204, body: undefined });
    expect([...people.items.keys()]).toEqual(['2']);
    expect([...people.vectors().keys()]).toEqual(['2']);
    expect(sent()).toEqual([{ isSearch: false, removedIds: [ADA.personId, 'carl-1'] }]);
  });

  it.each([
    ['PATCH', '', { name: 'X' }],
    ['DELETE', '', undefined],
    ['POST', '/merge', { personIds: ['bob-1'] }],
  ])(
    'are a 404 for nobody, and where users are kept apart for whoever is in none of theirs, else a 403: %s%s',
    async (method, end, body) => {
      const request = { method, ...(body && { body }) };
      const claims = { sub: 'user-1' };

      expect(await ask({ ...request, path: `${path}${end}`, claims })).toMatchObject({ status: 404 });
      names = { 'shared#suggestions#person': ['ada lovelace'] };

      expect(await ask({ ...request, path: `/api/people/nobody-1${end}` })).toMatchObject({ status: 404 });
      expect(await ask({ ...request, path: `${path}${end}`, claims })).toMatchObject({ status: 403 });
      expect(people.items.size).toBe(2);
    },
  );
});
