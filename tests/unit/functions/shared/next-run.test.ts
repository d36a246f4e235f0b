import { type ImageObject, imageObjectSchema } from '@image-workflow/record/image-object';
import { describe, expect, it } from '@jest/globals';
import { toNextRun } from '../../../../functions/shared/next-run.ts';

/** As S3 has it in the documentation's sample, compared as image-object.ts compares. */
const sequencer = '0055aed6dcd90281e5';
const runs = (count: number) => {
  const all: Pick<ImageObject, 'sequencer' | 'askAgain'>[] = [{ sequencer }];
  for (let run = 0; run < count; run++) all.push(toNextRun(all[run] as (typeof all)[number]));
  return all.map((one) => one.sequencer);
};

describe('toNextRun', () => {
  it('comes after every earlier run of the same version, and before the next version', () => {
    const all = runs(300);

    expect(all.toSorted()).toEqual(all);
    expect(new Set(all).size).toBe(all.length);
    expect('0055aed6dcd90281e6' > (all.at(-1) ?? '')).toBe(true);
    expect('0055aed6dcd90281e51' > (all.at(-1) ?? '')).toBe(true);
  });

  it('is a sequencer that the schema takes, whatever the number of the run ends in', () => {
    for (const one of runs(40)) expect(imageObjectSchema.shape.sequencer.safeParse(one).success).toBe(true);
  });

  it('is for what it is asked for, and not for what the run before was', () => {
    const first: Pick<ImageObject, 'sequencer' | 'askAgain'> = { sequencer };
    const once = toNextRun(first, ['text']);

    expect(once.askAgain).toEqual(['text']);
    expect(toNextRun(once).askAgain).toBeUndefined();
  });

  it('keeps the rest of the version', () => {
    expect(toNextRun({ sequencer, versionId: 'v1' })).toEqual({
      sequencer: '0055aed6dcd90281e50000000001',
      versionId: 'v1',
    });
  });
});
