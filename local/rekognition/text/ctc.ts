// From the recogniser's answer to characters: greedy decoding of connectionist temporal classification (CTC).

export interface Character {
  text: string;
  /** Probability, 0 to 1. */
  confidence: number;
  /** The steps it was seen in: from `start` up to but not including `end`. */
  start: number;
  end: number;
}

/** For each step along the line, the probability of every class. */
export interface StepProbabilities {
  data: Float32Array;
  steps: number;
  classes: number;
}

/** The class that says "nothing new here". */
const BLANK = 0;

/**
 * Takes the likeliest class of each step; repeats are one character, a blank between them makes two.
 *
 * @param alphabet - The text of each class; the first, the blank, is never read.
 */
export function decodeCtc({ data, steps, classes }: StepProbabilities, alphabet: string[]): Character[] {
  const characters: Character[] = [];
  let previous = BLANK;
  for (let step = 0; step < steps; step += 1) {
    const likeliest = indexOfGreatest(data, step * classes, classes);
    if (likeliest !== BLANK) {
      const last = characters.at(-1);
      if (likeliest === previous && last) last.end = step + 1;
      else {
        characters.push({
          text: alphabet[likeliest] ?? '',
          confidence: data[step * classes + likeliest] as number,
          start: step,
          end: step + 1,
        });
      }
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
