// Which photographs are selected. A tile listens to itself alone, so that a thousand selected ones cost one drawing each.

import { useSyncExternalStore } from 'react';

let selected: ReadonlySet<string> = new Set();
let anchor: string | undefined;
const listeners = new Set<() => void>();

function change(next: ReadonlySet<string>): void {
  selected = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const selection = {
  get ids(): ReadonlySet<string> {
    return selected;
  },
  toggle(imageId: string): void {
    const next = new Set(selected);
    if (!next.delete(imageId)) next.add(imageId);
    anchor = imageId;
    change(next);
  },
  /** From what was selected last to this one, both included. @param order - Everything that is loaded, in order. */
  extendTo(imageId: string, order: readonly string[]): void {
    const from = anchor === undefined ? -1 : order.indexOf(anchor);
    const to = order.indexOf(imageId);
    if (from < 0 || to < 0) {
      selection.toggle(imageId);
      return;
    }
    change(new Set([...selected, ...order.slice(Math.min(from, to), Math.max(from, to) + 1)]));
  },
  /** Where a range begins that has no beginning yet. */
  anchorAt(imageId: string): void {
    if (selected.size === 0 || anchor === undefined) anchor = imageId;
  },
  add(imageIds: Iterable<string>): void {
    change(new Set([...selected, ...imageIds]));
  },
  clear(): void {
    anchor = undefined;
    if (selected.size > 0) change(new Set());
  },
};

export function useIsSelected(imageId: string): boolean {
  return useSyncExternalStore(subscribe, () => selected.has(imageId));
}

export function useSelected(): ReadonlySet<string> {
  return useSyncExternalStore(subscribe, () => selected);
}
