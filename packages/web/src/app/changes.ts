// What changes photographs, one or many: told at once, undone where it can be, and honest where it did not work.

import type { ImageCard } from '@image-workflow/record/api/images';
import type { Feature } from '@image-workflow/record/features';
import { showToast } from '../design/toasts.tsx';
import type { Messages } from '../i18n/messages.tsx';
import { refreshLists, removeFromLists } from '../timeline/photographs.tsx';
import { trash } from '../trash/trash.ts';
import { client, queries } from './client.tsx';
import { describeError } from './errors.ts';

const AT_ONCE = 6;

type Named = Pick<ImageCard, 'imageId'>;

export const changes = {
  /** They go at once, and come back with Undo. */
  async remove(cards: readonly Named[], t: Messages): Promise<void> {
    removeFromLists(new Set(toIds(cards)));
    const { done, failed } = await forEach(cards, ({ imageId }) => client.deleteImage(imageId));
    tellFailures(failed, t);
    trash.add(toIds(done));
    if (failed.length > 0) refreshLists();
    if (done.length === 0) return;
    showToast({
      text: t.changes.removed(done.length),
      action: { label: t.undo, run: () => void changes.restore(done, t) },
    });
  },

  async restore(cards: readonly Named[], t: Messages): Promise<void> {
    const { done, failed } = await forEach(cards, ({ imageId }) => client.restoreImage(imageId));
    trash.remove(toIds(done));
    tellFailures(failed, t);
    if (done.length > 0) showToast({ text: t.changes.restored(done.length) });
    refreshSoon();
  },

  async removePermanently(cards: readonly Named[], t: Messages): Promise<void> {
    const { done, failed } = await forEach(cards, ({ imageId }) =>
      client.deleteImage(imageId, { permanently: true }),
    );
    trash.remove(toIds(done));
    removeFromLists(new Set(toIds(done)));
    tellFailures(failed, t);
    if (done.length > 0) showToast({ text: t.changes.removedPermanently(done.length) });
  },

  async reprocess(imageIds: readonly string[], t: Messages, features?: Feature[]): Promise<void> {
    const { done, failed } = await forEach(imageIds, (imageId) =>
      client.reprocessImage(imageId, features ? { features } : {}),
    );
    tellFailures(failed, t);
    if (done.length > 0) showToast({ text: t.changes.runsAgain(done.length) });
    refreshSoon();
  },
};

function toIds(cards: readonly Named[]): string[] {
  return cards.map(({ imageId }) => imageId);
}

/** The workflow needs a moment before a list can show what it does. */
function refreshSoon(): void {
  for (const milliseconds of [300, 2_000, 6_000]) {
    setTimeout(() => {
      refreshLists();
      void queries.invalidateQueries();
    }, milliseconds);
  }
}

function tellFailures(failed: readonly { error: unknown }[], t: Messages): void {
  const [first] = failed;
  if (first) showToast({ text: t.changes.failed(failed.length, describeError(first.error, t)) });
}

async function forEach<Item>(
  items: readonly Item[],
  change: (item: Item) => Promise<unknown>,
): Promise<{ done: Item[]; failed: { item: Item; error: unknown }[] }> {
  const done: Item[] = [];
  const failed: { item: Item; error: unknown }[] = [];
  const waiting = [...items];
  const work = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      try {
        await change(item);
        done.push(item);
      } catch (error) {
        failed.push({ item, error });
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { done, failed };
}
