// What no pacing could beat in an account, whatever it does: the longest of what its quotas, and the way of a photograph, ask
// for. A pacing cannot know who is on a photograph before DetectFaces has answered, so the order is that of the uploads.

import { SEARCHES_AT_ONCE, SECONDS_OF_RECOGNIZING } from '../seconds.ts';
import { COLD_START_SECONDS } from './account.ts';

export interface Load {
  /** Faces that are searched, of each photograph in the order of the uploads. */
  faces: readonly number[];
  /** Seconds of each function that a photograph meets, without the search of its faces. */
  functions: Readonly<Record<string, number>>;
  /** Lambdas that the workflow has to itself on average. */
  lambdas: number;
  /** Calls a second of each operation. */
  tps: number;
  uploadsPerSecond: number;
}

export interface Limit {
  limitSeconds: number;
  limitedBy: string;
}

/** Before the preview can be looked at; the first photographs find every function cold. */
const TO_PREVIEW = ['StartWorkflow', 'ExtractMetadata', 'NormalizeImage'];

export function findLimit({ faces, functions, lambdas, tps, uploadsPerSecond }: Load): Limit {
  const photographs = faces.length;
  const secondsOf = (name: string) => functions[name] ?? 0;
  const cold = (names: readonly string[]) =>
    names.reduce((sum, name) => sum + COLD_START_SECONDS + secondsOf(name), 0);
  const work = Object.values(functions).reduce((sum, seconds) => sum + seconds, 0);
  const toFaces = cold([...TO_PREVIEW, 'DetectFaces']);
  const search = COLD_START_SECONDS + SECONDS_OF_RECOGNIZING.readPreview + SECONDS_OF_RECOGNIZING.search;
  const end = secondsOf('StoreRecord');
  const demands = {
    // Each function starts cold once at least.
    Lambda:
      (photographs * work +
        faces.reduce((sum, count) => sum + secondsOfSearching(count), 0) +
        Object.keys(functions).length * COLD_START_SECONDS) /
      lambdas,
    searches: toFaces + toSearchesSeconds(faces, tps) + search + end,
    'the last photograph': toFaces + toLastSeconds(faces, tps) + end,
    uploads: photographs / uploadsPerSecond,
  };
  const [limitedBy, limitSeconds] = Object.entries(demands).reduce((one, other) =>
    other[1] > one[1] ? other : one,
  );
  return { limitSeconds, limitedBy };
}

/** RecognizePeople where no quota keeps it: the largest face first, then the others, some at once. */
function secondsOfSearching(faces: number): number {
  const { withoutFaces, readPreview, search } = SECONDS_OF_RECOGNIZING;
  return faces === 0 ? withoutFaces : readPreview + search * (1 + Math.ceil((faces - 1) / SEARCHES_AT_ONCE));
}

/** From the first to the last of so many calls; those of the first second are answered at once. */
function toQuotaSeconds(calls: number, tps: number): number {
  return Math.max(0, calls - tps) / tps;
}

/** Where only detections have a quota: from the first to that of the photograph that is done last, and to the end of its searches. */
function toLastSeconds(faces: readonly number[], tps: number): number {
  return faces.reduce(
    (longest, count, at) => Math.max(longest, toQuotaSeconds(at + 1, tps) + secondsOfSearching(count)),
    0,
  );
}

/**
 * Whose faces are detected late cannot be searched before: from each photograph on, its detection and all searches that
 * are left come one after the other.
 */
function toSearchesSeconds(faces: readonly number[], tps: number): number {
  let left = faces.reduce((sum, count) => sum + count, 0);
  let longest = 0;
  for (const [at, count] of faces.entries()) {
    if (left > 0) longest = Math.max(longest, toQuotaSeconds(at + 1, tps) + toQuotaSeconds(left, tps));
    left -= count;
  }
  return longest;
}
