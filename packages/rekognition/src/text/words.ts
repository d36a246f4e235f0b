// The words of a line, and how much of the line each takes.

import type { Character } from './ctc.ts';

export interface Word {
  text: string;
  /** Mean probability of its characters, 0 to 1. */
  confidence: number;
  /** Where it starts and ends, as fractions of the line's width. */
  from: number;
  to: number;
}

/** CTC sees the middle of a character: a word reaches about this share of a character further on either side. */
const REACH = 0.3;

/** Splits at spaces. @param steps - How many steps of the recogniser span the line. */
export function toWords(characters: Character[], steps: number): Word[] {
  const words = splitAtSpaces(characters).map((letters) => ({
    text: letters.map((letter) => letter.text).join(''),
    confidence: meanConfidence(letters),
    from: Math.min(1, (letters[0]?.start ?? 0) / steps),
    to: Math.min(1, (letters.at(-1)?.end ?? 0) / steps),
    letters: letters.length,
  }));
  return words.map(({ letters, ...word }, index) => {
    const reach = (REACH * (word.to - word.from)) / letters;
    const before = words[index - 1];
    const after = words[index + 1];
    return {
      ...word,
      from: Math.max(0, word.from - (before ? Math.min(reach, (word.from - before.to) / 2) : reach)),
      to: Math.min(1, word.to + (after ? Math.min(reach, (after.from - word.to) / 2) : reach)),
    };
  });
}

/** Mean probability, 0 to 1; 0 of nothing. */
export function meanConfidence(characters: Character[]): number {
  if (characters.length === 0) return 0;
  return characters.reduce((sum, character) => sum + character.confidence, 0) / characters.length;
}

function splitAtSpaces(characters: Character[]): Character[][] {
  const words: Character[][] = [];
  let word: Character[] | undefined;
  for (const character of characters) {
    if (character.text.trim() === '') {
      word = undefined;
    } else if (word) {
      word.push(character);
    } else {
      word = [character];
      words.push(word);
    }
  }
  return words;
}
