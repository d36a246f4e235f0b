// Search on real tables: what it finds, what it reads, and that its index is true whatever happens.

import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { ImageRecord } from '@image-workflow/record';
import { type ImageQueryInput, imageQuerySchema } from '@image-workflow/record/api/images';
import { trashQuerySchema } from '@image-workflow/record/api/trash';
import type { Tombstone } from '@image-workflow/record/tombstone';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findEntries } from '../../functions/api-images/find-entries.ts';
import { listPage } from '../../functions/api-images/image-list.ts';
import { findSuggestions } from '../../functions/api-images/suggestions.ts';
import { listTrash } from '../../functions/api-images/trash.ts';
import { OPEN_CONTENT_HASH } from '../../functions/shared/images-table.ts';
import { distanceKm } from '../../functions/shared/search/geo-cells.ts';
import { type Index, indexImage } from '../../functions/shared/search/index-image.ts';
import { reindex } from '../../operate/reindex/reindex.ts';
import {
  makeRecord,
  readIndex,
  seededRandom,
  startTables,
  type Tables,
  writeIndex,
} from './support/search-index.ts';

const EVERYTHING = ['*'];
let tables: Tables;

beforeAll(async () => {
  tables = await startTables();
}, 120_000);
afterAll(() => tables.stop());

function find(index: Index, query: ImageQueryInput, scopes = EVERYTHING, after?: string) {
  return findEntries(index.search, scopes, imageQuerySchema.parse(query), after);
}

async function idsOf(index: Index, query: ImageQueryInput, scopes = EVERYTHING): Promise<string[]> {
  const ids: string[] = [];
  let after: string | undefined;
  do {
    const page = await find(index, query, scopes, after);
    ids.push(...page.entries.map(({ sk }) => sk.split('#')[1] ?? ''));
    after = page.position;
  } while (after);
  return ids;
}

async function store(index: Index, record: ImageRecord | Tombstone): Promise<void> {
  await index.images.documents.send(new PutCommand({ TableName: index.images.tableName, Item: record }));
}

async function forget(index: Index, { imageId }: ImageRecord): Promise<void> {
  await index.images.documents.send(
    new DeleteCommand({ TableName: index.images.tableName, Key: { imageId } }),
  );
}

function takenAt(minute: number): string {
  return new Date(Date.UTC(2024, 0, 1) + minute * 60_000).toISOString().slice(0, 19);
}

describe('ten thousand photographs', () => {
  const records = Array.from({ length: 10_000 }, (_, number) =>
    makeRecord(number, {
      labels: ['Person', ...(number % 2 ? ['Adult'] : []), ...(number % 100 ? [] : ['Dog'])],
      takenAt: takenAt(number * 7),
      ...(number % 50 ? {} : { at: [47.37 + (number % 1_000) / 1e5, 8.54] as const }),
    } as never),
  );
  let index: Index;

  beforeAll(async () => {
    index = await tables.createIndex();
    await writeIndex({ ...index, isolation: false }, records);
  }, 300_000);

  it.each<[string, ImageQueryInput]>([
    ['the gallery', {}],
    ['the gallery from its end', { order: 'oldest' }],
    ['a label that all have', { label: ['Person'] }],
    ['a rare label', { label: ['dog'] }],
    ['three labels of which one is rare', { label: ['Person', 'Dog'], '-label': ['Adult'] }],
    ['two labels that half have', { label: ['Person', 'Adult'] }],
    ['a month', { from: '2024-01', to: '2024-01' }],
    ['a status', { status: ['SUCCEEDED', 'FAILED'] }],
    ['a place', { near: '47.37,8.54,20' }],
  ])('read at most twice what the first page shows: %s', async (_what, query) => {
    tables.takeReads();
    const { entries } = await find(index, query);
    const { entries: read, units } = tables.takeReads();

    expect(entries.length).toBe(50);
    expect(read).toBeLessThanOrEqual(2 * entries.length);
    const shownBytes = entries.reduce(
      (sum, { pk, sk, card, marks }) => sum + pk.length + sk.length + card.length + marks.length + 15,
      0,
    );
    expect(units).toBeLessThanOrEqual(2 * Math.ceil(shownBytes / 4_096 / 2) + 12); // half a unit for each of the lists at least
  });

  it('are found as many as there are', async () => {
    expect(await findSuggestions(index.search, EVERYTHING, { kind: 'label', limit: 10 })).toEqual([
      { kind: 'label', value: 'Person', count: 10_000 },
      { kind: 'label', value: 'Adult', count: 5_000 },
      { kind: 'label', value: 'Dog', count: 100 },
    ]);
    expect(await idsOf(index, { label: ['Dog'], limit: 30 })).toHaveLength(100);
  });

  it('that never go together are given up after a bounded number of reads, with a cursor to go on', async () => {
    tables.takeReads();
    const first = await find(index, { '-label': ['Person'] });

    expect(first.entries).toEqual([]);
    expect(tables.takeReads().entries).toBeLessThanOrEqual(1_200);
    expect(first.position).toBeDefined();
  });

  it('show each of those that stay exactly once while others come and go', async () => {
    const toUrl = async (key: string) => `https://example.com/${key}`;
    const arrivals = Array.from({ length: 1_000 }, (_, at) =>
      makeRecord(20_000 + at, { labels: ['Dog'], takenAt: takenAt(at * 70 + 3) }),
    );
    const leaving = records
      .filter(({ analysis }) => JSON.stringify(analysis).includes('Dog'))
      .filter((_, at) => at % 2);
    const staying = records.filter(
      (record) => JSON.stringify(record.analysis).includes('Dog') && !leaving.includes(record),
    );
    for (const record of leaving) await store(index, record);
    for (const record of leaving) await indexImage({ ...index, isolation: false }, record.imageId);

    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listPage(
        index.search,
        EVERYTHING,
        imageQuerySchema.parse({ label: ['Dog'], limit: 40, ...(cursor && { cursor }) }),
        toUrl,
      );
      seen.push(...page.items.map(({ imageId }) => imageId));
      await writeIndex({ ...index, isolation: false }, arrivals.splice(0, 100));
      for (const record of leaving.splice(0, 5)) {
        await forget(index, record);
        await indexImage({ ...index, isolation: false }, record.imageId);
      }
      cursor = page.cursor;
    } while (cursor);

    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual(expect.arrayContaining(staying.map(({ imageId }) => imageId)));
  }, 120_000);
});

describe('any combination of criteria', () => {
  const random = seededRandom(7);
  const pick = <Value>(values: readonly Value[]) => values[Math.floor(random() * values.length)] as Value;
  const LABELS = ['Dog', 'Cat', 'Tree', 'Person'];
  const records = Array.from({ length: 300 }, (_, number) =>
    makeRecord(number, {
      labels: LABELS.filter(() => random() < 0.4),
      words: ['stop', 'go'].filter(() => random() < 0.3),
      takenAt: takenAt(Math.floor(random() * 400_000)),
      owner: pick(['ada', 'bob', undefined as never]),
      at: [47 + random(), 8 + random()],
      status: pick(['SUCCEEDED', 'PARTIAL']),
    }),
  );
  let index: Index;

  beforeAll(async () => {
    index = await tables.createIndex();
    await writeIndex(index, records);
  }, 120_000);

  it('finds what looking at every record would find, in the same order, whoever asks', async () => {
    for (let round = 0; round < 25; round++) {
      const query: ImageQueryInput = {
        ...(random() < 0.7 && { label: LABELS.filter(() => random() < 0.3) }),
        ...(random() < 0.3 && { '-label': [pick(LABELS)] }),
        ...(random() < 0.3 && { text: [pick(['stop', 'go', 'Stop, go', '…'])] }),
        ...(random() < 0.3 && { status: [pick(['SUCCEEDED', 'PARTIAL'])] }),
        ...(random() < 0.3 && { from: '2024-03', to: '2024-08' }),
        ...(random() < 0.3 && { near: `47.5,8.5,${pick([10, 30, 60])}` }),
        order: pick(['newest', 'oldest']),
        limit: pick([40, 100, 200]),
      };
      const scopes = pick([EVERYTHING, ['ada', 'shared']]);

      expect([query, scopes, await idsOf(index, query, scopes)]).toEqual([
        query,
        scopes,
        lookAtAll(query, scopes),
      ]);
    }
  }, 120_000);

  it.each([{ text: ['…'] }, { label: ['\u0301', 'Dog'] }, { text: ['…'], label: ['Dog'] }])(
    'finds nothing by a text of which nothing is left: %j',
    async (query) => {
      expect(await idsOf(index, query)).toEqual([]);
    },
  );

  function lookAtAll(query: ImageQueryInput, scopes: string[]): string[] {
    const { label = [], '-label': without = [], text = [], status, from, to, near, order } = query;
    const wordsOf = (texts: string[]) => texts.flatMap((one) => one.toLowerCase().match(/\w+/g) ?? []);
    const found = records.filter((record) => {
      const { analysis, metadata, source } = record;
      if (analysis?.labels.status !== 'SUCCEEDED' || analysis.text.status !== 'SUCCEEDED') return false;
      const labels = analysis.labels.items.map(({ name }) => name);
      const words = wordsOf(analysis.text.items.map((item) => item.text));
      const time = metadata?.capturedAt?.local ?? '';
      const [latitude = 0, longitude = 0, km = 0] = near?.split(',').map(Number) ?? [];
      const owner = /^uploads\/(\w+)\//.exec(source.key)?.[1] ?? 'shared';
      return (
        (scopes === EVERYTHING || scopes.includes(owner)) &&
        label.every((name) => labels.includes(name)) &&
        !without.some((name) => labels.includes(name)) &&
        text.every((one) => wordsOf([one]).length > 0) &&
        wordsOf(text).every((word) => words.includes(word)) &&
        (!status || status.includes(record.status)) &&
        (!from || time >= from) &&
        (!to || time.slice(0, to.length) <= to) &&
        (!near || (metadata?.location && distanceKm(metadata.location, { latitude, longitude }) <= km))
      );
    });
    const keys = found.map(({ metadata, imageId }) => `${metadata?.capturedAt?.local}#${imageId}`).toSorted();
    return (order === 'oldest' ? keys : keys.toReversed()).map((key) => key.split('#')[1] ?? '');
  }
});

describe('the index', () => {
  it('that was kept live, by a stream that delivers twice and in any order, equals the one rebuilt from nothing', async () => {
    const live = await tables.createIndex();
    const random = seededRandom(42);
    const deliveries: string[] = [];
    for (let step = 0; step < 60; step++) {
      const number = Math.floor(random() * 30);
      const record = makeRecord(number, {
        labels: Array.from({ length: 70 }, (_, at) => `Label ${at}`).filter(() => random() < 0.5), // more than one transaction
        ...(random() < 0.8 && { takenAt: takenAt(Math.floor(random() * 100_000)) }),
        ...(number % 3 && { owner: 'ada' }),
        status: random() < 0.5 ? 'SUCCEEDED' : 'PARTIAL',
      });
      if (random() < 0.15) await forget(live, record);
      else await store(live, record);
      deliveries.push(record.imageId, ...(random() < 0.3 ? [record.imageId] : []));
      // Now and then a few deliveries at once, in any order; the last of each photograph comes in the end.
      const due = deliveries.toSorted(() => random() - 0.5).slice(0, random() < 0.4 ? 3 : 0);
      await Promise.all(due.map((imageId) => indexImage(live, imageId)));
    }
    for (const imageId of deliveries.toSorted(() => random() - 0.5)) await indexImage(live, imageId);

    const rebuilt = { ...(await tables.createIndex()), images: live.images };
    await reindex(rebuilt, new AbortController().signal);

    const items = await readIndex(live);
    expect(items.length).toBeGreaterThan(500);
    expect(await readIndex(rebuilt)).toEqual(items);
    expect(await reindex(live, new AbortController().signal)).toMatchObject({ written: 0 });
  }, 240_000);
});

it('a record that was open before there was a sweep is found by it once the index is made anew', async () => {
  const index = await tables.createIndex();
  const [before, since, done] = [1, 2, 3].map((number) => makeRecord(number, { status: 'PROCESSING' })) as [
    ImageRecord,
    ImageRecord,
    ImageRecord,
  ];
  await store(index, before);
  await store(index, { ...since, contentHash: OPEN_CONTENT_HASH });
  await store(index, { ...done, status: 'SUCCEEDED' });

  await reindex(index, new AbortController().signal);

  const contentHashOf = async ({ imageId }: ImageRecord) => {
    const { tableName, documents } = index.images;
    return (await documents.send(new GetCommand({ TableName: tableName, Key: { imageId } }))).Item
      ?.contentHash;
  };
  expect(await contentHashOf(before)).toBe(OPEN_CONTENT_HASH);
  expect(await contentHashOf(since)).toBe(OPEN_CONTENT_HASH);
  expect(await contentHashOf(done)).toBeUndefined();
});

describe('the trash', () => {
  function toTombstone({ imageId, source: { bucket, key } }: ImageRecord, deletedAt: string): Tombstone {
    return {
      imageId,
      schemaVersion: 1,
      status: 'DELETED',
      source: { bucket, key, sequencer: '2' },
      thumbHash: 'XSgOPYp3h4h6iHeAeId4eHh7gNgH',
      deletedAt,
    };
  }

  it('lists what can be brought back, the latest deleted first, each to its owner', async () => {
    const index = await tables.createIndex();
    const records = [1, 2, 3, 4].map((number) => makeRecord(number, { owner: number === 3 ? 'bob' : 'ada' }));
    const [restored, endedForEver, bobs, kept] = records as [
      ImageRecord,
      ImageRecord,
      ImageRecord,
      ImageRecord,
    ];
    const put = async (item: ImageRecord | Tombstone) => {
      await store(index, item);
      await indexImage(index, item.imageId);
    };
    const list = async (scopes: string[], limit = 50) => {
      const items: string[] = [];
      let cursor: string | undefined;
      do {
        const query = trashQuerySchema.parse({ limit, ...(cursor && { cursor }) });
        const page = await listTrash(index.search, scopes, query);
        items.push(...page.items.map(({ imageId }) => imageId));
        cursor = page.cursor;
      } while (cursor);
      return items;
    };
    for (const [at, record] of records.entries()) {
      await put(record);
      await put(toTombstone(record, `2026-06-22T09:15:0${at}Z`));
    }

    expect(await list(['ada'])).toEqual([kept, endedForEver, restored].map(({ imageId }) => imageId));
    expect(await list(['bob'])).toEqual([bobs.imageId]);
    expect(await list(EVERYTHING, 1)).toEqual(records.map(({ imageId }) => imageId).reverse());
    expect(await idsOf(index, {})).toEqual([]); // no search finds them
    expect(await findSuggestions(index.search, EVERYTHING, { limit: 10 })).toEqual([]);

    await put(restored);
    const { key: _, ...nameless } = endedForEver.source;
    await put({
      ...toTombstone(endedForEver, '2026-06-22T10:00:00Z'),
      source: { bucket: nameless.bucket, sequencer: '3' },
    });

    expect(await list(['ada'])).toEqual([kept.imageId]);
    expect(await idsOf(index, {})).toEqual([restored.imageId]);
  });
});
