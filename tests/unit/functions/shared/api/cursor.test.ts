import { describe, expect, it } from '@jest/globals';
import { parseCursor, toCursor } from '../../../../../functions/shared/api/cursor.ts';

const cursor = toCursor('2024-05-01T10:20:30.000#1', { label: ['Dog'] });

describe('a cursor', () => {
  it('says where the next page begins', () => {
    expect(parseCursor(cursor, { label: ['Dog'] })).toBe('2024-05-01T10:20:30.000#1');
  });

  it.each([
    ['of another query', cursor, { label: ['Cat'] }],
    ['that was changed', `${cursor.slice(0, 12)}x${cursor.slice(13)}`, { label: ['Dog'] }],
    ['that was cut', cursor.slice(0, -4), { label: ['Dog'] }],
    ['that never was one', 'next', { label: ['Dog'] }],
    ['that is other JSON', Buffer.from('{}').toString('base64url'), { label: ['Dog'] }],
  ])('is refused: one %s', (_what, text, query) => {
    expect(() => parseCursor(text, query)).toThrow(expect.objectContaining({ kind: 'invalid-cursor' }));
  });
});
