// Records of earlier photographs learn who is enrolled now, or what somebody is called now.

import { isDeepStrictEqual } from 'node:util';
import { GetCommand, paginateScan } from '@aws-sdk/lib-dynamodb';
import { forEachOf } from '../../for-each.ts';
import type { PeopleTarget } from '../people-target.ts';
import { type NamedRecord, type NamedSlots, refreshNames, toNamedRecord } from './named-record.ts';
import { searchAgain } from './search-again.ts';
import { forgetInSearches } from './searches.ts';
import { type ImageItem, updateRecord } from './update-record.ts';

/** Photographs at once, each with as many searches at once as RecognizePeople has. */
const AT_ONCE = 2;

/** Each loses only to a write that won. */
const MAX_ATTEMPTS = 3;

export interface Relabelling {
  /** Photographs with a face in which people were looked for. */
  photographs: number;
  /** Those whose record names somebody else now. */
  changed: number;
  /** Those that somebody else kept changing at the same time. */
  unfinished: number;
}

/** What has happened since the records were written. */
export interface Change {
  /** By personId, of everybody who is enrolled now. */
  names: ReadonlyMap<string, string>;
  /** Whether new faces may be found, or only names have to be brought up to date. */
  isSearch: boolean;
  /** Whom even Rekognition's stored answers shall not name any more. */
  removedPersonId: string | undefined;
}

/** @param onProgress - After each photograph. */
export async function relabel(
  target: PeopleTarget,
  change: Change,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (soFar: Relabelling) => void },
): Promise<Relabelling> {
  const soFar: Relabelling = { photographs: 0, changed: 0, unfinished: 0 };
  await forEachOf(scanImages(target), { atOnce: AT_ONCE, signal }, async (item) => {
    const outcome = await relabelItem(target, item, change);
    if (outcome === 'nothing to name') return;
    soFar.photographs++;
    if (outcome !== 'unchanged') soFar[outcome]++;
    onProgress(soFar);
  });
  return soFar;
}

async function* scanImages({ documents, imagesTable }: PeopleTarget): AsyncGenerator<ImageItem> {
  const pages = paginateScan(
    { client: documents },
    {
      TableName: imagesTable,
      ConsistentRead: true,
      FilterExpression: '#analysis.#people.#status = :succeeded',
      ExpressionAttributeNames: { '#analysis': 'analysis', '#people': 'people', '#status': 'status' },
      ExpressionAttributeValues: { ':succeeded': 'SUCCEEDED' },
    },
  );
  for await (const { Items = [] } of pages) yield* Items as ImageItem[];
}

async function relabelItem(
  target: PeopleTarget,
  scanned: ImageItem,
  change: Change,
): Promise<'nothing to name' | 'unchanged' | 'changed' | 'unfinished'> {
  let item: ImageItem | undefined = scanned;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const record = toNamedRecord(item);
    if (!item || !record) return 'nothing to name';
    const slots = await nameAgain(target, record, change);
    if (isDeepStrictEqual(slots, record.slots)) return 'unchanged';
    if (await updateRecord(target, item, slots)) return 'changed';
    item = await readItem(target, record.image.imageId);
  }
  return 'unfinished';
}

async function nameAgain(target: PeopleTarget, record: NamedRecord, change: Change): Promise<NamedSlots> {
  if (change.removedPersonId) await forgetInSearches(target, record.image, change.removedPersonId);
  const searched = change.isSearch ? await searchAgain(target, record) : undefined;
  return searched ?? refreshNames(record.slots, change.names);
}

async function readItem(
  { documents, imagesTable }: PeopleTarget,
  imageId: string,
): Promise<ImageItem | undefined> {
  const { Item } = await documents.send(
    new GetCommand({ TableName: imagesTable, Key: { imageId }, ConsistentRead: true }),
  );
  return Item as ImageItem | undefined;
}
