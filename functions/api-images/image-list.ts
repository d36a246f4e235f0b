// GET /api/images: a page of cards.

import type { ImageCard, ImageList, ImageQuery } from '@image-workflow/record/api/images';
import { parseCursor, toCursor } from '../shared/api/cursor.ts';
import type { ObjectUrls } from '../shared/api/object-urls.ts';
import { toBounds } from '../shared/search/order-key.ts';
import { parseCard, type SearchEntry, type SearchTable } from '../shared/search/search-table.ts';
import { findEntries } from './find-entries.ts';

/** @throws {ApiProblem} For a cursor that is not of this query. */
export async function listPage(
  table: SearchTable,
  scopes: readonly string[],
  query: ImageQuery,
  toUrl: (key: string) => ReturnType<ObjectUrls['sign']>,
): Promise<ImageList> {
  const { cursor, limit: _limit, ...same } = query;
  const seal = [scopes, Object.entries(same).toSorted()];
  const after = cursor === undefined ? undefined : parseCursor(cursor, seal, toBounds(query));
  const { entries, position } = await findEntries(table, scopes, query, after);
  const items = await Promise.all(entries.map((entry) => toImageCard(entry, toUrl)));
  return { items, ...(position && { cursor: toCursor(position, seal) }) };
}

async function toImageCard(
  entry: SearchEntry,
  toUrl: (key: string) => ReturnType<ObjectUrls['sign']>,
): Promise<ImageCard> {
  const { position: _position, thumbnails, ...card } = parseCard(entry);
  return {
    ...card,
    thumbnails: await Promise.all(
      thumbnails.map(async ([key, width, height]) => ({ url: await toUrl(key), width, height })),
    ),
  };
}
