// Records of earlier photographs learn who is enrolled now, or what somebody is called now.

import { isDeepStrictEqual } from 'node:util';
import { GetCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { forEachOf } from '../../for-each.ts';
import type { RelabelTarget } from '../people-target.ts';
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
  /** Search only photographs with a face that nobody is known by: what a face costs is paid where it may tell something. */
  onlyUnnamed?: boolean;
  /** Who became whom, by personId. */
  merged?: ReadonlyMap<string, string>;
  /** Whom even Rekognition's stored answers shall not name any more: personIds. */
  removedIds: readonly string[];
}

/** Where a page of the table begins. */
export type StartKey = Record<string, unknown>;

/** Items of a page: little is done twice where a stop falls into one. */
const PAGE_ITEMS = 100;

/**
 * @param startKey - Where an earlier call was stopped; absent: from the beginning.
 * @param onProgress - After each photograph.
 * @returns With `nextKey` where it was stopped before the end.
 */
export async function relabel(
  target: RelabelTarget,
  change: Change,
  {
    signal,
    onProgress,
    startKey,
  }: { signal: AbortSignal; onProgress: (soFar: Relabelling) => void; startKey?: StartKey | undefined },
): Promise<Relabelling & { nextKey?: StartKey }> {
  const soFar: Relabelling = { photographs: 0, changed: 0, unfinished: 0 };
  let key = startKey;
  do {
    const { items, nextKey } = await scanPage(target, key);
    await forEachOf(items, { atOnce: AT_ONCE, signal }, async (item) => {
      const outcome = await relabelItem(target, item, change);
      if (outcome === 'nothing to name') return;
      soFar.photographs++;
      if (outcome !== 'unchanged') soFar[outcome]++;
      onProgress(soFar);
    });
    if (signal.aborted) return { ...soFar, nextKey: key ?? {} }; // this page again
    key = nextKey;
  } while (key);
  return soFar;
}

async function scanPage(
  { documents, imagesTable }: RelabelTarget,
  startKey: StartKey | undefined,
): Promise<{ items: ImageItem[]; nextKey: StartKey | undefined }> {
  const { Items = [], LastEvaluatedKey } = await documents.send(
    new ScanCommand({
      TableName: imagesTable,
      ConsistentRead: true,
      Limit: PAGE_ITEMS,
      FilterExpression: '#analysis.#people.#status = :succeeded',
      ExpressionAttributeNames: { '#analysis': 'analysis', '#people': 'people', '#status': 'status' },
      ExpressionAttributeValues: { ':succeeded': 'SUCCEEDED' },
      ...(startKey && Object.keys(startKey).length > 0 && { ExclusiveStartKey: startKey }),
    }),
  );
  return { items: Items as ImageItem[], nextKey: LastEvaluatedKey };
}

/** One photograph. */
export async function relabelItem(
  target: RelabelTarget,
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

async function nameAgain(target: RelabelTarget, record: NamedRecord, change: Change): Promise<NamedSlots> {
  if (change.removedIds.length > 0) await forgetInSearches(target, record.image, change.removedIds);
  const searched = isWorthSearching(record, change) ? await searchAgain(target, record) : undefined;
  return searched ?? refreshNames(record.slots, change.names, change.merged);
}

function isWorthSearching({ slots: { faces } }: NamedRecord, { isSearch, onlyUnnamed }: Change): boolean {
  return isSearch && (!onlyUnnamed || faces.items.some(({ personId }) => personId === undefined));
}

async function readItem(
  { documents, imagesTable }: RelabelTarget,
  imageId: string,
): Promise<ImageItem | undefined> {
  const { Item } = await documents.send(
    new GetCommand({ TableName: imagesTable, Key: { imageId }, ConsistentRead: true }),
  );
  return Item as ImageItem | undefined;
}
