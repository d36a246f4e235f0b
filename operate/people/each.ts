// Work on many things, a few at a time.

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
  const errors: unknown[] = [];
  const running = new Set<Promise<void>>();
  for await (const item of items) {
    if (signal.aborted || errors.length > 0) break;
    const one: Promise<void> = work(item)
      .catch((error) => void errors.push(error))
      .finally(() => running.delete(one));
    running.add(one);
    if (running.size >= atOnce) await Promise.race(running);
  }
  await Promise.all(running);
  if (errors.length > 0) throw errors[0];
}
