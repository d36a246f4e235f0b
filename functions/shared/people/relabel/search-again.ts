// Who is in a photograph by the faces that are enrolled now: RecognizePeople's own searches, on the stored preview and
// the stored boxes. No face is detected again.

import { setTimeout as sleep } from 'node:timers/promises';
import { describeObject } from '../../image-object.ts';
import { readObject } from '../../read-object.ts';
import { toOwner } from '../../upload-key.ts';
import { PeopleError } from '../errors.ts';
import type { RelabelTarget } from '../people-target.ts';
import { recognizePeople } from '../recognize-people.ts';
import type { NamedRecord, NamedSlots } from './named-record.ts';
import { readResult } from './read-result.ts';
import { storeSearches } from './searches.ts';

/** @returns Absent where the preview is gone, so that nothing can be searched. */
export async function searchAgain(
  target: RelabelTarget,
  { image, preview, slots: { faces, people } }: NamedRecord,
): Promise<NamedSlots | undefined> {
  const jpeg = await readPreview(target, preview);
  if (!jpeg) return undefined;

  const recognition = await recognizePeople({ ...preview, jpeg }, faces.items, {
    owner: toOwner(image.key),
    search: target,
    people: { documents: target.documents, tableName: target.peopleTable },
    maxSearchedFaces: target.maxSearchedFaces,
    patience: { untilMs: Date.now() + target.patienceMs, sleep },
  });
  if (recognition.unsearchedFaces > 0) {
    throw new PeopleError(
      'no-turn',
      `Rekognition had no turn for ${recognition.unsearchedFaces} faces of ${describeObject(image)} within ${target.patienceMs / 60_000} ` +
        'minutes: other work of the account takes its calls. Relabel again later',
    );
  }
  const raw = await storeSearches(target, image, recognition.searches);
  const { unsearchedFaces: _, ...searched } = people;
  return {
    faces: { ...faces, items: recognition.faces },
    people: { ...searched, items: recognition.people, searchedFaces: recognition.searches.length, raw },
  };
}

async function readPreview(
  { s3, resultsBucket }: RelabelTarget,
  { key, sizeBytes }: NamedRecord['preview'],
): Promise<Buffer | undefined> {
  const object = { bucket: resultsBucket, key };
  return readResult(object, () => readObject(s3, object, { maxBytes: sizeBytes }));
}
