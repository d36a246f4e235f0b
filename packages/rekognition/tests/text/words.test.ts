import { describe, expect, it } from '@jest/globals';
import type { Character } from '../../src/text/ctc.ts';
import { meanConfidence, toWords } from '../../src/text/words.ts';

/** One character a step; `_` is a step without one. */
function characters(line: string, confidence = 0.9): Character[] {
  return [...line].flatMap((text, start) =>
    text === '_' ? [] : [{ text, confidence, start, end: start + 1 }],
  );
}

describe('toWords', () => {
  it('splits at spaces, of which any number is one', () => {
    expect(toWords(characters(' but  keep '), 11).map(({ text }) => text)).toEqual(['but', 'keep']);
    expect(toWords(characters('_ _'), 3)).toEqual([]);
  });

  it('gives the mean confidence of the characters', () => {
    const line = characters('ab');
    (line[1] as Character).confidence = 0.5;

    expect(toWords(line, 2)[0]?.confidence).toBeCloseTo(0.7);
    expect(meanConfidence([])).toBe(0);
  });

  it('reaches a share of a character beyond what was seen', () => {
    const [word] = toWords(characters('__ab__'), 6);

    expect(word?.from).toBeCloseTo((2 - 0.3) / 6);
    expect(word?.to).toBeCloseTo((4 + 0.3) / 6);
  });

  it('reaches no further than the middle of a gap, nor past the line', () => {
    const [first, second] = toWords(characters('aaaa bbbb'), 9);
    expect(first?.from).toBe(0);
    expect(second?.to).toBe(1);

    const [left, right] = toWords(
      [
        { text: 'W', confidence: 1, start: 0, end: 4 },
        { text: ' ', confidence: 1, start: 4, end: 5 },
        { text: 'W', confidence: 1, start: 5, end: 9 },
      ],
      9,
    );
    expect(left?.to).toBeCloseTo(4.5 / 9);
    expect(right?.from).toBeCloseTo(4.5 / 9);
  });
});
