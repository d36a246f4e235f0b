// Rekognition's whole answers to the searches of one photograph, as RecognizePeople stores them.

import { GetObjectCommand } from '@aws-sdk/client-s3';
import type { ImageObject } from '@image-workflow/record/image-object';
import { analysisKey } from '../../result-keys.ts';
import { storeAnswer } from '../../store-answer.ts';
import type { RelabelTarget } from '../people-target.ts';
import { readResult } from './read-result.ts';

/** @returns Their key in the results bucket. */
export function storeSearches(
  target: RelabelTarget,
  image: ImageObject,
  searches: readonly object[],
): Promise<string> {
  return storeAnswer(target, image, 'people', searches);
}

/** Takes somebody who was removed out of the answers: they hold the personId of every match, the second best too. */
export async function forgetInSearches(
  target: RelabelTarget,
  image: ImageObject,
  personIds: readonly string[],
): Promise<void> {
  const text = await readSearches(target, image);
  if (!text || !personIds.some((personId) => text.includes(personId))) return;
  const searches = JSON.parse(text, (name, value) =>
    name === 'FaceMatches' && Array.isArray(value)
      ? value.filter((match) => !personIds.includes(match?.Face?.ExternalImageId))
      : value,
  );
  await storeSearches(target, image, searches);
}

function readSearches(
  { s3, resultsBucket: bucket }: RelabelTarget,
  image: ImageObject,
): Promise<string | undefined> {
  const key = analysisKey(image, 'people');
  return readResult({ bucket, key }, async () => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return Body?.transformToString();
  });
}
