// Makes the index say of one photograph what its record says now.

import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { GetCommand, TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import type { ImageRecord } from '@image-workflow/record';
import type { DeletedImage } from '@image-workflow/record/api/trash';
import type { Tombstone } from '@image-workflow/record/tombstone';
import type { ImagesTable } from '../images-table.ts';
import { toImageName, toOwner } from '../upload-key.ts';
import { toCard } from './card.ts';
import { toOrderKey, toOrderKeyAt } from './order-key.ts';
import {
  type SearchTable,
  toCounterPartition,
  toEntryPartition,
  toMarks,
  toScopes,
  toStateKey,
} from './search-table.ts';
import { DELETED_TERM, type Term, toTermKey, toTerms } from './terms.ts';

/** Other writers win, or two photographs count the same term at once. */
const MAX_ATTEMPTS = 12;
const FIRST_PAUSE_MS = 10;

/**
 * A transaction takes 100 actions, and one of them is the state's.
 * {@link https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html}
 */
const MAX_ACTIONS = 99;

type Action = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

export interface Index {
  images: ImagesTable;
  search: SearchTable;
  /** Whether each owner has lists of their own. */
  isolation: boolean;
}

/** What the index is to hold of one photograph: its partitions, each with the term that it stands for. */
export interface Indexed {
  orderKey: string;
  card: string;
  terms: Map<string, Term>;
  marks: Uint8Array;
}

/** What the index holds of one photograph, as its state item says. */
interface IndexState {
  /** Another one with every write. */
  version: string;
  orderKey: string;
  /** Empty while the entries do not all have the same. */
  card: string;
  /** Partitions whose term is counted among the suggestions, and others. */
  counted: string[];
  uncounted: string[];
}

/** One entry that comes, goes, or is written anew. */
interface Change {
  kind: 'put' | 'delete';
  partition: string;
  isCounted: boolean;
  /** What it does to the number of photographs that have the term. */
  count: 1 | 0 | -1;
}

/**
 * Reads the record as it is and writes the difference to what the index holds. Whatever made it run (a stream that
 * delivers twice, late or in another order, a command that goes through all records), the outcome is the same: every
 * transaction demands that nobody has written this photograph's state since it was read, and the record is read after
 * the state. So the index never goes back to an older record, and every count is exact.
 *
 * @returns Whether something was written.
 */
export async function indexImage(index: Index, imageId: string): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    const state = await readItem<IndexState>(index.search, toStateKey(imageId));
    const item = await readItem<ImageRecord | Tombstone>(index.images, { imageId }); // after the state: see above
    try {
      return await writeDifference(index.search, imageId, state, toIndexed(item, index.isolation));
    } catch (error) {
      if (!(error instanceof TransactionCanceledException) || attempt === MAX_ATTEMPTS) throw error;
      await sleep(Math.random() * FIRST_PAUSE_MS * 2 ** attempt); // full jitter
    }
  }
}

/** @returns Undefined where there is nothing to find: no record, or a photograph that is deleted for ever. */
export function toIndexed(
  item: ImageRecord | Tombstone | undefined,
  isolation: boolean,
): Indexed | undefined {
  if (!item?.source.key) return undefined;
  const { terms, orderKey, card } = isDeleted(item) ? toTrashed(item, item.source.key) : toFindable(item);
  const scopes = toScopes(toOwner(item.source.key), isolation);
  return {
    orderKey,
    card: JSON.stringify(card),
    terms: new Map(
      scopes.flatMap((scope) => terms.map((term) => [toEntryPartition(scope, toTermKey(term)), term])),
    ),
    marks: toMarks(terms),
  };
}

function isDeleted(item: ImageRecord | Tombstone): item is Tombstone {
  return item.status === 'DELETED';
}

function toFindable(record: ImageRecord) {
  return { terms: toTerms(record), orderKey: toOrderKey(record), card: toCard(record) };
}

/** A deleted photograph is in the list of those alone. */
function toTrashed({ imageId, deletedAt, thumbHash }: Tombstone, key: string) {
  const card: DeletedImage = { imageId, name: toImageName(key), deletedAt, ...(thumbHash && { thumbHash }) };
  return { terms: [DELETED_TERM] as Term[], orderKey: toOrderKeyAt(deletedAt, imageId), card };
}

async function readItem<Item>(
  { documents, tableName }: SearchTable,
  key: Record<string, string>,
): Promise<Item | undefined> {
  const { Item } = await documents.send(
    new GetCommand({ TableName: tableName, Key: key, ConsistentRead: true }),
  );
  return Item as Item | undefined; // the functions hold every write to its shape
}

async function writeDifference(
  table: SearchTable,
  imageId: string,
  before: IndexState | undefined,
  wanted: Indexed | undefined,
): Promise<boolean> {
  const changes = toChanges(before, wanted);
  let state = before;
  for (let from = 0; from < changes.length; ) {
    const group = takeGroup(changes, from);
    from += group.length;
    const next = toNextState(state, wanted, group, from === changes.length);
    await table.documents.send(
      new TransactWriteCommand({
        TransactItems: [
          toStateAction(table, imageId, state, next),
          ...group.map((change) => toEntryAction(table, change, before, wanted)),
          ...toCounterActions(table, group, wanted),
        ],
      }),
    );
    state = next;
  }
  return changes.length > 0;
}

/** What goes comes first: at no time do entries of a photograph lie under two order keys. */
function toChanges(before: IndexState | undefined, wanted: Indexed | undefined): Change[] {
  const counted = new Set(before?.counted);
  const held = [...counted, ...(before?.uncounted ?? [])];
  const isMoved = before?.orderKey !== wanted?.orderKey;
  const gone = held.filter((partition) => isMoved || !wanted?.terms.has(partition));
  const isCurrent = !isMoved && before?.card === wanted?.card;
  const known = new Set(held);
  const put = [...(wanted?.terms ?? [])].filter(([partition]) => !isCurrent || !known.has(partition));
  return [
    ...gone.map(
      (partition): Change => ({
        kind: 'delete',
        partition,
        isCounted: counted.has(partition),
        count: wanted?.terms.has(partition) ? 0 : -1,
      }),
    ),
    ...put.map(
      ([partition, { title }]): Change => ({
        kind: 'put',
        partition,
        isCounted: title !== undefined,
        count: known.has(partition) ? 0 : 1,
      }),
    ),
  ];
}

/** As many changes as fit into one transaction, each with the count that it changes. */
function takeGroup(changes: readonly Change[], from: number): Change[] {
  let actions = 0;
  const beyond = changes.findIndex((change, at) => {
    if (at < from) return false;
    actions += hasCount(change) ? 2 : 1;
    return actions > MAX_ACTIONS;
  });
  return changes.slice(from, beyond === -1 ? undefined : beyond);
}

function hasCount({ isCounted, count }: Change): boolean {
  return isCounted && count !== 0;
}

/** @returns Undefined for nothing. */
function toNextState(
  state: IndexState | undefined,
  wanted: Indexed | undefined,
  group: readonly Change[],
  isLast: boolean,
): IndexState | undefined {
  if (isLast && !wanted) return undefined;
  const counted = new Set(state?.counted);
  const uncounted = new Set(state?.uncounted);
  for (const { kind, partition, isCounted } of group) {
    const partitions = isCounted ? counted : uncounted;
    if (kind === 'put') partitions.add(partition);
    else partitions.delete(partition);
  }
  const hasPut = group.some(({ kind }) => kind === 'put');
  return {
    version: randomUUID(),
    orderKey: (hasPut ? wanted : state)?.orderKey ?? '',
    card: isLast ? (wanted?.card ?? '') : '',
    counted: [...counted],
    uncounted: [...uncounted],
  };
}

function toStateAction(
  { tableName }: SearchTable,
  imageId: string,
  state: IndexState | undefined,
  next: IndexState | undefined,
): Action {
  const Key = toStateKey(imageId);
  const condition = state
    ? { ConditionExpression: 'version = :version', ExpressionAttributeValues: { ':version': state.version } }
    : { ConditionExpression: 'attribute_not_exists(pk)' };
  return next
    ? { Put: { TableName: tableName, Item: { ...Key, ...next }, ...condition } }
    : { Delete: { TableName: tableName, Key, ...condition } };
}

function toEntryAction(
  { tableName }: SearchTable,
  { kind, partition }: Change,
  before: IndexState | undefined,
  wanted: Indexed | undefined,
): Action {
  if (kind === 'delete') {
    return { Delete: { TableName: tableName, Key: { pk: partition, sk: before?.orderKey } } };
  }
  const { orderKey: sk, card, marks } = wanted ?? {};
  return { Put: { TableName: tableName, Item: { pk: partition, sk, card, marks } } };
}

/** Another count for each term that the photograph gets or loses. */
function toCounterActions(
  { tableName }: SearchTable,
  group: readonly Change[],
  wanted: Indexed | undefined,
): Action[] {
  return group.filter(hasCount).map(({ partition, count }) => {
    const [, scope = '', kind = '', value = ''] = /^([^#]*)#([^#]*)#(.*)$/s.exec(partition) ?? [];
    const { title, suggests } = wanted?.terms.get(partition) ?? {};
    const names = {
      ...(count > 0 && { '#title': title ?? value }),
      ...(count > 0 && suggests !== undefined && { '#suggests': suggests }),
    };
    const sets = Object.keys(names).map((name) => `${name} = :${name.slice(1)}`);
    return {
      Update: {
        TableName: tableName,
        Key: { pk: toCounterPartition(scope, kind), sk: value },
        UpdateExpression: `ADD #count :count${sets.length > 0 ? ` SET ${sets.join(', ')}` : ''}`,
        ExpressionAttributeNames: {
          '#count': 'count',
          ...Object.fromEntries(Object.keys(names).map((name) => [name, name.slice(1)])),
        },
        ExpressionAttributeValues: {
          ':count': count,
          ...Object.fromEntries(Object.entries(names).map(([name, text]) => [`:${name.slice(1)}`, text])),
        },
      },
    };
  });
}
