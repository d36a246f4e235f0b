import { describe, expect, it } from '@jest/globals';
import { Semaphore } from '../src/semaphore.ts';

describe('Semaphore', () => {
  it('runs at most as many at a time as it has slots, in the order they came', async () => {
    const semaphore = new Semaphore(2);
    const order: number[] = [];
    let [running, most] = [0, 0];
    const work = (id: number) => async () => {
      order.push(id);
      most = Math.max(most, ++running);
      await new Promise(setImmediate);
      running--;
    };

    await Promise.all([1, 2, 3, 4, 5].map((id) => semaphore.use(work(id))));

    expect(most).toBe(2);
    expect(order).toEqual([1, 2, 3, 4, 5]);
  });

  it('frees its slot when the work fails', async () => {
    const semaphore = new Semaphore(1);

    await expect(semaphore.use(() => Promise.reject(new Error('no')))).rejects.toThrow('no');

    await expect(semaphore.use(async () => 'yes')).resolves.toBe('yes');
  });
});
