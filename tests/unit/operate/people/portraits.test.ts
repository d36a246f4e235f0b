import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { toPeople } from '../../../../functions/shared/people/person.ts';
import { findPortraits, findPortraitsByFolder } from '../../../../operate/people/portraits.ts';
import { enrolledFace } from '../../functions/shared/people/fakes.ts';

const ADA = { personId: 'ada-lovelace-76740216', name: 'Ada Lovelace' };
const people = toPeople([enrolledFace('1')]);
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portraits-'));
  const files = [
    'staff/Ada Lovelace/1.jpg',
    'staff/Ada Lovelace/old/2.jpg',
    'staff/Zoe\u0308/1.jpg',
    'staff/plan.pdf',
  ];
  for (const file of [...files, 'empty/plan.pdf']) {
    await mkdir(join(folder, file, '..'), { recursive: true });
    await writeFile(join(folder, file), '');
  }
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

describe('findPortraits', () => {
  const add = (person: string, paths: string[], isNew = false) =>
    findPortraits(people, { person, paths, isNew }, folder);

  it('takes files of the same name from several folders, as the person at the terminal names them', async () => {
    const { portraits } = await add('Ada Lovelace', ['staff/Ada Lovelace/1.jpg', `staff/Zoe\u0308/1.jpg`]);

    expect(portraits).toEqual([
      { ...ADA, path: join(folder, 'staff/Ada Lovelace/1.jpg'), photo: 'staff/Ada Lovelace/1.jpg' },
      { ...ADA, path: join(folder, 'staff/Zoe\u0308/1.jpg'), photo: 'staff/Zoe\u0308/1.jpg' },
    ]);
  });

  it('takes folders with all that is below them', async () => {
    const { portraits } = await add(ADA.personId, ['staff/Ada Lovelace']);

    expect(portraits.map(({ photo }) => photo)).toEqual([
      'staff/Ada Lovelace/1.jpg',
      'staff/Ada Lovelace/old/2.jpg',
    ]);
    expect(portraits[0]).toMatchObject(ADA);
  });

  it('takes somebody whom one user alone knows for somebody else', async () => {
    const own = toPeople([enrolledFace('1', { owner: 'user-1' })]);

    const found = await findPortraits(
      own,
      { person: 'Ada Lovelace', paths: ['staff/plan.pdf'], isNew: false },
      folder,
    );

    expect(found.portraits[0]?.personId).toMatch(/^ada-lovelace-(?!76740216)/);
  });

  it('gives somebody new an id, and a namesake another one', async () => {
    const [somebody] = (await add('Grace Hopper', ['staff/plan.pdf'])).portraits;
    const [namesake] = (await add('Ada Lovelace', ['staff/plan.pdf'], true)).portraits;

    expect(somebody).toMatchObject({
      name: 'Grace Hopper',
      personId: expect.stringMatching(/^grace-hopper-/),
    });
    expect(namesake?.personId).toMatch(/^ada-lovelace-[0-9a-f]{8}$/);
    expect(namesake?.personId).not.toBe(ADA.personId);
  });

  it('refuses what is not there', async () => {
    await expect(add('Ada', ['nothing.jpg'])).rejects.toMatchObject({ name: 'UsageError' });
  });
});

describe('findPortraitsByFolder', () => {
  it('takes each folder for a person, whom it may know already, and leaves loose files out', async () => {
    const { portraits, leftOut } = await findPortraitsByFolder(people, 'staff', folder);

    expect(portraits.map(({ name, photo }) => [name, photo])).toEqual([
      ['Ada Lovelace', 'staff/Ada Lovelace/1.jpg'],
      ['Ada Lovelace', 'staff/Ada Lovelace/old/2.jpg'],
      ['Zo\u00eb', 'staff/Zoe\u0308/1.jpg'],
    ]);
    expect(portraits[0]).toMatchObject(ADA);
    expect(leftOut).toEqual(['plan.pdf (in no person’s folder)']);
  });

  it('says so where there is no folder for anybody', async () => {
    await expect(findPortraitsByFolder(people, 'empty', folder)).rejects.toMatchObject({
      name: 'UsageError',
      message: 'Expected a folder for each person in empty but found none',
    });
  });
});
