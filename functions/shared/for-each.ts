// Work on many things, a few at a time.

import pMap from 'p-map';

/**
 * Calls `work` on each item until all are done, the signal says stop, or one fails. What has begun is finished.
 *
 * @throws The first error, after the others at work have ended.
 */
export async function forEachOf<Item>(
  items: AsyncIterable<Item> | Iterable<Item>,
  { atOnce, signal }: { atOnce: number; signal: AbortSignal },
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const atWork = new Set<Promise<void>>();
  const begin = (item: Item): Promise<void> => {
    const one = work(item).finally(() => atWork.delete(one));
    atWork.add(one);
    return one;
  };
  try {
    await pMap(untilAborted(items, signal), begin, { concurrency: atOnce });
  } finally {
    await Promise.allSettled(atWork);
  }
}

async function* untilAborted<Item>(items: AsyncIterable<Item> | Iterable<Item>, signal: AbortSignal) {
  for await (const item of items) {
    if (signal.aborted) return;
    yield item;
  }
}
