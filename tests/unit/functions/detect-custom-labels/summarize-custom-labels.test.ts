import { describe, expect, it } from '@jest/globals';
import { summarizeCustomLabels } from '../../../../functions/detect-custom-labels/summarize-custom-labels.ts';

describe('summarizeCustomLabels', () => {
  it('keeps the hundred surest of however many a model answers', () => {
    const CustomLabels = Array.from({ length: 250 }, (_, index) => ({ Name: 'Bee', Confidence: index / 3 }));

    const items = summarizeCustomLabels({ CustomLabels });

    expect(items).toHaveLength(100);
    expect(items[0]?.confidence).toBe(83);
    expect(items[99]?.confidence).toBe(50);
  });

  it('is empty where the model sees nothing', () => {
    expect(summarizeCustomLabels({})).toEqual([]);
  });
});
