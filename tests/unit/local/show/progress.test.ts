import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { Progress } from '../../../../local/show/progress.ts';

const describeAfter = (progress: Progress, ms: number) =>
  progress.describe(Date.now() + ms).map(stripVTControlCharacters);

describe('Progress', () => {
  it('says how many are finished, and how long the others take at the same pace', () => {
    const progress = new Progress(20);
    for (let count = 0; count < 5; count++) progress.finish();

    expect(describeAfter(progress, 15_000)).toEqual([
      expect.stringMatching(/^ {2}5 of 20 · about 45 s left$/),
    ]);
  });

  it('promises nothing before the first is finished, and says nothing of one or none', () => {
    expect(describeAfter(new Progress(2), 1_000)).toEqual(['  0 of 2']);
    expect(describeAfter(new Progress(1), 1_000)).toEqual([]);
    expect(describeAfter(new Progress(0), 1_000)).toEqual([]);
  });

  it('counts what is resumed too', () => {
    const progress = new Progress(0);
    progress.expect(3);
    progress.finish();

    expect(describeAfter(progress, 2_000)).toEqual([
      expect.stringMatching(/^ {2}1 of 3 · about 4\.0 s left$/),
    ]);
  });
});
