// One page of photographs that match any number of criteria, by queries of the search table alone.

import type { ImageQuery, SearchKind } from '@image-workflow/record/api/images';
import { batchGet } from '../shared/batch-get.ts';
import { coverCircle, distanceKm } from '../shared/search/geo-cells.ts';
import { toBounds } from '../shared/search/order-key.ts';
import {
  type Counter,
  hasMark,
  parseCard,
  type SearchEntry,
  type SearchTable,
  toCounterPartition,
  toEntryPartition,
  toMark,
} from '../shared/search/search-table.ts';
import { normalize, toTermKey, toWords } from '../shared/search/terms.ts';
import { EntryList } from './entry-list.ts';

/** Entries that one page reads at most. A page may so be short, and still have a cursor. */
const MAX_READ = 1_000;

/** After so many entries in a row that do not match, the other criteria say where it is worth to go on. */
const MISSES_BEFORE_SEEKING = 25;

export interface Page {
  entries: SearchEntry[];
  /** Order key after which the next page begins; absent after the last one. */
  position?: string;
  /** Entries that were read for it. */
  read: number;
}

/** A photograph matches that has one of these terms: one, but for statuses and the cells of a circle. */
interface Criterion {
  kind: SearchKind | 'all' | 'cell' | 'faces';
  values: string[];
}

/**
 * Reads the list of the rarest criterion; whether a photograph has the other terms too is marked in its entry. Where a
 * run of entries matches nothing, the lists of the other criteria say from where on they have something at all.
 *
 * @param scopes - Whose photographs.
 * @param after - Position of the page before.
 */
export async function findEntries(
  table: SearchTable,
  scopes: readonly string[],
  query: ImageQuery,
  after: string | undefined,
): Promise<Page> {
  const [driver, others] = await chooseDriver(table, scopes, toCriteria(query));
  const options = { ...toBounds(query), order: query.order };
  const toList = ({ kind, values }: Criterion, from: object) =>
    new EntryList(
      table,
      scopes.flatMap((scope) => values.map((value) => toEntryPartition(scope, toTermKey({ kind, value })))),
      { ...options, ...from },
    );
  const isMatch = toMatcher(others, query);
  const list = toList(driver, { after });

  const entries: SearchEntry[] = [];
  let looked = 0;
  let misses = 0;
  let read = 0;
  let position = after;
  while (entries.length < query.limit) {
    const missing = query.limit - entries.length;
    const expected = looked === 0 ? missing : Math.ceil((missing * looked) / Math.max(1, entries.length));
    const entry = await list.next(expected);
    if (!entry) return { entries, read: read + list.read };
    looked++;
    position = entry.sk;
    if (isMatch(entry)) {
      entries.push(entry);
      misses = 0;
    } else if (++misses % MISSES_BEFORE_SEEKING === 0) {
      const seeking = await Promise.all(
        others.map((criterion) => toList(criterion, { after: position }).next(1)),
      );
      read += seeking.length;
      if (seeking.includes(undefined)) return { entries, read: read + list.read }; // one list has no more
      const furthest = seeking
        .map((found) => found?.sk ?? '')
        .reduce((one, other) => (one > other === (query.order === 'newest') ? other : one), position);
      if (furthest !== position) list.seek(furthest);
    }
    if (read + list.read >= MAX_READ && entries.length < query.limit) break;
  }
  return { entries, read: read + list.read, ...(!list.isAtEnd && position !== undefined && { position }) };
}

/** What no photograph has, for nothing is left of a text such as `…` or an accent alone; a key cannot be empty. */
const NOTHING = ' ';

/** All must hold. */
function toCriteria(query: ImageQuery): Criterion[] {
  const criteria = (['label', 'person', 'keyword', 'camera', 'place'] as const).flatMap((kind) =>
    (query[kind] ?? []).map((text): Criterion => ({ kind, values: [normalize(text) || NOTHING] })),
  );
  const texts = (query.text ?? []).map(toWords);
  return [
    ...criteria,
    ...texts
      .flatMap((words) => (words.length > 0 ? words : [NOTHING]))
      .map((word): Criterion => ({ kind: 'text', values: [word] })),
    ...(query.faces ?? []).map((state): Criterion => ({ kind: 'faces', values: [state] })),
    ...(query.status?.length ? [{ kind: 'status', values: query.status.map(normalize) } as const] : []),
    ...(query.near ? [{ kind: 'cell', values: coverCircle(toCircle(query.near)) } as const] : []),
  ];
}

function toCircle(near: string): { latitude: number; longitude: number; radiusKm: number } {
  const [latitude = 0, longitude = 0, radiusKm = 0] = near.split(',').map(Number);
  return { latitude, longitude, radiusKm };
}

/** The criterion that fewest photographs fulfil, and the others. */
async function chooseDriver(
  table: SearchTable,
  scopes: readonly string[],
  criteria: Criterion[],
): Promise<[Criterion, Criterion[]]> {
  const [first = { kind: 'all', values: [''] } as Criterion, ...rest] = criteria;
  if (rest.length === 0) return [first, []];

  // A circle comes first: nobody counts what is in it, and it is small.
  const circle = criteria.find(({ kind }) => kind === 'cell');
  const driver = circle ?? (await findRarest(table, scopes, criteria)) ?? first;
  return [driver, criteria.filter((criterion) => criterion !== driver)];
}

async function findRarest(
  { documents, tableName }: SearchTable,
  scopes: readonly string[],
  criteria: readonly Criterion[],
): Promise<Criterion | undefined> {
  const keys = criteria.flatMap(({ kind, values }) =>
    scopes.flatMap((scope) => values.map((sk) => ({ pk: toCounterPartition(scope, kind), sk }))),
  );
  const counts = new Map<string, number>();
  const unique = [...new Map(keys.map((key) => [JSON.stringify(key), key])).values()];
  for await (const item of batchGet(documents, tableName, unique)) {
    const { pk, sk, count } = item as unknown as Counter;
    counts.set(JSON.stringify({ pk, sk }), count);
  }
  // A name's photographs are counted, a personId's are not: as rare as anything.
  const countOf = ({ kind, values }: Criterion) =>
    scopes
      .flatMap((scope) =>
        values.map((sk) => counts.get(JSON.stringify({ pk: toCounterPartition(scope, kind), sk })) ?? 0),
      )
      .reduce((sum, count) => sum + count, 0);
  return criteria.toSorted((one, other) => countOf(one) - countOf(other))[0];
}

function toMatcher(others: readonly Criterion[], query: ImageQuery): (entry: SearchEntry) => boolean {
  const wanted = others.map(({ kind, values }) => values.map((value) => toMark(toTermKey({ kind, value }))));
  const unwanted = toExcluded(query).map((key) => toMark(key));
  const circle = query.near === undefined ? undefined : toCircle(query.near);
  return (entry) => {
    const { marks } = entry;
    if (!wanted.every((any) => any.some((mark) => hasMark(marks, mark)))) return false;
    if (unwanted.some((mark) => hasMark(marks, mark))) return false;
    if (!circle) return true;
    const { position } = parseCard(entry);
    return position !== undefined && distanceKm(position, circle) <= circle.radiusKm;
  };
}

/** None may be there. A text of several words excludes each of them. */
function toExcluded(query: ImageQuery): string[] {
  const named = (['label', 'person', 'keyword', 'camera', 'place', 'status'] as const).flatMap((kind) =>
    (query[`-${kind}`] ?? []).map((text) => toTermKey({ kind, value: normalize(text) })),
  );
  const words = (query['-text'] ?? []).flatMap(toWords);
  return [...named, ...words.map((value) => toTermKey({ kind: 'text', value }))];
}
