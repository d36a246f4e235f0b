// Enrolment: photographs of people become faces of the collection and items of the table.

import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { forEachOf } from '../../functions/shared/for-each.ts';
import { indexLargestFace, storeFace } from '../../functions/shared/people/index-face.ts';
import { type Indexing, judgeIndexing } from '../../functions/shared/people/indexing.ts';
import type { EnrolledFace } from '../../functions/shared/people/people-table.ts';
import {
  createCollection,
  deleteItems,
  deleteVectors,
  type Registry,
  toOrphans,
  toStale,
} from '../../functions/shared/people/registry.ts';
import type { PeopleTarget } from './people-target.ts';
import { toFaceImage, toSha256 } from './photograph.ts';

/** Photographs at work: one is decoded while others are with Rekognition, which takes 5 a second in most regions. */
const AT_ONCE = 4;

/** What Rekognition says of an image that it will never take. */
const REFUSALS = ['ImageTooLargeException', 'InvalidImageFormatException', 'InvalidParameterException'];

/** One photograph and whom it shows. */
export interface Portrait {
  personId: string;
  name: string;
  /** Absolute. */
  path: string;
  /** The path as the person at the terminal knows it. */
  photo: string;
}

export interface Outcome extends Omit<Portrait, 'path'> {
  outcome: 'enrolled' | 'already enrolled' | 'not enrolled';
  faceId?: string | undefined;
  /** Smaller faces in the photograph, which are other people's. */
  ignoredFaces?: number | undefined;
  /** Why it is not enrolled. */
  reason?: string | undefined;
}

/**
 * Enrols photographs that are not enrolled yet: first the vector, then at once the item that says whose it is. What
 * an earlier run left between the two is cleared up.
 *
 * @param onOutcome - Told of each photograph when it is done. After a stop, those that had not begun are left out.
 */
export async function enroll(
  target: PeopleTarget,
  registry: Registry,
  portraits: readonly Portrait[],
  { signal, onOutcome }: { signal: AbortSignal; onOutcome: (outcome: Outcome) => void },
): Promise<void> {
  if (!registry.hasCollection) await createCollection(target);
  await deleteOrphans(target, registry, portraits);

  const enrollment = new Enrollment(target, registry);
  await forEachOf(portraits, { atOnce: AT_ONCE, signal }, async (portrait) => {
    const { path, ...outcome } = portrait;
    onOutcome({ ...outcome, ...(await enrollment.add(portrait)) });
  });
}

/** Vectors of these people that no item names, so that each photograph has one vector. */
async function deleteOrphans(
  target: PeopleTarget,
  registry: Registry,
  portraits: readonly Portrait[],
): Promise<void> {
  const personIds = new Set(portraits.map(({ personId }) => personId));
  const orphans = toOrphans(registry).filter(({ personId }) => personId && personIds.has(personId));
  await deleteVectors(
    target,
    orphans.map(({ faceId }) => faceId),
  );
}

type Result = Omit<Outcome, keyof Portrait>;

class Enrollment {
  readonly #target: PeopleTarget;
  /** Faces that are known, by their photograph. */
  readonly #known: Map<string, EnrolledFace>;
  readonly #stale: EnrolledFace[];
  /** The last one with the same bytes, so that two copies in one run are one photograph. */
  readonly #atWork = new Map<string, Promise<Result>>();

  constructor(target: PeopleTarget, registry: Registry) {
    this.#target = target;
    this.#stale = toStale(registry);
    const isStale = new Set(this.#stale);
    const known = [...registry.table.values()].filter((face) => !isStale.has(face));
    this.#known = new Map(known.map((face) => [face.sourceSha256, face]));
  }

  async add(portrait: Portrait): Promise<Result> {
    const file = await openFile(portrait.path);
    if ('reason' in file) return { outcome: 'not enrolled', ...file };

    const sha256 = toSha256(file.bytes);
    const before = this.#atWork.get(sha256) ?? Promise.resolve();
    const result = before.then(() => this.#addOnce(portrait, file.bytes, sha256));
    this.#atWork.set(sha256, result);
    return result;
  }

  async #addOnce(portrait: Portrait, bytes: Buffer, sha256: string): Promise<Result> {
    const known = this.#known.get(sha256);
    if (known?.personId === portrait.personId) return { outcome: 'already enrolled', faceId: known.faceId };
    if (known) {
      const owner = `${known.name} (${known.personId})`;
      return { outcome: 'not enrolled', reason: `The photograph is enrolled as that of ${owner}` };
    }

    const image = await toFaceImage(bytes, portrait.photo, this.#target.limits);
    if ('reason' in image) return { outcome: 'not enrolled', reason: image.reason };
    const indexing = await this.#index(image.jpeg, portrait.personId).catch(toUnusable);
    if (!indexing.isUsable) return { outcome: 'not enrolled', reason: indexing.reason };

    const { faceId, ignoredFaces } = indexing;
    const face = toEnrolledFace(portrait, faceId, sha256);
    if (!(await this.#store(face))) return { outcome: 'already enrolled', faceId };
    this.#known.set(sha256, face);
    return { outcome: 'enrolled', faceId, ignoredFaces };
  }

  /** A face that is found but not usable leaves no vector behind. */
  async #index(jpeg: Buffer, personId: string): Promise<Indexing> {
    const response = await indexLargestFace(this.#target, jpeg, personId);
    const indexing = judgeIndexing(response);
    if (!indexing.isUsable && indexing.faceId) await deleteVectors(this.#target, [indexing.faceId]);
    return indexing;
  }

  /** @returns Whether the face is new: files that differ in their metadata alone show one picture and give one face. */
  async #store(face: EnrolledFace): Promise<boolean> {
    if (!(await storeFace(this.#target, face))) return false;
    const replaced = this.#stale.filter(
      ({ faceId, sourceSha256 }) => sourceSha256 === face.sourceSha256 && faceId !== face.faceId,
    );
    await deleteItems(
      this.#target,
      replaced.map(({ faceId }) => faceId),
    );
    return true;
  }
}

async function openFile(path: string): Promise<{ bytes: Buffer } | { reason: string }> {
  try {
    return { bytes: await readFile(path) };
  } catch (error) {
    return { reason: (error as Error).message }; // names what is wrong, and the path
  }
}

/** One photograph that Rekognition does not take costs no other. @throws Every other error, as it came. */
function toUnusable(error: Error): Indexing {
  if (!REFUSALS.includes(error.name)) throw error;
  return { isUsable: false, reason: `${error.name}: ${error.message}` };
}

function toEnrolledFace({ personId, name, path }: Portrait, faceId: string, sha256: string): EnrolledFace {
  return {
    faceId,
    personId,
    name,
    sourcePhoto: basename(path),
    sourceSha256: sha256,
    indexedAt: new Date().toISOString(),
    externalImageId: personId,
  };
}
