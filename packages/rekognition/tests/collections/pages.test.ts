import { describe, expect, it } from '@jest/globals';
import { pageOf } from '../../src/collections/pages.ts';

const names = ['a', 'b', 'c', 'd', 'e'];
const page = (entries: string[], maxResults: number, nextToken?: string) =>
  pageOf(entries, (name) => name, { maxResults, nextToken });

describe('pageOf', () => {
  it('gives all entries once, page by page, and no token with the last', () => {
    const first = page(names, 2);
    const second = page(names, 2, first.NextToken);
    const third = page(names, 2, second.NextToken);

    expect([first.entries, second.entries, third.entries]).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
    expect(third).not.toHaveProperty('NextToken');
    expect(page(names, 5)).not.toHaveProperty('NextToken');
  });

  it('skips and repeats nothing when the entries of a page are deleted before the next', () => {
    const first = page(names, 2);
    expect(page(['c', 'd', 'e'], 2, first.NextToken).entries).toEqual(['c', 'd']);
  });

  it.each(['', 'nonsense', 'YWZ0ZXI6YQ'])('refuses a token that it never gave: "%s"', (token) => {
    expect(() => page(names, 2, token)).toThrow(
      expect.objectContaining({ type: 'InvalidPaginationTokenException' }),
    );
  });

  it('gives tokens of at most 255 characters for the longest ids', () => {
    const long = ['x'.repeat(255), 'y'.repeat(255)];
    const first = page(long, 1);
    expect(first.NextToken?.length).toBeLessThanOrEqual(255);
    expect(page(long, 1, first.NextToken).entries).toEqual([long[1]]);
  });
});
