// From the recogniser's answer to characters: greedy decoding of connectionist temporal classification (CTC).

export interface Character {
  text: string;
  /** Probability, 0 to 1. */
  confidence: number;
  /** The steps it was seen in: from `start` up to but not including `end`. */
  start: number;
  end: number;
}

/** The class that says "nothing new here". */
const BLANK = 0;

/**
 * Takes the likeliest class of each step; repeats are one character, a blank between them makes two.
 *
 * @param probabilities - For each step along the text, the probability of every class.
 * @param alphabet - The text of each class; the first, the blank, is never read.
 */
export function decodeCtc(probabilities: Float32Array, alphabet: string[]): Character[] {
  const characters: Character[] = [];
  let previous = BLANK;
  for (let step = 0; (step + 1) * alphabet.length <= probabilities.length; step += 1) {
    const likeliest = indexOfGreatest(probabilities, step * alphabet.length, alphabet.length);
    const last = characters.at(-1);
    if (likeliest !== BLANK && likeliest === previous && last) {
      last.end = step + 1;
    } else if (likeliest !== BLANK) {
      characters.push({
        text: alphabet[likeliest] as string,
        confidence: probabilities[step * alphabet.length + likeliest] as number,
        start: step,
        end: step + 1,
      });
    }
    previous = likeliest;
  }
  return characters;
}

function indexOfGreatest(values: Float32Array, offset: number, count: number): number {
  let greatest = 0;
  for (let index = 1; index < count; index += 1) {
    if ((values[offset + index] as number) > (values[offset + greatest] as number)) greatest = index;
  }
  return greatest;
}
