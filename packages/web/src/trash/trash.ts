// What was deleted and can be brought back, as the API has it; the API is some seconds behind what was just done here.

import type { DeletedImage } from '@image-workflow/record/api/trash';
import { useInfiniteQuery } from '@tanstack/react-query';
import { client, queries } from '../app/client.tsx';

const KEY = ['trash'];
const PAGE = 50;
const LIVE_MS = 5_000;

/** Brought back, or deleted for good, although the API may list them a moment longer. */
const leaving = new Set<string>();

export const trash = {
  add(imageIds: readonly string[]): void {
    for (const imageId of imageIds) leaving.delete(imageId);
    void queries.invalidateQueries({ queryKey: KEY });
  },
  remove(imageIds: readonly string[]): void {
    for (const imageId of imageIds) leaving.add(imageId);
    void queries.invalidateQueries({ queryKey: KEY });
  },
  /** All there are, however many pages. */
  async readAll(): Promise<DeletedImage[]> {
    const items: DeletedImage[] = [];
    for await (const item of client.trash({ limit: 200 })) items.push(item);
    return items.filter(isStaying);
  },
};

const isStaying = ({ imageId }: DeletedImage) => !leaving.has(imageId);

export function useTrash() {
  const { data, ...state } = useInfiniteQuery({
    queryKey: KEY,
    queryFn: ({ pageParam, signal }) =>
      client.listTrash({ limit: PAGE, ...(pageParam && { cursor: pageParam }) }, { signal }),
    initialPageParam: '',
    getNextPageParam: ({ cursor }) => cursor,
    refetchInterval: LIVE_MS,
  });
  return { items: data?.pages.flatMap(({ items }) => items).filter(isStaying), ...state };
}
