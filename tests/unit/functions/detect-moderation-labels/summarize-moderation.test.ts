import { describe, expect, it } from '@jest/globals';
import { summarizeModeration } from '../../../../functions/detect-moderation-labels/summarize-moderation.ts';

const label = (Name: string, Confidence: number, TaxonomyLevel = 1, ParentName = '') => ({
  Name,
  Confidence,
  TaxonomyLevel,
  ParentName,
});

describe('summarizeModeration', () => {
  it.each([
    [59.99, false],
    [60, true],
    [99, true],
  ])('with a threshold of 60 and a label of %s %% says flagged: %s', (confidence, flagged) => {
    expect(summarizeModeration({ ModerationLabels: [label('Violence', confidence)] }, 60).flagged).toBe(
      flagged,
    );
  });

  it('flags nothing where there is no label', () => {
    expect(summarizeModeration({ ModerationLabels: [] }, 0)).toEqual({ flagged: false, items: [] });
    expect(summarizeModeration({}, 0)).toEqual({ flagged: false, items: [] });
  });

  it('puts a parent before a child that is as sure', () => {
    const child = label('Explicit Nudity', 90, 2, 'Explicit');
    const { items } = summarizeModeration({ ModerationLabels: [child, label('Explicit', 90)] }, 60);
    expect(items.map(({ name, parent }) => [name, parent])).toEqual([
      ['Explicit', undefined],
      ['Explicit Nudity', 'Explicit'],
    ]);
  });

  it('keeps what kind of picture it is, where Rekognition says so', () => {
    const ContentTypes = [{ Name: 'Illustrated', Confidence: 92.3456 }];
    expect(summarizeModeration({ ContentTypes }, 60).contentTypes).toEqual([
      { name: 'Illustrated', confidence: 92.35 },
    ]);
  });
});
