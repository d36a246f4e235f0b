// Whose faces these are: every face of a photograph is cut out and searched, not only the largest.

import type { SearchFacesByImageCommandOutput } from '@aws-sdk/client-rekognition';
import type { BoundingBox, Face, PeopleSlot } from '@image-workflow/record';
import { toConfidence } from '../rekognition-image.ts';
import { isThrottle } from '../throttles.ts';
import { cutFace } from './cut-face.ts';
import { isFaceOf, toFaceRegion } from './face-region.ts';
import { type EnrolledFace, isKnownIn, type PeopleTable, readEnrolledFaces } from './people-table.ts';
import { type FaceSearch, searchFace } from './search-face.ts';
import { type Patience, waitForQuota } from './wait-for-quota.ts';

/** Searches of one photograph at the same time; most regions allow five a second to the whole account. */
const MAX_SEARCHES_AT_ONCE = 4;

export interface RecognitionOptions {
  /** Of the photograph: whom another owner has named is nobody here. */
  owner: string;
  search: FaceSearch;
  people: PeopleTable;
  /** Bound of the searches of one photograph, each with its price: the largest faces come first. */
  maxSearchedFaces: number;
  /** How long a search that is throttled may wait for its turn. */
  patience: Patience;
}

/** The picture that the boxes of the faces are measured in. */
export interface PreviewImage {
  jpeg: Uint8Array;
  width: number;
  height: number;
}

export interface Recognition {
  /** All faces in their order, those that are known with `personId`, `name` and `similarity`. */
  faces: Face[];
  /** One item for each person that is known, the most similar first. */
  people: Extract<PeopleSlot, { status: 'SUCCEEDED' }>['items'];
  /**
   * Each search with Rekognition's answer, whole but for matches with whom nobody knows here; absent where it saw another
   * face in the cut, or none.
   */
  searches: { boundingBox: BoundingBox; response?: SearchFacesByImageCommandOutput }[];
  /** How many of the faces that were to be searched had no turn. */
  unsearchedFaces: number;
}

/**
 * @param faces - As DetectFaces found them; what they say of people is replaced.
 * @throws Rekognition's own refusal where not one face had its turn while the patience lasted: there is nothing to keep.
 */
export async function recognizePeople(
  preview: PreviewImage,
  faces: readonly Face[],
  { owner, search, people, maxSearchedFaces, patience }: RecognitionOptions,
): Promise<Recognition> {
  const unnamed = faces.map(({ personId: _, name: __, similarity: ___, ...face }) => face);
  const { answers, unsearchedFaces } = await searchLargest(
    search,
    preview,
    unnamed,
    maxSearchedFaces,
    patience,
  );

  const matched = [...answers.values()].flatMap((answer) => answer?.FaceMatches ?? []);
  const enrolled = await readEnrolledFaces(
    people,
    matched.flatMap(({ Face: match }) => match?.FaceId ?? []),
  );
  const known = new Map([...enrolled].filter(([, face]) => isKnownIn(owner, face)));
  const named = nameOnce(unnamed, (face) => toMatch(answers.get(face), known));
  return {
    faces: named,
    people: toPeople(named),
    searches: [...answers].map(([{ boundingBox }, response]) => ({
      boundingBox,
      ...(response && { response: keepMatches(response, known) }),
    })),
    unsearchedFaces,
  };
}

type Answers = Map<Face, SearchFacesByImageCommandOutput | undefined>;

/** @returns Answers by face; none where nobody was ever enrolled, which the first search tells and saves the others. */
async function searchLargest(
  search: FaceSearch,
  preview: PreviewImage,
  faces: readonly Face[],
  maxSearchedFaces: number,
  patience: Patience,
): Promise<{ answers: Answers; unsearchedFaces: number }> {
  const answers: Answers = new Map();
  let unsearchedFaces = 0;
  const waiting = faces.toSorted((one, other) => areaOf(other) - areaOf(one)).slice(0, maxSearchedFaces);

  const searchNext = async (): Promise<void> => {
    const face = waiting.shift();
    if (!face) return;
    const others = faces.filter((other) => other !== face).map(({ boundingBox }) => boundingBox);
    const region = toFaceRegion(face.boundingBox, others, preview);
    const cut = await cutFace(preview.jpeg, region);
    const answer = await waitForQuota(() => searchFace(search, cut), patience).catch((error: unknown) => {
      if (isThrottle(error) && answers.size > 0) return 'no turn' as const;
      throw error;
    });
    if (answer === 'no turn') {
      unsearchedFaces += 1 + waiting.length; // the patience of all ends at the same time
      waiting.length = 0;
    } else if (answer === 'no collection') waiting.length = 0;
    else if (answer === 'no face') answers.set(face, undefined);
    else answers.set(face, isFaceOf(face.boundingBox, answer, region, preview) ? answer : undefined);
  };
  const searchRest = async (): Promise<void> => {
    while (waiting.length > 0) await searchNext();
  };

  await searchNext();
  await Promise.all(Array.from({ length: MAX_SEARCHES_AT_ONCE }, searchRest)).catch((error: unknown) => {
    waiting.length = 0; // the state machine starts anew: no further search is worth its price
    throw error;
  });
  return { answers, unsearchedFaces };
}

/** A match says by its ExternalImageId who it is with. */
function keepMatches(
  answer: SearchFacesByImageCommandOutput,
  known: ReadonlyMap<string, EnrolledFace>,
): SearchFacesByImageCommandOutput {
  const { FaceMatches = [] } = answer;
  return { ...answer, FaceMatches: FaceMatches.filter(({ Face: match }) => known.has(match?.FaceId ?? '')) };
}

interface Match {
  personId: string;
  name: string;
  /** Percent. */
  similarity: number;
}

/** The most similar of the matches with whom somebody knows here. */
function toMatch(
  answer: SearchFacesByImageCommandOutput | undefined,
  known: ReadonlyMap<string, EnrolledFace>,
): Match | undefined {
  for (const { Face: match, Similarity = 0 } of answer?.FaceMatches ?? []) {
    const face = known.get(match?.FaceId ?? '');
    if (face) return { personId: face.personId, name: face.name, similarity: toConfidence(Similarity) };
  }
  return undefined;
}

/** Nobody stands in a photograph twice: of several faces that resemble one person, the most similar bears the name. */
function nameOnce(faces: readonly Face[], matchOf: (face: Face) => Match | undefined): Face[] {
  const matches = faces.map(matchOf);
  const best = new Map<string, Match>();
  for (const match of matches) {
    if (match && match.similarity > (best.get(match.personId)?.similarity ?? 0))
      best.set(match.personId, match);
  }
  return faces.map((face, index) => {
    const match = matches[index];
    return match && best.get(match.personId) === match ? { ...face, ...match } : face;
  });
}

function toPeople(faces: readonly Face[]): Recognition['people'] {
  return faces
    .flatMap(({ personId, name, similarity, boundingBox }) =>
      personId !== undefined && name !== undefined && similarity !== undefined
        ? [{ personId, name, similarity, boundingBox }]
        : [],
    )
    .sort((one, other) => other.similarity - one.similarity);
}

function areaOf({ boundingBox }: Face): number {
  return boundingBox.width * boundingBox.height;
}
