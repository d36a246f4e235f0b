// Tables of the emulator alone, without a stack, and records that are made up.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { ImageRecord } from '@image-workflow/record';
import { type Index, toIndexed } from '../../../functions/shared/search/index-image.ts';
import { toCounterPartition } from '../../../functions/shared/search/search-table.ts';
import { startEmulator } from '../../../local/emulator/emulator.ts';
import { findFreePort, HOST } from '../../../local/process/port.ts';
import { CREDENTIALS, REGION } from '../../../stack/local-credentials.ts';

export interface Tables {
  documents: DynamoDBDocumentClient;
  /** A table of records and an index of it, both empty. */
  createIndex(): Promise<Index>;
  /** Entries that the queries since the last call have read, and the units that they took. */
  takeReads(): { entries: number; units: number };
  stop(): Promise<void>;
}

export async function startTables(): Promise<Tables> {
  const folder = await mkdtemp(join(tmpdir(), 'search-'));
  const port = await findFreePort();
  const emulator = await startEmulator(folder, port);
  await emulator.ready;
  const client = new DynamoDBClient({
    endpoint: `http://${HOST}:${port}`,
    region: REGION,
    credentials: CREDENTIALS,
  });
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  const reads = { entries: 0, units: 0 };
  documents.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName !== 'QueryCommand') return next(args);
        Object.assign(args.input, { ReturnConsumedCapacity: 'TOTAL' });
        const result = await next(args);
        const { ScannedCount = 0, ConsumedCapacity } = result.output as never as {
          ScannedCount?: number;
          ConsumedCapacity?: { CapacityUnits?: number };
        };
        reads.entries += ScannedCount;
        reads.units += ConsumedCapacity?.CapacityUnits ?? Number.NaN;
        return result;
      },
    { step: 'initialize' },
  );

  let created = 0;
  const createTable = async (...keys: string[]): Promise<string> => {
    const TableName = `table-${++created}`;
    await client.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        KeySchema: keys.map((AttributeName, at) => ({ AttributeName, KeyType: at === 0 ? 'HASH' : 'RANGE' })),
      }),
    );
    return TableName;
  };
  return {
    documents,
    createIndex: async () => ({
      images: { documents, tableName: await createTable('imageId') },
      search: { documents, tableName: await createTable('pk', 'sk') },
      isolation: true,
    }),
    takeReads: () => {
      const taken = { ...reads };
      Object.assign(reads, { entries: 0, units: 0 });
      return taken;
    },
    stop: async () => {
      client.destroy();
      await emulator.stop();
      await rm(folder, { recursive: true });
    },
  };
}

/** Writes what indexing the records one by one would, at once. For indexes that are only read. */
export async function writeIndex(
  { search, isolation }: Index,
  records: Iterable<ImageRecord>,
): Promise<void> {
  const items: Record<string, unknown>[] = [];
  const counts = new Map<string, { pk: string; sk: string; title: string; count: number }>();
  for (const record of records) {
    const { terms = [], orderKey: sk, card, marks } = toIndexed(record, isolation) ?? {};
    for (const [pk, { kind, value, title }] of terms) {
      items.push({ pk, sk, card, marks });
      if (title === undefined) continue;
      const key = { pk: toCounterPartition(pk.split('#')[0] ?? '', kind), sk: value };
      const known = counts.get(JSON.stringify(key)) ?? { ...key, title, count: 0 };
      counts.set(JSON.stringify(key), { ...known, count: known.count + 1 });
    }
  }
  const all = [...items, ...counts.values()];
  const requests = Array.from({ length: Math.ceil(all.length / 25) }, (_, at) =>
    all.slice(at * 25, at * 25 + 25).map((Item) => ({ PutRequest: { Item } })),
  );
  for (let from = 0; from < requests.length; from += 8) {
    await Promise.all(
      requests
        .slice(from, from + 8)
        .map((request) =>
          search.documents.send(new BatchWriteCommand({ RequestItems: { [search.tableName]: request } })),
        ),
    );
  }
}

/** Everything in an index but for what differs by chance: versions, and counts that have come back to zero. */
export async function readIndex({ search }: Index): Promise<unknown[]> {
  const items: Record<string, unknown>[] = [];
  for (let ExclusiveStartKey: Record<string, unknown> | undefined; ; ) {
    const page = await search.documents.send(
      new ScanCommand({ TableName: search.tableName, ...(ExclusiveStartKey && { ExclusiveStartKey }) }),
    );
    items.push(...(page.Items ?? []));
    if (!page.LastEvaluatedKey) break;
    ExclusiveStartKey = page.LastEvaluatedKey;
  }
  return items
    .filter(({ count }) => count !== 0)
    .map(({ version: _version, counted, uncounted, ...item }) => ({
      ...item,
      ...(counted
        ? { counted: (counted as string[]).toSorted(), uncounted: (uncounted as string[]).toSorted() }
        : {}),
    }))
    .toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
}

/** The same numbers from 0 to 1 every time. {@link https://en.wikipedia.org/wiki/Linear_congruential_generator} */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

export interface MadeUp {
  labels?: string[];
  words?: string[];
  owner?: string;
  takenAt?: string;
  at?: [latitude: number, longitude: number];
  status?: ImageRecord['status'];
}

/** @param number - Another photograph for each. */
export function makeRecord(
  number: number,
  { labels = [], words = [], owner, takenAt, at, status = 'SUCCEEDED' }: MadeUp,
): ImageRecord {
  const imageId = number.toString(16).padStart(32, '0');
  const box = { left: 0, top: 0, width: 1, height: 1 };
  const skipped = { status: 'SKIPPED' } as const;
  return {
    imageId,
    schemaVersion: 1,
    status,
    source: {
      bucket: 'uploads',
      key: owner ? `uploads/${owner}/01J00000000000000000000000/${number}.jpg` : `${number}.jpg`,
      eTag: 'e',
      sizeBytes: 1,
      sequencer: '1',
      uploadedAt: '2026-06-21T04:30:00.000Z',
    },
    execution: { arn: 'arn' },
    metadata: {
      format: 'jpeg',
      mimeType: 'image/jpeg',
      width: 4,
      height: 3,
      ...(takenAt && { capturedAt: { local: takenAt, offsetSource: 'none' } }),
      ...(at && { location: { latitude: at[0], longitude: at[1] } }),
    },
    analysis: {
      labels: {
        status: 'SUCCEEDED',
        items: labels.map((name) => ({ name, confidence: 90, parents: [], categories: [], instances: [] })),
        raw: 'raw',
      },
      text: {
        status: 'SUCCEEDED',
        items: words.map((text) => ({ text, type: 'WORD', confidence: 90, boundingBox: box })),
        raw: 'raw',
      },
      faces: skipped,
      people: skipped,
      celebrities: skipped,
      moderation: skipped,
      customLabels: skipped,
      thumbnails: {
        status: 'SUCCEEDED',
        thumbHash: 'XSgOPYp3h4h6iHeAeId4eHh7gNgH',
        items: [256, 768].map((width) => ({
          key: `thumbnails/${imageId}/${imageId}/${width}.webp`,
          width,
          height: (width * 3) / 4,
          format: 'webp',
          sizeBytes: 1,
        })),
      },
    },
  };
}
