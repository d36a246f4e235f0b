import { describe, expect, it } from '@jest/globals';
import { toInstant } from '../../../operate/instant.ts';

describe('toInstant', () => {
  const now = new Date('2026-11-26T12:00:00Z');

  it.each([
    ['30s', '2026-11-26T11:59:30.000Z'],
    ['10m', '2026-11-26T11:50:00.000Z'],
    ['2h', '2026-11-26T10:00:00.000Z'],
    ['3d', '2026-11-23T12:00:00.000Z'],
    ['2026-11-01', '2026-11-01T00:00:00.000Z'],
    ['2026-11-01T10:20', '2026-11-01T10:20:00.000Z'],
    ['2026-11-01T10:20:30+02:00', '2026-11-01T08:20:30.000Z'],
  ])('reads %s, in UTC where no zone is said', (text, instant) => {
    expect(toInstant('--since', text, now).toISOString()).toBe(instant);
  });

  it.each(['today', '3', '2026-13-01', '11/01/2026', ''])('does not guess what "%s" is', (text) => {
    expect(() => toInstant('--since', text, now)).toThrow(`after --since but found "${text}"`);
  });
});
