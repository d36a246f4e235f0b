// The list that is looked at, shared by the timeline and by the photograph above it. Lists are kept, so that Back shows at
// once what was there.

import type { ImageCard, ImageDetail } from '@image-workflow/record/api/images';
import { createContext, type ReactNode, use, useEffect, useMemo, useSyncExternalStore } from 'react';
import { useSearch } from 'wouter';
import { client } from '../app/client.tsx';
import { parseSearch, toQuery, toSearch } from '../search/query.ts';
import { type Listing, PhotographList } from './photograph-list.ts';

const KEPT_LISTS = 4;
const lists = new Map<string, PhotographList>();

const QUIET_MS = 20_000;

function listOf(search: string): PhotographList {
  const list = lists.get(search) ?? new PhotographList(client, toQuery(parseSearch(search)));
  lists.delete(search);
  lists.set(search, list); // the newest last
  for (const oldest of lists.keys()) {
    if (lists.size <= KEPT_LISTS) break;
    lists.get(oldest)?.close();
    lists.delete(oldest);
  }
  return list;
}

/** Something was uploaded, deleted, named or run again: whatever list is kept looks anew. */
export function refreshLists(): void {
  for (const list of lists.values()) void list.refresh();
}

export function removeFromLists(imageIds: ReadonlySet<string>): void {
  for (const list of lists.values()) list.remove(imageIds);
}

export function updateLists(cards: readonly ImageCard[]): void {
  for (const list of lists.values()) list.update(cards);
}

const ListContext = createContext<PhotographList | undefined>(undefined);

export function PhotographsProvider({ children }: { children: ReactNode }) {
  const search = toSearch(parseSearch(useSearch()));
  const list = useMemo(() => listOf(search), [search]);
  useEffect(() => {
    void list.refresh();
    const look = () => document.visibilityState === 'visible' && void list.refresh();
    const timer = setInterval(look, QUIET_MS);
    document.addEventListener('visibilitychange', look);
    addEventListener('online', look);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
      removeEventListener('online', look);
    };
  }, [list]);
  return <ListContext value={list}>{children}</ListContext>;
}

export function usePhotographList(): PhotographList {
  const list = use(ListContext);
  if (!list) throw new Error('Expected a PhotographsProvider above');
  return list;
}

export function useListing(): Listing {
  const list = usePhotographList();
  return useSyncExternalStore(list.subscribe, () => list.listing);
}

/** The card that the list would show, made from the record. */
export function toCard(detail: ImageDetail): ImageCard {
  const { analysis, metadata, preview } = detail;
  const thumbnails = analysis?.thumbnails;
  const size = preview ?? metadata;
  return {
    imageId: detail.imageId,
    status: detail.status,
    name: detail.name,
    uploadedAt: detail.source.uploadedAt,
    ...(metadata?.capturedAt && { capturedAt: metadata.capturedAt.local }),
    ...(size && { width: size.width, height: size.height }),
    ...(thumbnails?.status === 'SUCCEEDED' && { thumbHash: thumbnails.thumbHash }),
    thumbnails: detail.urls.thumbnails,
    labels:
      analysis?.labels.status === 'SUCCEEDED'
        ? analysis.labels.items.slice(0, 5).map(({ name }) => name)
        : [],
    people:
      analysis?.people.status === 'SUCCEEDED'
        ? analysis.people.items.map(({ personId, name }) => ({ personId, name }))
        : [],
    ...(analysis?.moderation.status === 'SUCCEEDED' && analysis.moderation.flagged && { flagged: true }),
    ...((detail.reason ?? detail.error?.message) && { reason: detail.reason ?? detail.error?.message }),
  };
}
