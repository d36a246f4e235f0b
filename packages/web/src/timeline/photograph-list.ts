// The photographs of one query, as far as they have been read: by month where the API says how many each month has, so
// that a hundred thousand have their height before one is loaded; otherwise as one list that grows at its end.

import type { ImageWorkflowClient } from '@image-workflow/client';
import type { ImageCard, ImageQueryInput } from '@image-workflow/record/api/images';
import { isRouteMissing } from '../app/errors.ts';
import { takenAt } from './taken-at.ts';

/** A stretch of the list. Replaced, never changed, so that what was computed from it can be kept beside it. */
export interface Block {
  /** `2024-05`; of a list without months `all`. */
  readonly key: string;
  /** How many there are; of a list without months how many are known so far. */
  readonly count: number;
  readonly cards: readonly ImageCard[];
  readonly cursor: string | undefined;
  readonly isComplete: boolean;
  readonly isLoading: boolean;
  readonly error?: unknown;
  /** Loaded, but more may have come since. */
  readonly isStale?: boolean;
}

export interface Listing {
  readonly blocks: readonly Block[];
  /** Undefined until it is known whether there is anything at all. */
  readonly isEmpty: boolean | undefined;
  readonly error: unknown;
  readonly hasMonths: boolean;
}

const PAGE = 200;
/** Months whose cards are kept; those furthest from what is looked at are let go. 80 MB hold many times this. */
const KEPT_CARDS = 30_000;

const EMPTY: Listing = { blocks: [], isEmpty: undefined, error: undefined, hasMonths: false };

export class PhotographList {
  readonly #client: ImageWorkflowClient;
  readonly #query: ImageQueryInput;
  readonly #listeners = new Set<() => void>();
  readonly #loading = new Map<string, AbortController>();
  readonly #end = new AbortController();
  #listing: Listing = EMPTY;
  /** Keys of blocks of which the next photographs would be seen at once. */
  #next: ReadonlySet<string> = new Set();
  /** Keys, the latest looked at last. */
  #looked: string[] = [];

  constructor(client: ImageWorkflowClient, query: ImageQueryInput) {
    this.#client = client;
    this.#query = query;
  }

  get listing(): Listing {
    return this.#listing;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Begins to read. Again: looks what has changed, and keeps what is shown until it knows better. */
  async refresh(): Promise<void> {
    try {
      if (isUnfiltered(this.#query)) await this.#readMonths().catch((error) => this.#withoutMonths(error));
      else await this.#readHead();
    } catch (error) {
      if (!this.#end.signal.aborted) this.#set({ ...this.#listing, error });
    }
  }

  /** Reads the cards of a block that comes into view, page by page until it is whole. */
  async load(key: string): Promise<void> {
    this.#looked = [...this.#looked.filter((looked) => looked !== key), key];
    const block = this.#find(key);
    if (!block || block.isLoading || (block.isComplete && !block.isStale)) return;
    const controller = new AbortController();
    this.#loading.set(key, controller);
    const isMonth = key !== 'all';
    this.#replace(key, { isLoading: true, error: undefined });
    let cards = block.isStale ? [] : block.cards;
    let cursor = block.isStale ? undefined : block.cursor;
    try {
      do {
        const page = await this.#client.listImages(
          { ...this.#query, limit: PAGE, ...(cursor && { cursor }), ...(isMonth && { from: key, to: key }) },
          { signal: AbortSignal.any([controller.signal, this.#end.signal]) },
        );
        // A photograph of which the year alone is known stands for itself: asked for `2024`, the API gives the whole year.
        const items = isMonth ? page.items.filter((card) => takenAt(card).slice(0, 7) === key) : page.items;
        cards = append(cards, items);
        this.#takeFromOthers(key, new Set(items.map(({ imageId }) => imageId)));
        cursor = page.cursor;
        // Swapped whole, so that nothing jumps meanwhile: what was there already, and what nobody sees come.
        if (cursor && isMonth && (block.isStale || !this.#next.has(key))) continue;
        this.#replace(key, {
          cards,
          cursor,
          isComplete: !cursor,
          isStale: false,
          count: isMonth && cursor ? Math.max(block.count, cards.length) : cards.length,
        });
      } while (cursor && isMonth && !controller.signal.aborted);
      this.#replace(key, { isLoading: false });
      this.#letGo();
    } catch (error) {
      const isCancelled = controller.signal.aborted || this.#end.signal.aborted;
      this.#replace(key, { isLoading: false, ...(!isCancelled && { error }) });
    } finally {
      this.#loading.delete(key);
    }
  }

  /**
   * Stops reading what is neither in view nor near.
   *
   * @param next - Blocks of which the next photographs would be seen at once: they are shown page by page.
   */
  lookAt(next: ReadonlySet<string>, near: ReadonlySet<string>): void {
    this.#next = next;
    for (const [key, controller] of this.#loading) {
      if (!next.has(key) && !near.has(key) && key !== 'all') controller.abort();
    }
  }

  /** Takes photographs out at once, before the API has caught up. */
  remove(imageIds: ReadonlySet<string>): void {
    const blocks = this.#listing.blocks.map((block) => {
      const cards = block.cards.filter(({ imageId }) => !imageIds.has(imageId));
      const gone = block.cards.length - cards.length;
      return gone > 0 ? { ...block, cards, count: block.count - gone } : block;
    });
    this.#set({ ...this.#listing, blocks: blocks.filter(isWorthShowing) });
  }

  /** Shows what has become of photographs that are in the list already. */
  update(cards: readonly ImageCard[]): void {
    const byId = new Map(cards.map((card) => [card.imageId, card]));
    const blocks = this.#listing.blocks.map((block) => {
      if (!block.cards.some(({ imageId }) => byId.has(imageId))) return block;
      const updated = block.cards.map((card) => byId.get(card.imageId) ?? card);
      // Now that it is known when it was taken, it may stand in another month, which is read anew.
      const kept = updated.filter((card) => block.key === 'all' || takenAt(card).slice(0, 7) === block.key);
      return { ...block, cards: kept, count: block.count - (updated.length - kept.length) };
    });
    this.#set({ ...this.#listing, blocks: blocks.filter(isWorthShowing) });
  }

  /** A photograph is in one place alone, although it may have moved between two answers. */
  #takeFromOthers(key: string, imageIds: ReadonlySet<string>): void {
    const blocks = this.#listing.blocks.map((block) => {
      if (block.key === key || !block.cards.some(({ imageId }) => imageIds.has(imageId))) return block;
      const cards = block.cards.filter(({ imageId }) => !imageIds.has(imageId));
      return { ...block, cards, count: block.count - (block.cards.length - cards.length) };
    });
    this.#set({ ...this.#listing, blocks: blocks.filter(isWorthShowing) });
  }

  close(): void {
    this.#end.abort();
  }

  async #readMonths(): Promise<void> {
    const { items } = await this.#client.getSuggestions(
      { kind: 'month', limit: 600 },
      { signal: this.#end.signal },
    );
    const known = new Map(this.#listing.blocks.map((block) => [block.key, block]));
    const months = items
      .filter(({ kind }) => kind === 'month')
      .sort((a, b) => (a.value < b.value ? 1 : -1))
      .map(({ value, count }): Block => {
        const before = known.get(value);
        if (!before) return newBlock(value, count);
        if (before.error !== undefined) return { ...before, count, error: undefined }; // has another turn
        if (before.count === count && !hasUnfinished(before)) return before;
        if (before.cards.length === 0) return { ...before, count };
        return { ...before, isStale: true };
      });
    const [only] = months.length === 0 ? [this.#find('all') ?? newBlock('all', 0)] : [];
    const blocks = only ? [only] : months;
    this.#set({ blocks, isEmpty: only ? undefined : false, error: undefined, hasMonths: !only });
    if (only) await this.#readHead(); // no photograph, or counts that lag behind the first one
    await Promise.all(blocks.filter(({ isStale }) => isStale).map(({ key }) => this.load(key)));
  }

  /** A stack that does not count its months still has photographs. */
  async #withoutMonths(error: unknown): Promise<void> {
    if (!isRouteMissing(error)) throw error;
    await this.#readHead();
  }

  async #readHead(): Promise<void> {
    const before = this.#find('all');
    const page = await this.#client.listImages(
      { ...this.#query, limit: before ? PAGE : 60 }, // the first screen soon
      { signal: this.#end.signal },
    );
    const isFirst = !before || before.cards.length === 0;
    const fresh = new Set(page.items.map(({ imageId }) => imageId));
    const rest = isFirst
      ? []
      : before.cards.slice(page.items.length).filter(({ imageId }) => !fresh.has(imageId));
    const cards = [...page.items, ...rest];
    this.#set({
      blocks: [
        {
          ...newBlock('all', cards.length),
          cards,
          cursor: isFirst || !before.cursor ? page.cursor : before.cursor,
          isComplete: isFirst || before.isComplete ? !page.cursor : false,
        },
      ],
      isEmpty: cards.length === 0 && !page.cursor,
      error: undefined,
      hasMonths: false,
    });
  }

  #find(key: string): Block | undefined {
    return this.#listing.blocks.find((block) => block.key === key);
  }

  #replace(key: string, change: Partial<Block>): void {
    const blocks = this.#listing.blocks.map((block) => (block.key === key ? { ...block, ...change } : block));
    this.#set({ ...this.#listing, blocks });
  }

  #letGo(): void {
    let kept = this.#listing.blocks.reduce((sum, { cards }) => sum + cards.length, 0);
    for (const key of this.#looked.slice(0, -3)) {
      if (kept <= KEPT_CARDS) return;
      const block = this.#find(key);
      if (!block || block.isLoading || key === 'all') continue;
      kept -= block.cards.length;
      this.#looked = this.#looked.filter((looked) => looked !== key);
      this.#replace(key, { ...newBlock(key, block.count), isComplete: false });
    }
  }

  #set(listing: Listing): void {
    this.#listing = listing;
    for (const listener of this.#listeners) listener();
  }
}

function isWorthShowing({ count, key }: Block): boolean {
  return count > 0 || key === 'all';
}

function newBlock(key: string, count: number): Block {
  return { key, count, cards: [], cursor: undefined, isComplete: false, isLoading: false };
}

function isUnfiltered(query: ImageQueryInput): boolean {
  return Object.entries(query).every(
    ([, value]) => value === undefined || (Array.isArray(value) && value.length === 0),
  );
}

function hasUnfinished({ cards }: Block): boolean {
  return cards.some(({ status }) => status === 'PROCESSING');
}

/** Pages may overlap where photographs arrived meanwhile. */
function append(cards: readonly ImageCard[], page: readonly ImageCard[]): ImageCard[] {
  const known = new Set(cards.map(({ imageId }) => imageId));
  return [...cards, ...page.filter(({ imageId }) => !known.has(imageId))];
}
