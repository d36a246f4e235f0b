// GET /api/trash: a page of what was deleted and can be brought back.

import type { DeletedImage, DeletedImageList, TrashQuery } from '@image-workflow/record/api/trash';
import { parseCursor, toCursor } from '../shared/api/cursor.ts';
import { toBounds } from '../shared/search/order-key.ts';
import { type SearchTable, toEntryPartition } from '../shared/search/search-table.ts';
import { DELETED_TERM, toTermKey } from '../shared/search/terms.ts';
import { EntryList } from './entry-list.ts';

/**
 * @param scopes - Whose photographs.
 * @throws {ApiProblem} For a cursor that is not of this list.
 */
export async function listTrash(
  table: SearchTable,
  scopes: readonly string[],
  { limit, cursor }: TrashQuery,
): Promise<DeletedImageList> {
  const seal = ['trash', scopes];
  const bounds = toBounds({});
  const after = cursor === undefined ? undefined : parseCursor(cursor, seal, bounds);
  const partitions = scopes.map((scope) => toEntryPartition(scope, toTermKey(DELETED_TERM)));
  const list = new EntryList(table, partitions, { ...bounds, order: 'newest', after });

  const items: DeletedImage[] = [];
  let position = after;
  while (items.length < limit) {
    const entry = await list.next(limit - items.length);
    if (!entry) return { items };
    items.push(JSON.parse(entry.card)); // written by toIndexed alone
    position = entry.sk;
  }
  return { items, ...(!list.isAtEnd && position && { cursor: toCursor(position, seal) }) };
}
