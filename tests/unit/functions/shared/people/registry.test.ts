import { DeleteFacesCommand, ListFacesCommand } from '@aws-sdk/client-rekognition';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { toPeople } from '../../../../../functions/shared/people/person.ts';
import { readRegistry } from '../../../../../functions/shared/people/registry.ts';
import { removePerson } from '../../../../../functions/shared/people/remove.ts';
import { mergePeople, renamePerson } from '../../../../../functions/shared/people/rename.ts';
import { findPerson, getPerson } from '../../../../../operate/people/find-person.ts';
import { describeListing, toListing } from '../../../../../operate/people/report.ts';
import { enrolledFace, fakePeople, target } from './fakes.ts';

const people = fakePeople();

beforeEach(() => {
  people.reset();
});

async function remove(nameOrId: string) {
  const registry = await readRegistry(target);
  const personId = findPerson(toPeople([...registry.table.values()]), nameOrId)?.personId ?? nameOrId;
  return removePerson(target, registry, personId);
}

async function rename(nameOrId: string, newName: string) {
  const known = toPeople([...(await readRegistry(target)).table.values()]);
  return renamePerson(target, known, getPerson(known, nameOrId), newName);
}

describe('removePerson', () => {
  it('deletes all vectors and items of the person, and nobody else’s', async () => {
    people.enroll(enrolledFace('1'));
    people.enroll(enrolledFace('2'));
    people.enroll(enrolledFace('3', { personId: 'bob-1', name: 'Bob' }));

    expect(await remove('Ada Lovelace')).toEqual({
      personId: 'ada-lovelace-76740216',
      name: 'Ada Lovelace',
      faces: 2,
      formerIds: ['ada-lovelace-76740216'],
    });

    expect([...people.vectors().keys()]).toEqual(['3']);
    expect([...people.items.keys()]).toEqual(['3']);
  });

  it('keeps the items when a vector could not be deleted, so that it is not forgotten', async () => {
    people.enroll(enrolledFace('1'));
    people.rekognition.on(DeleteFacesCommand).resolves({
      UnsuccessfulFaceDeletions: [{ FaceId: '1', Reasons: ['ASSOCIATED_TO_AN_EXISTING_USER'] }],
    });

    await expect(remove('Ada Lovelace')).rejects.toMatchObject({
      name: 'PeopleError',
      message: 'Rekognition keeps the face 1 in test-people: ASSOCIATED_TO_AN_EXISTING_USER',
    });

    expect(people.items.size).toBe(1);
  });

  it('finishes a removal that was cut off after the vectors', async () => {
    people.enroll(enrolledFace('1'), { hasVector: false });
    people.enroll(enrolledFace('2'));

    expect(await remove('Ada Lovelace')).toMatchObject({ faces: 2 });

    expect(people.items.size + people.vectors().size).toBe(0);
  });

  it('finds a vector that an enrolment left without an item, by its personId', async () => {
    people.enroll(enrolledFace('1'), { hasItem: false });

    expect(await remove('ada-lovelace-76740216')).toMatchObject({ name: undefined, faces: 1 });

    expect(people.vectors().size).toBe(0);
  });

  it('deletes 4096 vectors at once, as Rekognition takes them', async () => {
    for (let index = 0; index < 5_000; index++)
      people.enroll(enrolledFace(String(index)), { hasItem: false });

    await remove('ada-lovelace-76740216');

    const sizes = people.rekognition
      .commandCalls(DeleteFacesCommand)
      .map(({ args }) => args[0].input.FaceIds?.length);
    expect(sizes).toEqual([4096, 904]);
  });

  it.each(['Grace Hopper', 'grace-1'])(
    'says that nobody is enrolled as %s, and deletes nothing',
    async (nobody) => {
      people.enroll(enrolledFace('1'));

      await expect(remove(nobody)).rejects.toMatchObject({ message: `Nobody is enrolled as ${nobody}` });

      expect(people.rekognition.commandCalls(DeleteFacesCommand)).toHaveLength(0);
      expect(people.documents.commandCalls(DeleteCommand)).toHaveLength(0);
    },
  );

  it('says the same where there is no collection yet', async () => {
    await expect(remove('Ada Lovelace')).rejects.toMatchObject({ name: 'PeopleError' });
  });
});

describe('renamePerson', () => {
  it('gives every face the new name and keeps the personId', async () => {
    people.enroll(enrolledFace('1'));
    people.enroll(enrolledFace('2'));
    people.enroll(enrolledFace('3', { personId: 'bob-1', name: 'Bob' }));

    expect(await rename('Ada Lovelace', ' Ada King ')).toEqual({
      personId: 'ada-lovelace-76740216',
      name: 'Ada King',
      formerName: 'Ada Lovelace',
      namesakes: [],
    });

    const names = [...people.items.values()].map(({ personId, name }) => `${personId}: ${name}`);
    expect(names).toEqual([
      'ada-lovelace-76740216: Ada King',
      'ada-lovelace-76740216: Ada King',
      'bob-1: Bob',
    ]);
  });

  it('does not bring back a face that was removed meanwhile', async () => {
    people.enroll(enrolledFace('1'));
    const known = toPeople([...(await readRegistry(target)).table.values()]);
    people.items.clear();

    await renamePerson(target, known, getPerson(known, 'Ada Lovelace'), 'Ada King');

    expect(people.items.size).toBe(0);
  });

  it('refuses a name that is none, and somebody who is not enrolled', async () => {
    people.enroll(enrolledFace('1'));

    await expect(rename('Ada Lovelace', ' ')).rejects.toMatchObject({ kind: 'invalid-name' });
    await expect(rename('Bob', 'Rob')).rejects.toMatchObject({ message: 'Nobody is enrolled as Bob' });
  });
});

describe('mergePeople', () => {
  it('makes one person of several, whose faces all go when the person is removed', async () => {
    people.enroll(enrolledFace('1'));
    people.enroll(enrolledFace('2', { personId: 'ada-2', name: 'Ada L.' }));
    people.enroll(enrolledFace('3', { personId: 'bob-1', name: 'Bob' }));
    const known = toPeople([...(await readRegistry(target)).table.values()]);

    await mergePeople(target, getPerson(known, 'Ada Lovelace'), [getPerson(known, 'ada-2')]);

    expect([...people.items.values()].map(({ personId, name }) => `${personId}: ${name}`)).toEqual([
      'ada-lovelace-76740216: Ada Lovelace',
      'ada-lovelace-76740216: Ada Lovelace',
      'bob-1: Bob',
    ]);
    expect(await remove('Ada Lovelace')).toMatchObject({
      faces: 2,
      formerIds: ['ada-lovelace-76740216', 'ada-2'],
    });
    expect([...people.vectors().keys()]).toEqual(['3']);
  });

  it('leaves the merged faces alone when somebody new gets the former id', async () => {
    people.enroll(enrolledFace('1'));
    people.enroll(enrolledFace('2', { personId: 'ada-2', name: 'Ada L.' }));
    const known = toPeople([...(await readRegistry(target)).table.values()]);
    await mergePeople(target, getPerson(known, 'Ada Lovelace'), [getPerson(known, 'ada-2')]);
    people.enroll(enrolledFace('4', { personId: 'ada-2', name: 'Ada L.' }));

    expect(await remove('ada-2')).toMatchObject({ faces: 1 });
    expect([...people.vectors().keys()]).toEqual(['1', '2']);
  });
});

describe('readRegistry', () => {
  it('reads all pages of the collection', async () => {
    people.rekognition
      .on(ListFacesCommand)
      .resolvesOnce({ Faces: [{ FaceId: '1' }], NextToken: 'more' })
      .resolvesOnce({ Faces: [{ FaceId: '2' }] });

    expect([...(await readRegistry(target)).collection.keys()]).toEqual(['1', '2']);
  });
});

describe('the listing', () => {
  it('says that nobody is enrolled where there is no collection yet', async () => {
    expect(describeListing(toListing(await readRegistry(target)))).toBe('Nobody is enrolled');
  });

  it('shows everybody by name, with what an interruption has left', async () => {
    people.enroll(enrolledFace('1'));
    people.enroll(enrolledFace('2'), { hasVector: false });
    people.enroll(enrolledFace('3', { personId: 'bob-1', name: 'Bob' }));
    people.enroll(enrolledFace('4', { personId: 'eve-1' }), { hasItem: false });

    const listing = toListing(await readRegistry(target));

    expect(listing).toMatchObject({
      people: [
        {
          personId: 'ada-lovelace-76740216',
          photographs: [{ photo: '1.jpg' }, { photo: '2.jpg' }],
          missingFaces: 1,
        },
        { personId: 'bob-1', name: 'Bob', missingFaces: 0 },
      ],
      unknownFaces: [{ faceId: '4', personId: 'eve-1' }],
    });
    const text = describeListing(listing);
    expect(text).toContain('1      bob-1');
    expect(text).toContain('ada-lovelace-76740216 has lost 1 of its vectors');
    expect(text).toContain('1 of eve-1 that the table does not know');
  });
});
