// POST /api/people: a face of a photograph becomes one by which somebody is recognised.

import { createHash } from 'node:crypto';
import type { BoundingBox, Face, ImageRecord, Preview } from '@image-workflow/record';
import { ApiProblem } from '../shared/api/problem.ts';
import { SHARED_OWNER } from '../shared/owner.ts';
import { cutFace } from '../shared/people/cut-face.ts';
import { isFaceOf, toFaceRegion } from '../shared/people/face-region.ts';
import { indexFace, storeFace } from '../shared/people/index-face.ts';
import type { EnrolledFace } from '../shared/people/people-table.ts';
import type { RelabelTarget } from '../shared/people/people-target.ts';
import type { Person } from '../shared/people/person.ts';
import { deleteItems, deleteVectors } from '../shared/people/registry.ts';
import { readObject } from '../shared/read-object.ts';
import { toImageName } from '../shared/upload-key.ts';

/** A client may have rounded the box: how far off each side may be, as a share of the picture. */
const TOLERANCE = 0.001;

/**
 * @param known - Faces of everybody whom the photograph's owner knows: one that was given to somebody else by mistake becomes
 *   this person's.
 * @throws {ApiProblem} 404 where the photograph has no such face, 409 where Rekognition cannot use it.
 */
export async function enrollFace(
  target: RelabelTarget,
  record: ImageRecord,
  boundingBox: BoundingBox,
  { personId, name, owner }: Omit<Person, 'faces'>,
  known: readonly EnrolledFace[],
): Promise<EnrolledFace> {
  const { preview, faces } = toFaces(record);
  const face = faces.find((one) => isSameBox(one.boundingBox, boundingBox));
  if (!face) {
    throw new ApiProblem(
      'not-found',
      `Expected a face of the photograph at that boundingBox but its ${faces.length} faces are elsewhere`,
    );
  }
  const jpeg = await readPreview(target, preview);
  const others = faces.filter((one) => one !== face).map((one) => one.boundingBox);
  const region = toFaceRegion(face.boundingBox, others, preview);
  const cut = await cutFace(jpeg, region);
  const sourceSha256 = createHash('sha256').update(cut).digest('hex');
  await forgetFormer(target, sourceSha256, personId, known);

  const indexing = await indexFace(target, cut, personId);
  if ('reason' in indexing)
    throw new ApiProblem('conflict', `Expected a usable face but found one that is not: ${indexing.reason}`);
  const { faceId, boundingBox: indexed } = indexing;
  if (!isFaceOf(face.boundingBox, { SearchedFaceBoundingBox: indexed }, region, preview)) {
    await deleteVectors(target, [faceId]);
    throw new ApiProblem(
      'conflict',
      'Expected the face to be the clearest at its place but another one is clearer',
    );
  }
  const enrolled: EnrolledFace = {
    faceId,
    personId,
    name,
    sourcePhoto: toImageName(record.source.key),
    sourceSha256,
    indexedAt: new Date().toISOString(),
    externalImageId: personId,
    ...(owner !== SHARED_OWNER && { owner }),
  };
  await storeFace(target, enrolled);
  return enrolled;
}

function toFaces({ imageId, preview, analysis }: ImageRecord): { preview: Preview; faces: Face[] } {
  const faces = analysis?.faces;
  if (!preview || faces?.status !== 'SUCCEEDED') {
    throw new ApiProblem(
      'conflict',
      `Expected a photograph in which faces were found but ${imageId} is ${faces?.status ?? 'without analysis'}`,
    );
  }
  return { preview, faces: faces.items };
}

function isSameBox(one: BoundingBox, other: BoundingBox): boolean {
  return (['left', 'top', 'width', 'height'] as const).every(
    (side) => Math.abs(one[side] - other[side]) <= TOLERANCE,
  );
}

async function readPreview(
  { s3, resultsBucket }: RelabelTarget,
  { key, sizeBytes }: Preview,
): Promise<Buffer> {
  return readObject(s3, { bucket: resultsBucket, key }, { maxBytes: sizeBytes });
}

/** The vectors first, as always: what an interruption leaves is an item, by which nobody is recognised. */
async function forgetFormer(
  target: RelabelTarget,
  sourceSha256: string,
  personId: string,
  known: readonly EnrolledFace[],
): Promise<void> {
  const wrong = known
    .filter((face) => face.sourceSha256 === sourceSha256 && face.personId !== personId)
    .map(({ faceId }) => faceId);
  if (wrong.length === 0) return;
  await deleteVectors(target, wrong);
  await deleteItems(target, wrong);
}
