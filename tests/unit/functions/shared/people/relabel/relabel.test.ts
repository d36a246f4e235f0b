import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { SearchFacesByImageCommand } from '@aws-sdk/client-rekognition';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { BatchGetCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { type Change, relabel } from '../../../../../../functions/shared/people/relabel/relabel.ts';
import { refusal } from '../../../fake-results-bucket.ts';
import { enrolledFace, fakePeople, target } from '../fakes.ts';
import { BOX, fakeImages, itemOf } from './fake-images.ts';

const ADA = { personId: 'ada-lovelace-76740216', name: 'Ada Lovelace' };
const BOB = { personId: 'bob-1', name: 'Bob' };
const SEARCH: Change = {
  names: new Map([[ADA.personId, ADA.name]]),
  isSearch: true,
  removedIds: [],
};

const people = fakePeople();
const images = fakeImages(people);

/** What a record says of Ada in it. */
const NAMED_ADA = {
  face: { ...ADA, similarity: 97 },
  people: { items: [{ ...ADA, similarity: 97, boundingBox: BOX }] },
};

/** What Rekognition answers to the search of a cut of one face, which lies in its middle. */
function answerSearches(...personIds: string[]): void {
  people.rekognition.on(SearchFacesByImageCommand).resolves({
    SearchedFaceBoundingBox: { Left: 0.25, Top: 0.25, Width: 0.5, Height: 0.5 },
    FaceMatches: personIds.map((personId, index) => ({
      Similarity: 99 - index,
      Face: { FaceId: `face of ${personId}`, ExternalImageId: personId },
    })),
  });
}

async function run(change: Change, signal = new AbortController().signal) {
  return relabel(target, change, { signal, onProgress: () => {} });
}

interface Slots {
  faces: { items: { name?: string }[] };
  people: { items: { name: string }[]; raw: string };
}

function slotsOf(imageId: string): Slots {
  return images.items.get(imageId)?.analysis as never;
}

/** Who is in the photograph, by its item. */
function namesIn(imageId: string) {
  const { faces, people: found } = slotsOf(imageId);
  return { faces: faces.items.map(({ name }) => name), people: found.items.map(({ name }) => name) };
}

beforeEach(() => {
  people.reset();
  images.reset();
  people.documents.on(BatchGetCommand).callsFake(async ({ RequestItems }) => ({
    Responses: {
      people: RequestItems.people.Keys.flatMap(({ faceId }: { faceId: string }) => {
        const person = [ADA, BOB].find(({ personId }) => faceId === `face of ${personId}`);
        return person ? [enrolledFace(faceId, person)] : [];
      }),
    },
  }));
});

describe('relabel, after an enrolment', () => {
  it('names who is known now, by searching alone', async () => {
    images.add(itemOf('image-1'));
    answerSearches(ADA.personId);

    expect(await run(SEARCH)).toEqual({ photographs: 1, changed: 1, unfinished: 0 });

    expect(images.items.get('image-1')?.analysis).toMatchObject({
      labels: { status: 'SKIPPED' },
      faces: { items: [{ ...ADA, similarity: 99, confidence: 99, boundingBox: BOX }] },
      people: { items: [{ ...ADA, similarity: 99, boundingBox: BOX }], searchedFaces: 1 },
    });
    const asked = people.rekognition.calls().map(({ args }) => args[0].constructor.name);
    expect(asked).toEqual(['SearchFacesByImageCommand']);
  });

  it('writes the same to the JSON copy, and the answers beside it', async () => {
    images.add(itemOf('image-1'));
    answerSearches(ADA.personId);

    await run(SEARCH);

    const item = images.items.get('image-1');
    expect(images.bucket.json('records/image-1.json')).toEqual(item);
    expect(images.bucket.json(slotsOf('image-1').people.raw)).toMatchObject([
      { boundingBox: BOX, response: { FaceMatches: [{ Face: { ExternalImageId: ADA.personId } }] } },
    ]);
  });

  it('writes nothing where nothing has changed', async () => {
    images.add(itemOf('image-1', { ...NAMED_ADA, face: { ...ADA, similarity: 99 } }));
    images.add(itemOf('image-2'));
    answerSearches();
    await run(SEARCH);
    const writes = people.documents.commandCalls(UpdateCommand).length;

    expect(await run(SEARCH)).toEqual({ photographs: 2, changed: 0, unfinished: 0 });

    expect(people.documents.commandCalls(UpdateCommand)).toHaveLength(writes);
  });

  it.each([
    ['in which nobody was to be looked for', { people: { status: 'SKIPPED' } }],
    [
      'of which the search failed',
      { people: { status: 'FAILED', error: { name: 'ThrottlingException', message: '' } } },
    ],
  ])('leaves a photograph alone %s', async (_, slots) => {
    images.add(itemOf('image-1', slots));

    expect(await run(SEARCH)).toEqual({ photographs: 0, changed: 0, unfinished: 0 });

    expect(people.rekognition.calls()).toHaveLength(0);
  });

  it('brings at least the names up to date where the preview is gone', async () => {
    images.add(itemOf('image-1', NAMED_ADA), { hasPreview: false });

    await run({ ...SEARCH, names: new Map([[ADA.personId, 'Ada King']]) });

    expect(namesIn('image-1')).toEqual({ faces: ['Ada King'], people: ['Ada King'] });
  });

  it('says what is missing where S3 does not tell what is gone from what is forbidden', async () => {
    images.add(itemOf('image-1'));
    images.bucket.s3.on(GetObjectCommand).rejects(refusal('AccessDenied'));

    await expect(run(SEARCH)).rejects.toMatchObject({
      name: 'PeopleError',
      message: expect.stringMatching(/^Expected to read s3:\/\/\S+\.jpg but .* s3:ListBucket on its bucket/),
    });
  });

  it('stops when it is told to, after what has begun', async () => {
    for (let index = 0; index < 10; index++) images.add(itemOf(`image-${index}`));
    const stop = new AbortController();
    people.rekognition.on(SearchFacesByImageCommand).callsFake(async () => {
      stop.abort();
      return { FaceMatches: [] };
    });

    expect((await run(SEARCH, stop.signal)).photographs).toBeLessThan(10);
  });
});

describe('relabel, while others write', () => {
  it('never overwrites the record of a newer version', async () => {
    const item = itemOf('image-1');
    images.add(item);
    const newer = {
      ...item,
      status: 'PROCESSING',
      source: { ...(item.source as object), sequencer: 'b1' },
      analysis: undefined as never,
    };
    people.rekognition.on(SearchFacesByImageCommand).callsFake(async () => {
      images.items.set('image-1', newer);
      return { FaceMatches: [] };
    });

    await run({ ...SEARCH, names: new Map() });

    expect(images.items.get('image-1')).toBe(newer);
    expect(images.bucket.json('records/image-1.json')).toEqual(item);
  });

  it('does not bring a deleted record back', async () => {
    images.add(itemOf('image-1', NAMED_ADA));
    people.rekognition.on(SearchFacesByImageCommand).callsFake(async () => {
      images.items.delete('image-1');
      return { FaceMatches: [] };
    });

    await run(SEARCH);

    expect(images.items.has('image-1')).toBe(false);
  });

  it('begins again with a record that another run has changed meanwhile', async () => {
    images.add(itemOf('image-1'));
    answerSearches(ADA.personId);
    let reads = 0;
    people.documents.on(BatchGetCommand).callsFake(async () => {
      if (reads++ === 0) images.add(itemOf('image-1', { face: { ...BOB, similarity: 90 } }));
      return { Responses: { people: [enrolledFace(`face of ${ADA.personId}`)] } };
    });

    expect(await run(SEARCH)).toEqual({ photographs: 1, changed: 1, unfinished: 0 });

    expect(people.rekognition.commandCalls(SearchFacesByImageCommand)).toHaveLength(2);
    expect(namesIn('image-1')).toEqual({ faces: ['Ada Lovelace'], people: ['Ada Lovelace'] });
  });

  it('says how many it gave up', async () => {
    images.add(itemOf('image-1'));
    answerSearches(ADA.personId);
    let writes = 0;
    people.documents.on(UpdateCommand, { TableName: 'images' }).callsFake(async () => {
      writes++;
      throw new ConditionalCheckFailedException({ $metadata: {}, message: 'lost' });
    });

    expect(await run(SEARCH)).toEqual({ photographs: 1, changed: 0, unfinished: 1 });

    expect(writes).toBe(3);
  });
});

describe('relabel, after a rename or a removal', () => {
  it('brings names up to date without asking Rekognition', async () => {
    images.add(itemOf('image-1', NAMED_ADA));

    await run({ names: new Map([[ADA.personId, 'Ada King']]), isSearch: false, removedIds: [] });

    expect(namesIn('image-1')).toEqual({ faces: ['Ada King'], people: ['Ada King'] });
    expect(people.rekognition.calls()).toHaveLength(0);
  });

  it('takes somebody who was removed out of the record and of the stored answers, and nobody else', async () => {
    images.add(itemOf('image-1', NAMED_ADA));
    const { raw } = slotsOf('image-1').people;
    const matches = [ADA, BOB].map(({ personId }) => ({ Face: { ExternalImageId: personId } }));
    await images.bucket.put({
      Bucket: 'results',
      Key: raw,
      Body: JSON.stringify([{ boundingBox: BOX, response: { FaceMatches: matches } }]),
    });

    await run({ names: new Map([[BOB.personId, BOB.name]]), isSearch: false, removedIds: [ADA.personId] });

    expect(namesIn('image-1')).toEqual({ faces: [undefined], people: [] });
    expect(JSON.stringify([...images.items.values()])).not.toContain(ADA.personId);
    expect(images.bucket.json(raw)).toEqual([{ boundingBox: BOX, response: { FaceMatches: [matches[1]] } }]);
  });

  it('makes one person of several where they are merged, and of two in one photograph the more similar', async () => {
    const both = itemOf('image-1', {
      people: {
        items: [
          { ...BOB, similarity: 98, boundingBox: BOX },
          { ...ADA, similarity: 97, boundingBox: BOX },
        ],
      },
    });
    both.analysis.faces = {
      ...(both.analysis.faces as object),
      items: [
        { boundingBox: BOX, confidence: 99, ...ADA, similarity: 97 },
        { boundingBox: BOX, confidence: 99, ...BOB, similarity: 98 },
      ],
    };
    images.add(both);
    images.add(itemOf('image-2', NAMED_ADA));

    await run({
      names: new Map([[BOB.personId, 'Ada King']]),
      isSearch: false,
      merged: new Map([[ADA.personId, BOB.personId]]),
      removedIds: [],
    });

    expect(namesIn('image-1')).toEqual({ faces: [undefined, 'Ada King'], people: ['Ada King'] });
    expect(slotsOf('image-1').people.items).toMatchObject([{ personId: BOB.personId, similarity: 98 }]);
    expect(namesIn('image-2')).toEqual({ faces: ['Ada King'], people: ['Ada King'] });
  });

  it('goes on where it was stopped, and leaves out what is done', async () => {
    const pages = ['image-1', 'image-2', 'image-3'].map((imageId) => itemOf(imageId, NAMED_ADA));
    for (const item of pages) images.add(item);
    people.documents
      .on(ScanCommand, { TableName: 'images' })
      .callsFake(async ({ ExclusiveStartKey: key }) => {
        const at = key ? pages.findIndex(({ imageId }) => imageId === key.imageId) + 1 : 0;
        const last = at < 2 && { LastEvaluatedKey: { imageId: pages[at]?.imageId } };
        return { Items: pages.slice(at, at + 1), ...last };
      });
    const change = { names: new Map([[ADA.personId, 'Ada King']]), isSearch: false, removedIds: [] };
    const stop = new AbortController();

    const first = await relabel(target, change, {
      signal: stop.signal,
      onProgress: ({ photographs }) => photographs === 2 && stop.abort(),
    });
    expect(first).toEqual({ photographs: 2, changed: 2, unfinished: 0, nextKey: { imageId: 'image-1' } });

    const { signal } = new AbortController();
    const rest = await relabel(target, change, { signal, onProgress: () => {}, startKey: first.nextKey });
    expect(rest).toEqual({ photographs: 2, changed: 1, unfinished: 0 }); // the page of the stop once more
    expect(namesIn('image-3').people).toEqual(['Ada King']);
  });

  it('writes no answers that did not name the person', async () => {
    images.add(itemOf('image-1'));

    await run({ names: new Map(), isSearch: false, removedIds: [ADA.personId] });

    expect(images.bucket.s3.commandCalls(PutObjectCommand)).toHaveLength(0);
  });
});
