import { describe, expect, it } from '@jest/globals';
import { toLongestPauseMs, waitForQuota } from '../../../../../functions/shared/people/wait-for-quota.ts';

const refusal = (name = 'ProvisionedThroughputExceededException') =>
  Object.assign(new Error('Provisioned rate exceeded'), { name });

/** Refuses so many calls, then answers. */
function refuses(times: number, error = refusal()) {
  let calls = 0;
  return async () => {
    calls += 1;
    if (calls <= times) throw error;
    return `answer ${calls}`;
  };
}

describe('waitForQuota', () => {
  it.each(['ProvisionedThroughputExceededException', 'ThrottlingException'])(
    'asks again after %s, with pauses below the longest',
    async (name) => {
      const pauses: number[] = [];
      const sleep = async (ms: number) => pauses.push(ms);

      expect(await waitForQuota(refuses(6, refusal(name)), { untilMs: Infinity, sleep })).toBe('answer 7');

      expect(pauses).toHaveLength(6);
      pauses.forEach((pause, at) => {
        expect(pause).toBeLessThanOrEqual([1_000, 2_000, 4_000, 4_000, 4_000, 4_000][at] ?? 0);
      });
    },
  );

  it('throws the refusal itself when there is no more time', async () => {
    const error = refusal();
    const patience = { untilMs: Date.now() - 1, sleep: async () => {} };
    await expect(waitForQuota(refuses(1, error), patience)).rejects.toBe(error);
  });

  it('throws anything else at once', async () => {
    const error = Object.assign(new Error('no'), { name: 'AccessDeniedException' });
    let slept = 0;
    const sleep = async () => {
      slept += 1;
    };
    await expect(waitForQuota(refuses(1, error), { untilMs: Infinity, sleep })).rejects.toBe(error);
    expect(slept).toBe(0);
  });

  it('doubles its longest pause up to four seconds', () => {
    expect([1, 2, 3, 4, 50].map(toLongestPauseMs)).toEqual([1_000, 2_000, 4_000, 4_000, 4_000]);
  });
});
