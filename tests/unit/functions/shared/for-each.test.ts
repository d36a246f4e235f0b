import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { forEachOf } from '../../../../functions/shared/for-each.ts';

const never = new AbortController().signal;

describe('forEachOf', () => {
  it('works on as many items at once as it may, and on all of them', async () => {
    const done: number[] = [];
    let [atWork, mostAtWork] = [0, 0];

    await forEachOf([1, 2, 3, 4, 5], { atOnce: 2, signal: never }, async (item) => {
      mostAtWork = Math.max(mostAtWork, ++atWork);
      await sleep(5);
      atWork--;
      done.push(item);
    });

    expect(done.sort()).toEqual([1, 2, 3, 4, 5]);
    expect(mostAtWork).toBe(2);
  });

  it('begins nothing after a stop, and finishes what has begun', async () => {
    const controller = new AbortController();
    const done: number[] = [];

    await forEachOf([1, 2, 3], { atOnce: 1, signal: controller.signal }, async (item) => {
      controller.abort();
      await sleep(5);
      done.push(item);
    });

    expect(done).toEqual([1]);
  });

  it('throws the first error after the others at work have ended', async () => {
    const done: number[] = [];

    const all = forEachOf([1, 2, 3, 4], { atOnce: 2, signal: never }, async (item) => {
      await sleep(item === 1 ? 1 : 50);
      if (item === 1) throw new Error('the first');
      done.push(item);
    });

    await expect(all).rejects.toThrow('the first');
    expect(done).toContain(2);
    expect(done).not.toContain(4);
  });
});
