// People as the API tells of them: how many photographs show them, and a face to know them by.

import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { ImageRecord } from '@image-workflow/record';
import type { Person as ApiPerson, PersonList, PersonQuery } from '@image-workflow/record/api/people';
import { parseCursor, toCursor } from '../shared/api/cursor.ts';
import type { ObjectUrls } from '../shared/api/object-urls.ts';
import { batchGet } from '../shared/batch-get.ts';
import type { ImagesTable } from '../shared/images-table.ts';
import type { Person } from '../shared/people/person.ts';
import {
  type Counter,
  parseCard,
  type SearchEntry,
  type SearchTable,
  toCounterPartition,
  toEntryPartition,
} from '../shared/search/search-table.ts';
import { normalize, toTermKey } from '../shared/search/terms.ts';

export interface PeopleReaders {
  search: SearchTable;
  images: ImagesTable;
  urls: ObjectUrls;
  resultsBucket: string;
  /** Whose photographs count and are shown. */
  scopes: readonly string[];
  mayChange: (person: Person) => boolean;
}

/**
 * @param people - All, by name.
 * @throws {ApiProblem} For a cursor that is not of this list.
 */
export async function listPage(
  readers: PeopleReaders,
  people: readonly Person[],
  { limit, cursor }: PersonQuery,
): Promise<PersonList> {
  const seal = ['people', readers.scopes];
  const after = cursor === undefined ? undefined : parseCursor(cursor, seal);
  const rest = after === undefined ? people : people.filter((person) => toPosition(person) > after);
  const ordered = rest.toSorted((one, other) => (toPosition(one) < toPosition(other) ? -1 : 1));
  const page = ordered.slice(0, limit);
  const last = page.at(-1);
  return {
    items: await describePeople(readers, page),
    ...(last && ordered.length > page.length && { cursor: toCursor(toPosition(last), seal) }),
  };
}

function toPosition({ name, personId }: Person): string {
  return `${normalize(name)}\n${personId}`;
}

export async function describePeople(
  readers: PeopleReaders,
  people: readonly Person[],
): Promise<ApiPerson[]> {
  const [counts, portraits] = await Promise.all([
    countPhotographs(readers, people),
    findPortraits(readers, people),
  ]);
  return people.map((person) => {
    const { personId, name, faces } = person;
    const portrait = portraits.get(personId);
    return {
      personId,
      name,
      faces: faces.length,
      photographs: counts.get(personId) ?? 0,
      mayChange: readers.mayChange(person),
      ...(portrait && { portrait }),
    };
  });
}

/** By the index's own counters, which count names; of people who share theirs, entry by entry. */
async function countPhotographs(
  { search, scopes }: PeopleReaders,
  people: readonly Person[],
): Promise<Map<string, number>> {
  const byName = Map.groupBy(people, ({ name }) => normalize(name));
  const counters = new Map<string, number>();
  const keys = scopes.flatMap((scope) =>
    [...byName.keys()].map((sk) => ({ pk: toCounterPartition(scope, 'person'), sk })),
  );
  for await (const item of batchGet(search.documents, search.tableName, keys)) {
    const { sk, count } = item as unknown as Counter;
    counters.set(sk, (counters.get(sk) ?? 0) + count);
  }
  const counts = people.map(async ({ personId, name }): Promise<[string, number]> => {
    const isOnly = byName.get(normalize(name))?.length === 1;
    return [
      personId,
      isOnly ? (counters.get(normalize(name)) ?? 0) : await countEntries(search, scopes, personId),
    ];
  });
  return new Map(await Promise.all(counts));
}

async function countEntries(
  { documents, tableName }: SearchTable,
  scopes: readonly string[],
  personId: string,
): Promise<number> {
  let sum = 0;
  for (const scope of scopes) {
    let ExclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const page = await documents.send(
        new QueryCommand({ ...toEntryQuery(tableName, scope, personId), Select: 'COUNT', ExclusiveStartKey }),
      );
      sum += page.Count ?? 0;
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
  }
  return sum;
}

function toEntryQuery(tableName: string, scope: string, personId: string) {
  const termKey = toTermKey({ kind: 'person', value: normalize(personId) });
  return {
    TableName: tableName,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': toEntryPartition(scope, termKey) },
  };
}

/** Of each person the newest photograph, with where in it they are. */
async function findPortraits(
  { search, images, urls, resultsBucket, scopes }: PeopleReaders,
  people: readonly Person[],
): Promise<Map<string, NonNullable<ApiPerson['portrait']>>> {
  const newest = await Promise.all(
    people.map(async ({ personId }) => [personId, await findNewest(search, scopes, personId)] as const),
  );
  const imageIds = [...new Set(newest.flatMap(([, imageId]) => imageId ?? []))];
  const records = new Map<string, ImageRecord>();
  for await (const item of batchGet(
    images.documents,
    images.tableName,
    imageIds.map((imageId) => ({ imageId })),
  ))
    records.set(item.imageId as string, item as unknown as ImageRecord);

  const portraits = new Map<string, NonNullable<ApiPerson['portrait']>>();
  for (const [personId, imageId = ''] of newest) {
    const { people: found, thumbnails } = records.get(imageId)?.analysis ?? {};
    const person =
      found?.status === 'SUCCEEDED' ? found.items.find((one) => one.personId === personId) : undefined;
    const picture = thumbnails?.status === 'SUCCEEDED' ? toLargest(thumbnails.items) : undefined;
    if (!person || !picture) continue; // the index is a moment behind the record
    const { key, width, height } = picture;
    const url = await urls.sign({ bucket: resultsBucket, key });
    portraits.set(personId, { imageId, picture: { url, width, height }, boundingBox: person.boundingBox });
  }
  return portraits;
}

/** @returns The imageId of the newest photograph that shows the person; undefined where none does. */
export async function findNewest(
  { documents, tableName }: SearchTable,
  scopes: readonly string[],
  personId: string,
): Promise<string | undefined> {
  for (const scope of scopes) {
    const { Items = [] } = await documents.send(
      new QueryCommand({ ...toEntryQuery(tableName, scope, personId), ScanIndexForward: false, Limit: 1 }),
    );
    const [entry] = Items as SearchEntry[];
    if (entry) return parseCard(entry).imageId;
  }
  return undefined;
}

function toLargest<Picture extends { width: number }>(pictures: readonly Picture[]): Picture | undefined {
  return pictures.toSorted((one, other) => other.width - one.width)[0];
}
