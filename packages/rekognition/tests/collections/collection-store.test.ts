import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CollectionStore } from '../../src/collections/collection-store.ts';
import type { StoredFace } from '../../src/collections/stored-face.ts';
import { unitVector } from '../faces/fake-face.ts';

let folder: string;
let store: CollectionStore;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'collections-'));
  store = new CollectionStore(folder);
});

afterEach(() => rm(folder, { recursive: true }));

let count = 0;

function face(known: Partial<StoredFace> = {}): StoredFace {
  return {
    faceId: `00000000-0000-4000-8000-${String(++count).padStart(12, '0')}`,
    imageId: `image-${count}`,
    externalImageId: 'Ada_Lovelace',
    boundingBox: { Left: 0.1, Top: 0.2, Width: 0.3, Height: 0.4 },
    confidence: 97.5,
    embedding: unitVector(count),
    ...known,
  };
}

describe('CollectionStore', () => {
  it('keeps collections and faces for the next server, to the last bit', async () => {
    const [known, anonymous] = [face(), face({ externalImageId: undefined })];
    await store.create('people');
    await store.create('cats');
    await store.addFaces('people', [known, anonymous]);

    const next = new CollectionStore(folder);

    expect((await next.list()).map(({ id }) => id)).toEqual(['cats', 'people']);
    const { faces, createdAt } = await next.get('people');
    expect(faces.get(known.faceId)).toEqual(known);
    expect(faces.get(anonymous.faceId)?.externalImageId).toBeUndefined();
    expect(createdAt).toEqual((await store.get('people')).createdAt);
  });

  it('holds ids that no file system would: "..", and two that differ in case alone', async () => {
    for (const id of ['..', '.', 'People', 'people', 'x'.repeat(255)]) await store.create(id);
    expect(await new CollectionStore(folder).list()).toHaveLength(5);
    expect((await readdir(folder)).sort()).toEqual(
      (await readdir(folder)).filter((name) => /^[0-9a-f]{32}$/.test(name)).sort(),
    );
  });

  it('refuses a second collection of the same id, even at the same moment', async () => {
    const [first, second] = await Promise.allSettled([store.create('people'), store.create('people')]);
    expect(first?.status).toBe('fulfilled');
    expect(second).toMatchObject({ reason: { type: 'ResourceAlreadyExistsException' } });
  });

  it.each([
    ['get', () => store.get('nobody')],
    ['delete', () => store.delete('nobody')],
    ['addFaces', () => store.addFaces('nobody', [face()])],
    ['removeFaces', () => store.removeFaces('nobody', [face().faceId])],
  ])('knows no collection that was not created: %s', async (_, attempt) => {
    await expect(attempt()).rejects.toMatchObject({
      type: 'ResourceNotFoundException',
      message: 'The collection id: nobody does not exist',
    });
  });

  it('stores the same face of the same picture under the same name once', async () => {
    await store.create('people');
    const first = face({ imageId: 'one' });
    const again = face({ imageId: 'one' });
    const otherName = face({ imageId: 'one', externalImageId: 'Grace_Hopper' });
    const otherPlace = face({ imageId: 'one', boundingBox: { ...first.boundingBox, Left: 0.6 } });

    await store.addFaces('people', [first]);
    const stored = await store.addFaces('people', [again, otherName, otherPlace]);

    expect(stored).toEqual([first, otherName, otherPlace]);
    expect((await store.get('people')).faces.size).toBe(3);
  });

  it('removes the vectors of a face from disk with the face', async () => {
    await store.create('people');
    const [kept, removed] = [face(), face()];
    await store.addFaces('people', [kept, removed]);

    expect(await store.removeFaces('people', [removed.faceId, face().faceId])).toEqual([removed.faceId]);

    const files = await readdir(folder, { recursive: true });
    expect(files.some((name) => name.includes(removed.faceId))).toBe(false);
    expect([...(await new CollectionStore(folder).get('people')).faces.keys()]).toEqual([kept.faceId]);
  });

  it('leaves nothing of a deleted collection, and lets its id be used again', async () => {
    await store.create('people');
    await store.addFaces('people', [face()]);

    await store.delete('people');

    expect(await readdir(folder)).toEqual([]);
    expect(await store.find('people')).toBeUndefined();
    expect((await store.create('people')).faces.size).toBe(0);
  });

  it('clears up what an interrupted write or deletion left behind', async () => {
    await store.create('people');
    await store.addFaces('people', [face()]);
    await store.create('halfway deleted');
    await store.addFaces('halfway deleted', [face()]);
    const folders = await readdir(folder);
    for (const name of folders) await writeFile(join(folder, name, 'x.face.json.1.tmp'), '{"faceId":');
    await rm(join(folder, (await folderOf('halfway deleted')) as string, 'collection.json'));

    const next = new CollectionStore(folder);

    expect((await next.list()).map(({ id, faces }) => [id, faces.size])).toEqual([['people', 1]]);
    const left = await readdir(folder, { recursive: true });
    expect(left.filter((name) => name.endsWith('.tmp'))).toEqual([]);
    expect(left.filter((name) => name.endsWith('.face.json'))).toHaveLength(1);
  });
});

async function folderOf(id: string): Promise<string | undefined> {
  for (const name of await readdir(folder)) {
    const description = await readFile(join(folder, name, 'collection.json'), 'utf8');
    if (JSON.parse(description).id === id) return name;
  }
  return undefined;
}
