// Who is in a photograph by the faces that are enrolled now: RecognizePeople's own searches, on the stored preview and
// the stored boxes. No face is detected again.

import { setTimeout as sleep } from 'node:timers/promises';
import { recognizePeople } from '../../../functions/recognize-people/recognize-people.ts';
import { describeObject } from '../../../functions/shared/image-object.ts';
import { readObject } from '../../../functions/shared/read-object.ts';
import { OperatorError } from '../../../terminal/errors.ts';
import type { PeopleTarget } from '../people-target.ts';
import type { NamedRecord, NamedSlots } from './named-record.ts';
import { readResult } from './read-result.ts';
import { storeSearches } from './searches.ts';

/** As long as a search may wait for quota, beside a workflow that uses the same. */
const PATIENCE_MS = 15 * 60_000;

/** @returns Absent where the preview is gone, so that nothing can be searched. */
export async function searchAgain(
  target: PeopleTarget,
  { image, preview, slots: { faces, people } }: NamedRecord,
): Promise<NamedSlots | undefined> {
  const jpeg = await readPreview(target, preview);
  if (!jpeg) return undefined;

  const recognition = await recognizePeople({ ...preview, jpeg }, faces.items, {
    search: target,
    people: { documents: target.documents, tableName: target.peopleTable },
    maxSearchedFaces: target.maxSearchedFaces,
    patience: { untilMs: Date.now() + PATIENCE_MS, sleep },
  });
  if (recognition.unsearchedFaces > 0) {
    throw new OperatorError(
      `Rekognition had no turn for ${recognition.unsearchedFaces} faces of ${describeObject(image)} within ${PATIENCE_MS / 60_000} ` +
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
  { s3, resultsBucket }: PeopleTarget,
  { key, sizeBytes }: NamedRecord['preview'],
): Promise<Buffer | undefined> {
  const object = { bucket: resultsBucket, key };
  return readResult(object, () => readObject(s3, object, { maxBytes: sizeBytes }));
}
