import { describe, expect, it } from '@jest/globals';
import { parseCursor, toCursor } from '../../../../../functions/shared/api/cursor.ts';

const cursor = toCursor('2024-05-01T10:20:30.000#1', { label: ['Dog'] });

describe('a cursor', () => {
  it('says where the next page begins', () => {
    expect(parseCursor(cursor, { label: ['Dog'] })).toBe('2024-05-01T10:20:30.000#1');
  });

  it('is refused beyond its list, which DynamoDB would refuse as an error of ours', () => {
    const bounds = { low: '2024', high: '2024~' };

    expect(parseCursor(cursor, { label: ['Dog'] }, bounds)).toContain('2024-05-01');
    for (const position of ['\u0000', '2023', '~~'])
      expect(() => parseCursor(toCursor(position, 'q'), 'q', bounds)).toThrow(
        expect.objectContaining({ kind: 'invalid-cursor' }),
      );
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
