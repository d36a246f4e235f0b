import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IndexFacesCommand } from '@aws-sdk/client-rekognition';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { parseArguments } from '../../../../operate/people/arguments.ts';
import { type PeopleReport, runCommand } from '../../../../operate/people/commands.ts';
import { enrolledFace, fakePeople, target } from '../../functions/shared/people/fakes.ts';
import { BOX, fakeImages, itemOf } from '../../functions/shared/people/relabel/fake-images.ts';

const ADA = { personId: 'ada-lovelace-76740216', name: 'Ada Lovelace' };
const people = fakePeople();
const images = fakeImages(people);
let workingFolder: string;
let printed: string[];

/** What the command line does, as it is typed. */
function run(...args: string[]): Promise<PeopleReport> {
  const { request: command } = parseArguments(args);
  if (!command) throw new Error('Expected a command');
  const terminal = {
    isLive: false,
    print: (text = '') => void printed.push(text),
    live: () => () => {},
    step: <Result>(_: string, work: (tell: () => void) => Promise<Result>) => work(() => {}),
  };
  return runCommand(command, {
    target,
    terminal,
    ask: async () => undefined,
    signal: new AbortController().signal,
    workingFolder,
  });
}

beforeAll(async () => {
  workingFolder = await mkdtemp(join(tmpdir(), 'commands-'));
  await sharp({ create: { width: 100, height: 100, channels: 3, background: 'red' } }).toFile(
    join(workingFolder, 'ada.png'),
  );
  await writeFile(join(workingFolder, 'notes.txt'), 'no picture');
});

afterAll(async () => {
  await rm(workingFolder, { recursive: true });
});

beforeEach(() => {
  people.reset();
  images.reset();
  printed = [];
});

describe('add', () => {
  it('reports every photograph as it is done, and all of them at the end', async () => {
    const report = await run('add', 'Ada Lovelace', 'ada.png', 'notes.txt');

    expect(report.isComplete).toBe(false);
    expect(report.result).toMatchObject({
      photographs: expect.arrayContaining([
        expect.objectContaining({ ...ADA, photo: 'ada.png', outcome: 'enrolled' }),
        expect.objectContaining({ ...ADA, photo: 'notes.txt', outcome: 'not enrolled' }),
      ]),
    });
    expect(report.text).toContain('1         0        1    ada-lovelace-76740216  Ada Lovelace');
    expect(report.text).toContain('notes.txt (Ada Lovelace): Expected an image but found text/plain');
    expect(printed.map((line) => line.replace(/ {2}\(\d of 2\)$/, '')).sort()).toEqual([
      '✓ ada.png  Ada Lovelace',
      expect.stringMatching(/^✗ notes.txt {2}not enrolled: Expected an image/),
    ]);
  });

  it('is complete when everything is enrolled, be it by an earlier run', async () => {
    expect(await run('add', 'Ada Lovelace', 'ada.png')).toMatchObject({ isComplete: true });
    expect(await run('add', 'Ada Lovelace', 'ada.png')).toMatchObject({ isComplete: true });
  });

  it('says what is done even when it cannot go on', async () => {
    people.rekognition.on(IndexFacesCommand).rejects(new Error('no network'));

    await expect(run('add', 'Ada Lovelace', 'notes.txt', 'ada.png')).rejects.toThrow('no network');

    expect(printed.at(-1)).toContain('notes.txt (Ada Lovelace)');
  });
});

describe('--relabel', () => {
  const named = {
    face: { ...ADA, similarity: 97 },
    people: { items: [{ ...ADA, similarity: 97, boundingBox: BOX }] },
  };

  it('gives earlier photographs the new name', async () => {
    people.enroll(enrolledFace('1'));
    images.add(itemOf('image-1', named));

    const report = await run('rename', 'Ada Lovelace', 'Ada King', '--relabel');

    expect(report.result).toEqual({
      renamed: { personId: ADA.personId, name: 'Ada King', formerName: 'Ada Lovelace', namesakes: [] },
      relabelled: { photographs: 1, changed: 1, unfinished: 0 },
    });
    expect(report.text).toContain('Earlier photographs with faces: 1, changed: 1');
    expect(images.items.get('image-1')?.analysis).toMatchObject({
      people: { items: [{ name: 'Ada King' }] },
    });
  });

  it('takes the name of somebody who is removed off earlier photographs', async () => {
    people.enroll(enrolledFace('1'));
    images.add(itemOf('image-1', named));

    await run('remove', 'Ada Lovelace', '--relabel');

    expect(JSON.stringify(images.items.get('image-1'))).not.toMatch(/ada/i);
  });

  it('is left out where it is not asked for', async () => {
    people.enroll(enrolledFace('1'));
    images.add(itemOf('image-1', named));

    await run('remove', 'Ada Lovelace');

    expect(images.items.get('image-1')).toEqual(itemOf('image-1', named));
  });
});

describe('two people of one name', () => {
  it('are said by rename, which offers to merge them', async () => {
    people.enroll(enrolledFace('1'));
    people.enroll(enrolledFace('2', { personId: 'bob-1', name: 'Bob' }));

    expect((await run('rename', 'Bob', 'Ada Lovelace')).text).toContain(
      `Somebody else has that name too: ${ADA.personId}. If it is the same person: ` +
        `npm run people -- merge bob-1 ${ADA.personId} --relabel`,
    );
  });

  it('are one after merge, in earlier photographs too', async () => {
    people.enroll(enrolledFace('1'));
    people.enroll(enrolledFace('2', { personId: 'bob-1', name: 'Bob' }));
    images.add(itemOf('image-1', { people: { items: [{ ...ADA, similarity: 97, boundingBox: BOX }] } }));

    const { text } = await run('merge', 'bob-1', ADA.personId, '--relabel');

    expect(text).toContain(`${ADA.personId} is Bob (bob-1) now`);
    expect(images.items.get('image-1')?.analysis).toMatchObject({
      people: { items: [{ personId: 'bob-1', name: 'Bob' }] },
    });
  });

  it('are not merged into themselves', async () => {
    people.enroll(enrolledFace('1'));

    await expect(run('merge', ADA.personId, 'Ada Lovelace')).rejects.toMatchObject({ name: 'UsageError' });
  });
});

it('does not make somebody whom one user alone knows one with somebody of everybody’s', async () => {
  people.enroll(enrolledFace('1'));
  people.enroll(enrolledFace('2', { personId: 'ada-2', owner: 'user-1' }));

  await expect(run('merge', ADA.personId, 'ada-2')).rejects.toThrow('ada-2 in those of user-1');
  expect(people.items.get('2')?.personId).toBe('ada-2');
});

it('lists who is enrolled, and whom one user alone knows', async () => {
  people.enroll(enrolledFace('1'));

  expect(await run('list')).toMatchObject({
    result: { people: [{ ...ADA, photographs: [{ photo: '1.jpg' }] }] },
    text: expect.stringContaining('ada-lovelace-76740216  Ada Lovelace'),
  });
  people.enroll(enrolledFace('2', { personId: 'bob-1', name: 'Bob', owner: 'user-1' }));
  expect(await run('list')).toMatchObject({
    result: { people: [{ owner: 'shared' }, { personId: 'bob-1', owner: 'user-1' }] },
    text: expect.stringContaining('Bob (in the photographs of user-1 alone)'),
  });
});
