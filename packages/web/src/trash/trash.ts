// What was deleted from this browser and can be brought back. The API keeps the versions; which they were, only we know.

import type { ImageCard } from '@image-workflow/record/api/images';
import { useSyncExternalStore } from 'react';

export interface Trashed {
  card: ImageCard;
  /** ISO 8601. */
  deletedAt: string;
}

const KEY = 'image-workflow.trash';
const MOST = 500;
const listeners = new Set<() => void>();
let items: readonly Trashed[] | undefined;

function read(): readonly Trashed[] {
  if (items) return items;
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    items = Array.isArray(kept) ? kept.filter((item) => typeof item?.card?.imageId === 'string') : [];
  } catch {
    items = [];
  }
  return items;
}

function write(next: readonly Trashed[]): void {
  items = next.slice(0, MOST);
  try {
    localStorage.setItem(KEY, JSON.stringify(items));
  } catch {
    // Kept until this tab is closed.
  }
  for (const listener of listeners) listener();
}

export const trash = {
  add(cards: readonly ImageCard[]): void {
    const deletedAt = new Date().toISOString();
    write([...cards.map((card) => ({ card, deletedAt })), ...read()]);
  },
  remove(cards: readonly ImageCard[]): void {
    const gone = new Set(cards.map(({ imageId }) => imageId));
    write(read().filter(({ card }) => !gone.has(card.imageId)));
  },
};

export function useTrash(): readonly Trashed[] {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, read);
}
