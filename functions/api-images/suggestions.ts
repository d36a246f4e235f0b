// GET /api/suggestions: what there is to search for, with how many photographs have it.

import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import {
  SEARCH_KINDS,
  type Suggestion,
  type SuggestionKind,
  type SuggestionQuery,
} from '@image-workflow/record/api/images';
import { type Counter, type SearchTable, toCounterPartition } from '../shared/search/search-table.ts';
import { normalize } from '../shared/search/terms.ts';

/** Values among which the most frequent are looked for: of more than these the first by name. */
const MOST_VALUES = 500;

export async function findSuggestions(
  table: SearchTable,
  scopes: readonly string[],
  { kind, prefix, limit }: SuggestionQuery,
): Promise<Suggestion[]> {
  const kinds = kind ? [kind] : SEARCH_KINDS;
  const found = await Promise.all(
    kinds.map((one) => readCounts(table, scopes, one, normalize(prefix ?? ''))),
  );
  return kinds.flatMap((one, at) =>
    toOrder(one, found[at] ?? [])
      .slice(0, limit)
      .map((counted) => ({ kind: one, ...counted })),
  );
}

type Counted = Omit<Suggestion, 'kind'>;

/** Photographs by value, over all scopes. */
export async function readCounts(
  { documents, tableName }: SearchTable,
  scopes: readonly string[],
  kind: SuggestionKind | 'uploaded',
  prefix = '',
): Promise<Counted[]> {
  const pages = await Promise.all(
    scopes.map((scope) =>
      documents.send(
        new QueryCommand({
          TableName: tableName,
          KeyConditionExpression: `pk = :pk${prefix && ' AND begins_with(sk, :prefix)'}`,
          ExpressionAttributeValues: {
            ':pk': toCounterPartition(scope, kind),
            ...(prefix && { ':prefix': prefix }),
          },
          ScanIndexForward: kind !== 'month', // the newest months first
          Limit: MOST_VALUES,
        }),
      ),
    ),
  );
  const byValue = new Map<string, Counted>();
  for (const counter of pages.flatMap(({ Items = [] }) => Items as Counter[])) {
    const { sk, title, suggests, count } = counter;
    const known = byValue.get(sk);
    if (known) known.count += count;
    else byValue.set(sk, { value: suggests ?? title, ...(suggests && { title }), count });
  }
  return [...byValue.values()].filter(({ count }) => count > 0); // what has lost its last photograph stays as a zero
}

function toOrder(kind: SuggestionKind, suggestions: readonly Counted[]): Counted[] {
  return kind === 'month'
    ? suggestions.toSorted((one, other) => (one.value < other.value ? 1 : -1))
    : suggestions.toSorted((one, other) => other.count - one.count || (one.value < other.value ? -1 : 1));
}
