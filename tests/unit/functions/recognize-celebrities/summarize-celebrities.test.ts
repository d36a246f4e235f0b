import { describe, expect, it } from '@jest/globals';
import { summarizeCelebrities } from '../../../../functions/recognize-celebrities/summarize-celebrities.ts';

describe('summarizeCelebrities', () => {
  it('puts the surest first and bounds the links of each', () => {
    const celebrity = (Name: string, MatchConfidence: number) => ({
      Name,
      Id: Name,
      MatchConfidence,
      Urls: Array.from({ length: 20 }, (_, index) => `www.example.org/${index}`),
    });

    const { items } = summarizeCelebrities({
      CelebrityFaces: [celebrity('Ada', 91), celebrity('Grace', 99)],
    });

    expect(items.map(({ name }) => name)).toEqual(['Grace', 'Ada']);
    expect(items.map(({ urls }) => urls.length)).toEqual([5, 5]);
    expect(items[0]).not.toHaveProperty('boundingBox');
  });

  it('is empty where nobody is', () => {
    expect(summarizeCelebrities({})).toEqual({ items: [], unrecognizedFaces: 0 });
  });
});
