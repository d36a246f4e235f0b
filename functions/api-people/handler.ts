// Lambda entry of /api/people: names for faces.

import { RekognitionClient } from '@aws-sdk/client-rekognition';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { ImageRecord } from '@image-workflow/record';
import {
  listPeople,
  mergePeople,
  nameFace,
  type PersonChanged,
  removePerson,
  renamePerson,
} from '@image-workflow/record/api/people';
import { createApi } from '../shared/api/api.ts';
import type { Caller } from '../shared/api/caller.ts';
import { maySee } from '../shared/api/may-see.ts';
import { ObjectUrls } from '../shared/api/object-urls.ts';
import { ApiProblem } from '../shared/api/problem.ts';
import { toClientOptions } from '../shared/client-options.ts';
import { flagFromEnv, integerFromEnv, percentFromEnv, stringFromEnv } from '../shared/env.ts';
import { imagesTableFromEnv } from '../shared/images-table.ts';
import { logger } from '../shared/logger.ts';
import { SHARED_OWNER } from '../shared/owner.ts';
import { PeopleError } from '../shared/people/errors.ts';
import { isKnownIn } from '../shared/people/people-table.ts';
import type { RelabelTarget } from '../shared/people/people-target.ts';
import { type Person, toName, toPeople, toPersonId } from '../shared/people/person.ts';
import { readRegistry } from '../shared/people/registry.ts';
import { relabelItem } from '../shared/people/relabel/relabel.ts';
import { type RelabelMessage, sendRelabelMessage } from '../shared/people/relabel/relabel-message.ts';
import type { ImageItem } from '../shared/people/relabel/update-record.ts';
import { removePerson as remove } from '../shared/people/remove.ts';
import { expectOneOwner, mergePeople as merge, renamePerson as rename } from '../shared/people/rename.ts';
import { scanPeople } from '../shared/people/scan-people.ts';
import { readLiveRecord } from '../shared/records/read-live-record.ts';
import { toVisibleScopes } from '../shared/search/search-table.ts';
import { toOwner } from '../shared/upload-key.ts';
import { describePeople, listPage, type PeopleReaders } from './list-people.ts';
import { enrollFace } from './name-face.ts';
import { findVisiblePeople } from './visible-people.ts';

/** Until earlier photographs are looked at: by then the change that they are told of is written. */
const DELAY_SECONDS = 5;

const images = imagesTableFromEnv();
const { documents } = images;
const s3 = new S3Client(toClientOptions());
const sqs = new SQSClient(toClientOptions());
const urls = new ObjectUrls(s3);
const queueUrl = stringFromEnv('RELABEL_QUEUE_URL');
const isolation = flagFromEnv('ISOLATION');
const search = { documents, tableName: stringFromEnv('SEARCH_TABLE_NAME') };
const target: RelabelTarget = {
  rekognition: new RekognitionClient({ ...toClientOptions(), maxAttempts: 2 }),
  documents,
  s3,
  peopleTable: stringFromEnv('PEOPLE_TABLE_NAME'),
  collectionId: stringFromEnv('COLLECTION_ID'),
  imagesTable: images.tableName,
  resultsBucket: stringFromEnv('RESULTS_BUCKET'),
  faceMatchThreshold: percentFromEnv('FACE_MATCH_THRESHOLD'),
  maxSearchedFaces: integerFromEnv('MAX_SEARCHED_FACES'),
  patienceMs: 5_000,
};

const api = createApi()
  .on(listPeople, async ({ query, caller }) => ({
    body: await listPage(toReaders(caller), await showPeople(await readPeople(), caller), query),
  }))
  .on(nameFace, async ({ body, caller }) => {
    const record = await readRecord(body.imageId, caller);
    const everybody = await readPeople();
    const visible = await showPeople(everybody, caller);
    const owner = toOwner(record.source.key);
    const person =
      'personId' in body
        ? toPersonOf(owner, everybody, visible, getPerson(visible, body.personId))
        : toNewPerson(owner, everybody, visible, body.name);
    const known = everybody.filter((one) => isKnownIn(owner, one)).flatMap(({ faces }) => faces);
    await sendLater({ isSearch: true });
    await enrollFace(target, record, body.boundingBox, person, known);
    const relabelled = await relabelNow(record);
    return { body: { ...(await describeChanged(person.personId, caller)), relabelled } };
  })
  .on(renamePerson, async ({ params, body, caller }) => {
    const people = await readPeople();
    const person = getChangeable(await showPeople(people, caller), params.personId, caller);
    parseName(body.name); // refused before anything is sent
    const { person: before } = await describeChanged(person.personId, caller); // the index does not know the new name yet
    await sendLater({ isSearch: false });
    const { name } = await rename(target, people, person, body.name);
    return { body: { person: { ...before, name }, relabelled: 0 } };
  })
  .on(removePerson, async ({ params: { personId }, caller }) => {
    if (isApart(caller)) getChangeable(await showPeople(await readPeople(), caller), personId, caller);
    const registry = await readRegistry(target);
    const faces = [...registry.table.values()].filter((face) => face.personId === personId);
    const isKnown =
      faces.length > 0 || [...registry.collection.values()].some((face) => face.personId === personId);
    if (!isKnown) refuseUnknown(personId);
    const formerIds = faces.map(({ externalImageId }) => externalImageId);
    await sendLater({ isSearch: false, removedIds: [...new Set([personId, ...formerIds])] });
    await remove(target, registry, personId);
    return { body: null };
  })
  .on(mergePeople, async ({ params, body, caller }) => {
    const visible = await showPeople(await readPeople(), caller);
    const person = getChangeable(visible, params.personId, caller);
    const others = [...new Set(body.personIds)].map((one) => getChangeable(visible, one, caller));
    if (others.includes(person)) {
      throw new ApiProblem(
        'conflict',
        `Expected others than ${person.personId} to merge into them but found them too`,
      );
    }
    refuse(() => expectOneOwner(person, others), 'conflict', 'personIds');
    const merged = Object.fromEntries(others.map(({ personId }) => [personId, person.personId]));
    await sendLater({ isSearch: false, merged });
    await merge(target, person, others);
    return { body: await describeChanged(person.personId, caller) };
  });

export const handler: typeof api.handler = api.handler;

async function readPeople(): Promise<Person[]> {
  return toPeople([...(await scanPeople(target)).values()]);
}

function getPerson(people: readonly Person[], personId: string): Person {
  const person = people.find((one) => one.personId === personId);
  return person ?? refuseUnknown(personId);
}

function refuseUnknown(personId: string): never {
  throw new ApiProblem('not-found', `Expected a person but there is none with the personId ${personId}`);
}

/** @throws {ApiProblem} 400 */
function parseName(text: string): string {
  return refuse(() => toName(text), 'invalid-request', 'name');
}

/** @param name - The field of the body that decides. */
function refuse<Result>(decide: () => Result, kind: 'invalid-request' | 'conflict', name: string): Result {
  try {
    return decide();
  } catch (error) {
    if (!(error instanceof PeopleError)) throw error;
    throw new ApiProblem(kind, error.message, { errors: [{ in: 'body', name, detail: error.message }] });
  }
}

/** Two of one name are made by renaming only, with open eyes; or by two users who are kept apart. */
function toNewPerson(
  owner: string,
  people: readonly Person[],
  visible: readonly Person[],
  text: string,
): Omit<Person, 'faces'> {
  const name = parseName(text);
  const namesake = visible.find((person) => person.name === name && isKnownIn(owner, person));
  if (namesake) {
    throw new ApiProblem(
      'conflict',
      `Expected a name that nobody has but ${namesake.personId} has it: give that personId, or another name`,
    );
  }
  return makePerson(owner, people, name);
}

/**
 * Whoever names a face of a shared photograph tells everybody who it is: of somebody whom they alone have named so far everybody
 * then knows a namesake.
 */
function toPersonOf(
  owner: string,
  people: readonly Person[],
  visible: readonly Person[],
  person: Person,
): Omit<Person, 'faces'> {
  if (isKnownIn(owner, person)) return person;
  const namesake = visible.find((one) => one.name === person.name && isKnownIn(owner, one));
  return namesake ?? makePerson(owner, people, person.name);
}

function makePerson(photographsOf: string, people: readonly Person[], name: string): Omit<Person, 'faces'> {
  const owner = isolation ? photographsOf : SHARED_OWNER;
  const isTaken = (id: string) => people.some(({ personId }) => personId === id);
  return { name, owner, personId: toPersonId(name, isTaken, owner) };
}

async function readRecord(imageId: string, caller: Caller): Promise<ImageRecord> {
  const record = await readLiveRecord(images, imageId, { consistentRead: true });
  if (!record || !maySee(caller, record.source.key, isolation)) {
    throw new ApiProblem('not-found', `Expected a photograph but there is none with the imageId ${imageId}`);
  }
  return record;
}

function isApart({ isAdmin }: Caller): boolean {
  return isolation && !isAdmin;
}

/** Whom the caller has named, and whoever of everybody's is in a photograph that they see. Nobody else exists for them. */
async function showPeople(people: Person[], caller: Caller): Promise<Person[]> {
  if (!isApart(caller)) return people;
  const known = people.filter((person) => isKnownIn(caller.owner, person));
  const seen = await findVisiblePeople(search, toVisibleScopes(caller, isolation), known);
  return known.filter((person) => person.owner === caller.owner || seen.includes(person));
}

function mayChange(caller: Caller, { owner }: Person): boolean {
  return !isApart(caller) || owner === caller.owner;
}

/** @throws {ApiProblem} 403 of somebody who is everybody's; 404 of somebody whom the caller does not see. */
function getChangeable(visible: readonly Person[], personId: string, caller: Caller): Person {
  const person = getPerson(visible, personId);
  if (mayChange(caller, person)) return person;
  throw new ApiProblem(
    'forbidden',
    `Expected an administrator, since ${personId} is everybody’s, but found a user`,
  );
}

/** Sent before the change is made: if this function dies between the two, photographs are only looked at in vain. */
async function sendLater(message: RelabelMessage): Promise<void> {
  await sendRelabelMessage(sqs, queueUrl, message, { delaySeconds: DELAY_SECONDS });
}

/** The photograph that the user looks at does not wait for its turn. */
async function relabelNow(record: ImageRecord): Promise<number> {
  try {
    const change = { names: new Map<string, string>(), isSearch: true, removedIds: [] };
    return (await relabelItem(target, record as unknown as ImageItem, change)) === 'changed' ? 1 : 0;
  } catch (error) {
    if (!(error instanceof PeopleError)) throw error;
    logger.warn('Relabelled later', { imageId: record.imageId, error });
    return 0;
  }
}

async function describeChanged(personId: string, caller: Caller): Promise<PersonChanged> {
  const [person] = await describePeople(toReaders(caller), [getPerson(await readPeople(), personId)]);
  if (!person) throw new Error(`Expected ${personId} to be described`);
  return { person, relabelled: 0 };
}

function toReaders(caller: Caller): PeopleReaders {
  return {
    search,
    images,
    urls,
    resultsBucket: target.resultsBucket,
    mayChange: (person) => mayChange(caller, person),
    scopes: toVisibleScopes(caller, isolation),
  };
}
