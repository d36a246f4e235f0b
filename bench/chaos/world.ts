// Everything that is there when all has come to rest, read at once.

import {
  GetObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import { GetExecutionHistoryCommand, ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import pMap from 'p-map';
import { countMessages } from '../../stack/count-messages.ts';
import type { Place } from './place.ts';

const READS_AT_ONCE = 8;

/** What the uploads bucket has of one key. */
export interface Stored {
  /** Markers count too. */
  versions: number;
  newest: { versionId: string; eTag: string } | 'marker';
}

export interface World {
  /** By key. */
  uploads: ReadonlyMap<string, Stored>;
  /** Records and tombstones, by image id. */
  items: ReadonlyMap<string, Record<string, unknown>>;
  /** Keys of the results bucket. */
  results: ReadonlySet<string>;
  /** Records as JSON in the results bucket, by their key there. */
  copies: ReadonlyMap<string, unknown>;
  /** Of the search table: `<pk> <sk>` with the card, or with the count. */
  search: ReadonlyMap<string, string | number>;
  /** Messages, by queue. */
  queues: ReadonlyMap<string, number>;
  executionsRunning: number;
}

export async function readWorld(place: Place): Promise<World> {
  const results = await listResults(place);
  return {
    uploads: await listUploads(place),
    items: new Map((await scan(place, 'ImagesTableName')).map((item) => [String(item.imageId), item])),
    results,
    copies: await readCopies(place, results),
    search: new Map((await scan(place, 'SearchTableName')).flatMap(toEntry)),
    queues: await countAll(place),
    executionsRunning: await countRunning(place),
  };
}

async function listUploads({ cloud: { clients, outputs } }: Place): Promise<World['uploads']> {
  const uploads = new Map<string, Stored>();
  const add = (key = '', isLatest = false, version: Stored['newest']) => {
    const before = uploads.get(key);
    const newest = before === undefined || isLatest ? version : before.newest;
    uploads.set(key, { versions: (before?.versions ?? 0) + 1, newest });
  };
  let from: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } | undefined = {};
  while (from) {
    const page: ListObjectVersionsCommandOutput = await clients.s3.send(
      new ListObjectVersionsCommand({ Bucket: outputs.UploadBucketName, ...from }),
    );
    for (const { Key, IsLatest, VersionId = '', ETag = '' } of page.Versions ?? [])
      add(Key, IsLatest, { versionId: VersionId, eTag: ETag.replaceAll('"', '') });
    for (const { Key, IsLatest } of page.DeleteMarkers ?? []) add(Key, IsLatest, 'marker');
    from = page.IsTruncated
      ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
      : undefined;
  }
  return uploads;
}

async function scan(
  { cloud: { clients, outputs } }: Place,
  table: 'ImagesTableName' | 'SearchTableName',
): Promise<Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  const pages = paginateScan(
    { client: clients.documents },
    { TableName: outputs[table], ConsistentRead: true },
  );
  for await (const { Items = [] } of pages) items.push(...Items);
  return items;
}

/** What the index remembers of each photograph for itself is not found by anybody. */
function toEntry({ pk, sk, card, count }: Record<string, unknown>): [string, string | number][] {
  if (typeof card === 'string' && sk !== 'state') return [[`${pk} ${sk}`, card]];
  return typeof count === 'number' && count !== 0 ? [[`${pk} ${sk}`, count]] : [];
}

async function listResults({ cloud: { clients, outputs } }: Place): Promise<Set<string>> {
  const keys = new Set<string>();
  const pages = paginateListObjectsV2({ client: clients.s3 }, { Bucket: outputs.ResultsBucketName });
  for await (const { Contents = [] } of pages) for (const { Key = '' } of Contents) keys.add(Key);
  return keys;
}

async function readCopies({ cloud: { clients, outputs } }: Place, results: ReadonlySet<string>) {
  const keys = [...results].filter((key) => key.startsWith('records/'));
  const read = async (Key: string): Promise<[string, unknown]> => {
    const { Body } = await clients.s3.send(new GetObjectCommand({ Bucket: outputs.ResultsBucketName, Key }));
    return [Key, JSON.parse((await Body?.transformToString()) ?? '')];
  };
  return new Map(await pMap(keys, read, { concurrency: READS_AT_ONCE }));
}

export async function countAll({ cloud, queues }: Place): Promise<Map<string, number>> {
  const count = async ([name, url]: [string, string]): Promise<[string, number]> => [
    name,
    await countMessages(cloud.clients, url),
  ];
  return new Map(await Promise.all([...queues].map(count)));
}

async function countRunning(place: Place): Promise<number> {
  return (await listRunning(place)).length;
}

async function listRunning({ cloud: { clients, outputs } }: Place): Promise<string[]> {
  const stateMachineArn = outputs.ProcessImageStateMachineArn;
  const { executions = [] } = await clients.sfn.send(
    new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING', maxResults: 1_000 }),
  );
  return executions.map(({ executionArn = '' }) => executionArn);
}

/** @returns Another text whenever a message has come or gone, or an execution has done anything. */
export async function readProgress(place: Place): Promise<string> {
  const [queues, running] = await Promise.all([countAll(place), listRunning(place)]);
  const toLastEvent = async (executionArn: string) => {
    const { events = [] } = await place.cloud.clients.sfn.send(
      new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 1 }),
    );
    return [executionArn, events[0]?.id];
  };
  return JSON.stringify([...queues, await pMap(running, toLastEvent, { concurrency: READS_AT_ONCE })]);
}

/** Messages that wait or are being handled, of queues that somebody takes from, and executions that run. */
export async function countAtWork(place: Place): Promise<number> {
  const [queues, running] = await Promise.all([countAll(place), countRunning(place)]);
  const taken = [...queues].filter(([name]) => !name.endsWith('DeadLetterQueue'));
  return taken.reduce((sum, [, count]) => sum + count, running);
}
