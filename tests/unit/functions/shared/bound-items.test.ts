import { describe, expect, it } from '@jest/globals';
import { boundItems, MAX_ITEMS_BYTES } from '../../../../functions/shared/bound-items.ts';

describe('boundItems', () => {
  it('keeps all items that fit together', () => {
    const items = [{ name: 'a' }, { name: 'b' }];
    expect(boundItems('text', items)).toEqual(items);
    expect(boundItems('text', [])).toEqual([]);
  });

  it('counts the bytes of UTF-8 as they travel, commas among them', () => {
    const item = '漢'.repeat(32); // 96 bytes, two quotation marks and a comma: 99
    const items = Array.from({ length: 100 }, () => item);

    const kept = boundItems('moderation', items);

    expect(kept).toHaveLength(Math.floor(MAX_ITEMS_BYTES.moderation / 99));
    expect(Buffer.byteLength(JSON.stringify(kept))).toBeLessThanOrEqual(MAX_ITEMS_BYTES.moderation + 1);
  });

  it('keeps the first, which are the most important, and leaves no gap', () => {
    const items = ['first', 'x'.repeat(MAX_ITEMS_BYTES.people), 'last'];
    expect(boundItems('people', items)).toEqual(['first']);
  });
});
