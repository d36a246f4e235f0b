import { describe, expect, it } from '@jest/globals';
import { decodeCtc } from '../../src/text/ctc.ts';

const alphabet = ['', 'a', 'b', ' '];

/** Steps by their likeliest class, `_` for the blank; each is 0.7 sure. */
function steps(likeliest: string): Float32Array {
  return Float32Array.from(
    [...likeliest].flatMap((text) => alphabet.map((other) => (other === text.replace('_', '') ? 0.7 : 0.1))),
  );
}

const texts = (likeliest: string) => decodeCtc(steps(likeliest), alphabet).map(({ text }) => text);

describe('decodeCtc', () => {
  it('takes a character that goes on for one, and one after a blank for another', () => {
    expect(texts('aa_a')).toEqual(['a', 'a']);
    expect(texts('_aab_ b_')).toEqual(['a', 'b', ' ', 'b']);
  });

  it('says how sure it is and which steps a character took', () => {
    expect(decodeCtc(steps('_aab'), alphabet)).toEqual([
      { text: 'a', confidence: expect.closeTo(0.7), start: 1, end: 3 },
      { text: 'b', confidence: expect.closeTo(0.7), start: 3, end: 4 },
    ]);
  });

  it('reads nothing from blanks', () => {
    expect(texts('____')).toEqual([]);
    expect(texts('')).toEqual([]);
  });
});
