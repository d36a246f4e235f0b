import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateCollectionCommand, IndexFacesCommand } from '@aws-sdk/client-rekognition';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import sharp, { type Sharp } from 'sharp';
import { readRegistry } from '../../../../functions/shared/people/registry.ts';
import { enroll, type Outcome, type Portrait } from '../../../../operate/people/enroll.ts';
import { toSha256 } from '../../../../operate/people/photograph.ts';
import { enrolledFace, fakePeople, oneFace, target } from '../../functions/shared/people/fakes.ts';

const ADA = { personId: 'ada-lovelace-76740216', name: 'Ada Lovelace' };
const BOB = { personId: 'bob-1', name: 'Bob' };
const people = fakePeople();
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'people-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

beforeEach(() => people.reset());

/** @param red - Another value, another photograph. */
async function photograph(
  name: string,
  red: number,
  encode = (image: Sharp) => image.png(),
): Promise<string> {
  const path = join(folder, name);
  const image = sharp({
    create: { width: 100, height: 100, channels: 3, background: { r: red, g: 0, b: 0 } },
  });
  await encode(image).toFile(path);
  return path;
}

function portrait(path: string, person = ADA): Portrait {
  return { ...person, path, photo: path.slice(folder.length + 1) };
}

async function run(
  portraits: readonly Portrait[],
  signal = new AbortController().signal,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const onOutcome = (outcome: Outcome) => outcomes.push(outcome);
  await enroll(target, await readRegistry(target), portraits, { signal, onOutcome });
  return outcomes;
}

describe('enroll', () => {
  it('makes a vector and an item of each photograph, and the collection before the first', async () => {
    const path = await photograph('ada.png', 1);

    const [outcome] = await run([portrait(path)]);

    expect(outcome).toMatchObject({ ...ADA, photo: 'ada.png', outcome: 'enrolled', ignoredFaces: 0 });
    expect(people.rekognition.commandCalls(CreateCollectionCommand)).toHaveLength(1);
    const faceId = outcome?.faceId ?? '';
    expect([...people.vectors()]).toEqual([[faceId, ADA.personId]]);
    expect(people.items.get(faceId)).toMatchObject({
      ...ADA,
      faceId,
      sourcePhoto: 'ada.png',
      sourceSha256: toSha256(await readFile(path)),
      externalImageId: ADA.personId,
    });
  });

  it('sends an upright JPEG, whatever the file is', async () => {
    const path = await photograph('ada.tif', 2, (image) =>
      image.resize({ width: 200, height: 100, fit: 'fill' }).withMetadata({ orientation: 6 }).tiff(),
    );

    await run([portrait(path)]);

    const { Image, MaxFaces, ExternalImageId } =
      people.rekognition.commandCalls(IndexFacesCommand)[0]?.args[0].input ?? {};
    expect(await sharp(Image?.Bytes).metadata()).toMatchObject({ format: 'jpeg', width: 100, height: 200 });
    expect({ MaxFaces, ExternalImageId }).toEqual({ MaxFaces: 1, ExternalImageId: ADA.personId });
  });

  it('indexes nothing twice: in another run, in the same run, or as a copy under another name', async () => {
    const path = await photograph('ada.png', 3);
    const copy = await photograph('copy.png', 3);

    const first = await run([portrait(path), portrait(copy), portrait(path)]);
    const second = await run([portrait(path), portrait(copy)]);

    expect(first.map(({ outcome }) => outcome)).toEqual(['enrolled', 'already enrolled', 'already enrolled']);
    expect(second.map(({ outcome }) => outcome)).toEqual(['already enrolled', 'already enrolled']);
    expect(people.rekognition.commandCalls(IndexFacesCommand)).toHaveLength(1);
    expect(people.items.size).toBe(1);
  });

  it('keeps one item for files that differ in their metadata alone', async () => {
    const plain = await photograph('ada.png', 4);
    const tagged = await photograph('tagged.png', 4, (image) =>
      image.withExif({ IFD0: { Artist: 'Annabella' } }).png(),
    );

    const outcomes = await run([portrait(plain), portrait(tagged)]);

    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['already enrolled', 'enrolled']);
    expect(people.items.size).toBe(1);
  });

  it('does not enrol one photograph as two people', async () => {
    const path = await photograph('ada.png', 5);
    await run([portrait(path)]);

    const [outcome] = await run([portrait(path, BOB)]);

    expect(outcome).toMatchObject({
      ...BOB,
      outcome: 'not enrolled',
      reason: `The photograph is enrolled as that of Ada Lovelace (${ADA.personId})`,
    });
    expect(people.vectors().size).toBe(1);
  });

  it('says why a photograph gave no face, and goes on', async () => {
    const withFace = await photograph('ada.png', 6);
    const text = join(folder, 'notes.txt');
    await writeFile(text, 'no picture');
    const small = await photograph('small.png', 7, (image) => image.resize(60, 60).png());
    const gone = join(folder, 'gone.jpg');

    const outcomes = await run([portrait(text), portrait(small), portrait(gone), portrait(withFace)]);

    const reasons = new Map(outcomes.map(({ photo, outcome, reason }) => [photo, reason ?? outcome]));
    expect(reasons.get('notes.txt')).toBe('Expected an image but found text/plain in notes.txt');
    expect(reasons.get('small.png')).toContain('Expected at least 80 px on both sides');
    expect(reasons.get('gone.jpg')).toContain('ENOENT');
    expect(reasons.get('ada.png')).toBe('enrolled');
  });

  it('leaves no vector of a face that it does not take', async () => {
    const path = await photograph('two.png', 8);
    people.answerIndexing((faceId) => ({
      ...oneFace(faceId),
      UnindexedFaces: [
        { Reasons: ['EXCEEDS_MAX_FACES'], FaceDetail: { BoundingBox: { Width: 0.5, Height: 0.5 } } },
      ],
    }));

    const [outcome] = await run([portrait(path)]);

    expect(outcome).toMatchObject({
      outcome: 'not enrolled',
      reason: expect.stringContaining('two of about'),
    });
    expect(people.vectors().size).toBe(0);
    expect(people.items.size).toBe(0);
  });

  it('takes a refusal of Rekognition for that of one photograph', async () => {
    const path = await photograph('odd.png', 9);
    people.rekognition
      .on(IndexFacesCommand)
      .rejects(
        Object.assign(new Error('Request has invalid image format'), { name: 'InvalidImageFormatException' }),
      );

    expect(await run([portrait(path)])).toMatchObject([
      { outcome: 'not enrolled', reason: 'InvalidImageFormatException: Request has invalid image format' },
    ]);
  });

  it('stops at an error that every photograph would meet', async () => {
    const paths = await Promise.all(
      Array.from({ length: 12 }, (_, index) => photograph(`${index}.png`, 20 * index)),
    );
    people.rekognition
      .on(IndexFacesCommand)
      .rejects(Object.assign(new Error('not allowed'), { name: 'AccessDeniedException' }));

    await expect(run(paths.map((path) => portrait(path)))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });

    expect(people.rekognition.commandCalls(IndexFacesCommand).length).toBeLessThan(12);
  });

  it('finishes what has begun when it is told to stop, and begins nothing more', async () => {
    const paths = await Promise.all(
      Array.from({ length: 12 }, (_, index) => photograph(`s${index}.png`, 20 * index)),
    );
    const stop = new AbortController();
    people.answerIndexing((faceId) => {
      stop.abort();
      return oneFace(faceId);
    });

    const outcomes = await run(
      paths.map((path) => portrait(path)),
      stop.signal,
    );

    expect(outcomes.length).toBeLessThan(12);
    expect([...people.items.keys()].sort()).toEqual([...people.vectors().keys()].sort());
    expect(people.items.size).toBe(outcomes.length);
  });
});

describe('after a run that was cut off', () => {
  it('clears a vector away that got no item, and enrols its photograph anew', async () => {
    const path = await photograph('ada.png', 60);
    people.enroll(enrolledFace('left-behind'), { hasItem: false });

    const [outcome] = await run([portrait(path)]);

    expect(outcome?.outcome).toBe('enrolled');
    expect([...people.vectors().keys()]).toEqual([...people.items.keys()]);
  });

  it('leaves the vectors of other people and of other programs alone', async () => {
    people.enroll(enrolledFace('another', { personId: 'bob-1' }), { hasItem: false });

    await run([portrait(await photograph('ada.png', 61))]);

    expect(people.vectors().has('another')).toBe(true);
  });

  it('enrols a photograph again whose vector is gone, in place of the item that was left', async () => {
    const path = await photograph('ada.png', 62);
    const sourceSha256 = toSha256(await readFile(path));
    people.enroll(enrolledFace('lost', { sourceSha256 }), { hasVector: false });

    const [outcome] = await run([portrait(path)]);

    expect(outcome?.outcome).toBe('enrolled');
    expect([...people.items.keys()]).toEqual([outcome?.faceId]);
  });
});
