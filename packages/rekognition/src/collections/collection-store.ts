// Face collections: in memory to search, on disk to outlive the server. One folder a collection, one file a face.

import { createHash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { RekognitionError } from '../errors.ts';
import { Semaphore } from '../semaphore.ts';
import { parseFace, type StoredFace, serializeFace } from './stored-face.ts';
import { TEMPORARY, writeAtomically } from './write-atomically.ts';

export interface Collection {
  readonly id: string;
  readonly createdAt: Date;
  /** By face id, in the order of indexing. */
  readonly faces: Map<string, StoredFace>;
}

const DESCRIPTION_FILE = 'collection.json';
const descriptionSchema = z.object({ id: z.string(), createdAt: z.coerce.date() });

export class CollectionStore {
  readonly #folder: string;
  readonly #changes = new Semaphore(1); // what is on disk and what is in memory change together
  #loading: Promise<Map<string, Collection>> | undefined;

  /** @param folder - Made at the first collection. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Sorted by id. */
  async list(): Promise<Collection[]> {
    const collections = await this.#load();
    return [...collections.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  async find(id: string): Promise<Collection | undefined> {
    return (await this.#load()).get(id);
  }

  /** @throws {RekognitionError} ResourceNotFoundException */
  async get(id: string): Promise<Collection> {
    const collection = await this.find(id);
    if (collection) return collection;
    throw new RekognitionError('ResourceNotFoundException', `The collection id: ${id} does not exist`);
  }

  /** @throws {RekognitionError} ResourceAlreadyExistsException */
  create(id: string): Promise<Collection> {
    return this.#changes.use(async () => {
      const collections = await this.#load();
      if (collections.has(id)) {
        throw new RekognitionError(
          'ResourceAlreadyExistsException',
          `The collection id: ${id} already exists`,
        );
      }
      const collection: Collection = { id, createdAt: new Date(), faces: new Map() };
      const { faces: _, ...description } = collection;
      await writeAtomically(join(this.#folderOf(id), DESCRIPTION_FILE), JSON.stringify(description));
      collections.set(id, collection);
      return collection;
    });
  }

  /** Removes the collection with all its vectors. @throws {RekognitionError} ResourceNotFoundException */
  delete(id: string): Promise<void> {
    return this.#changes.use(async () => {
      await this.get(id);
      await rm(join(this.#folderOf(id), DESCRIPTION_FILE)); // from here on it is gone: the next start clears the rest
      (await this.#load()).delete(id);
      await rm(this.#folderOf(id), { recursive: true });
    });
  }

  /**
   * Adds faces, but none twice: "If you provide the same image, specify the same collection, and use the same external
   * ID … Amazon Rekognition doesn't save duplicate face metadata."
   *
   * @returns For each face the one that is stored now, which is an earlier one where it is the same.
   * @throws {RekognitionError} ResourceNotFoundException
   * @see https://docs.aws.amazon.com/rekognition/latest/APIReference/API_IndexFaces.html
   */
  addFaces(id: string, faces: readonly StoredFace[]): Promise<StoredFace[]> {
    return this.#changes.use(async () => {
      const collection = await this.get(id);
      const earlier = [...collection.faces.values()];
      return Promise.all(
        faces.map(async (face) => {
          const same = earlier.find((other) => isSameFace(other, face));
          if (same) return same;
          await writeAtomically(this.#pathOf(id, face.faceId), serializeFace(face));
          collection.faces.set(face.faceId, face);
          return face;
        }),
      );
    });
  }

  /** @returns The ids that were there. @throws {RekognitionError} ResourceNotFoundException */
  removeFaces(id: string, faceIds: readonly string[]): Promise<string[]> {
    return this.#changes.use(async () => {
      const collection = await this.get(id);
      const found = faceIds.filter((faceId) => collection.faces.has(faceId));
      for (const faceId of found) {
        await rm(this.#pathOf(id, faceId), { force: true });
        collection.faces.delete(faceId);
      }
      return found;
    });
  }

  #load(): Promise<Map<string, Collection>> {
    this.#loading ??= loadCollections(this.#folder);
    return this.#loading;
  }

  /** The digest of the id: an id may be "..", and two may differ in case alone. */
  #folderOf(id: string): string {
    return join(this.#folder, createHash('sha256').update(id).digest('hex').slice(0, 32));
  }

  #pathOf(id: string, faceId: string): string {
    return join(this.#folderOf(id), `${faceId}.face.json`);
  }
}

function isSameFace(a: StoredFace, b: StoredFace): boolean {
  return (
    a.imageId === b.imageId &&
    a.externalImageId === b.externalImageId &&
    a.boundingBox.Left === b.boundingBox.Left &&
    a.boundingBox.Top === b.boundingBox.Top
  );
}

async function loadCollections(folder: string): Promise<Map<string, Collection>> {
  const collections = new Map<string, Collection>();
  for (const name of await namesIn(folder)) {
    const collection = await loadCollection(join(folder, name));
    if (collection) collections.set(collection.id, collection);
  }
  return collections;
}

/** Clears up what an interrupted write or deletion left: no vector stays that nobody can list. */
async function loadCollection(folder: string): Promise<Collection | undefined> {
  const names = await namesIn(folder);
  if (!names.includes(DESCRIPTION_FILE)) {
    await rm(folder, { recursive: true });
    return undefined;
  }
  const description = descriptionSchema.parse(
    JSON.parse(await readFile(join(folder, DESCRIPTION_FILE), 'utf8')),
  );
  const faces = new Map<string, StoredFace>();
  for (const name of names) {
    if (name.endsWith(TEMPORARY)) await rm(join(folder, name));
    if (!name.endsWith('.face.json')) continue;
    const face = parseFace(await readFile(join(folder, name), 'utf8'));
    faces.set(face.faceId, face);
  }
  return { ...description, faces };
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
