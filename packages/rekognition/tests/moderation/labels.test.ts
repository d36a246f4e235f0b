import { describe, expect, it } from '@jest/globals';
import { toContentTypes, toModerationLabels } from '../../src/moderation/labels.ts';

const shares = { Drawing: 0, Hentai: 0, Neutral: 0, Porn: 0, Sexy: 0 };

describe('toModerationLabels', () => {
  it('is empty for an ordinary picture', () => {
    expect(toModerationLabels({ ...shares, Neutral: 0.97, Sexy: 0.03 }, 50)).toEqual([]);
  });

  it('gives a parent before its child, with level and parent as the service has them', () => {
    expect(toModerationLabels({ ...shares, Porn: 0.5, Hentai: 0.25 }, 50)).toEqual([
      { Name: 'Explicit', ParentName: '', Confidence: 75, TaxonomyLevel: 1 },
      { Name: 'Explicit Nudity', ParentName: 'Explicit', Confidence: 75, TaxonomyLevel: 2 },
    ]);
  });

  it('tells swimwear from nudity, and the likelier first', () => {
    const names = toModerationLabels({ ...shares, Porn: 0.25, Sexy: 0.75 }, 20).map(({ Name }) => Name);
    expect(names).toEqual(['Swimwear or Underwear', 'Explicit', 'Explicit Nudity']);
  });

  it('leaves out what is below the wanted confidence', () => {
    expect(toModerationLabels({ ...shares, Sexy: 0.75 }, 80)).toEqual([]);
  });
});

describe('toContentTypes', () => {
  it('calls drawings illustrated, of whatever they are', () => {
    expect(toContentTypes({ ...shares, Drawing: 0.5, Hentai: 0.25 }, 50)).toEqual([
      { Name: 'Illustrated', Confidence: 75 },
    ]);
    expect(toContentTypes({ ...shares, Neutral: 1 }, 50)).toEqual([]);
  });
});
