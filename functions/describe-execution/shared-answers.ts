// Answers that many ask for at the same time, read as seldom as they change.

import { ApiProblem, isThrottled } from '../shared/api/problem.ts';

export interface SharedAnswersOptions<Answer> {
  /** How long an answer is given again before it is read anew. */
  freshMs: (answer: Answer) => number;
  /**
   * Of one execution environment, of all answers together. Beyond it the last answer that is known is given; one that is
   * not known yet may take as many again.
   */
  maxReadsPerSecond: number;
  /** Beyond this the one that was asked for longest ago goes. */
  maxKept: number;
}

interface Kept<Answer> {
  answer?: Answer;
  readAt: number;
  /** Under way: whoever asks meanwhile waits for it too. */
  reading?: Promise<Answer>;
}

/** Kept in the execution environment: a further one reads for itself. */
export class SharedAnswers<Answer> {
  readonly #options: SharedAnswersOptions<Answer>;
  readonly #kept = new Map<string, Kept<Answer>>();
  #reads: number[] = [];

  constructor(options: SharedAnswersOptions<Answer>) {
    this.#options = options;
  }

  /**
   * @param read - Asks for it; is given the answer that is known already.
   * @throws What `read` throws, but not where it is throttled and an answer is known.
   * @throws {ApiProblem} 429 where nothing is known and too much was read.
   */
  async get(key: string, read: (known: Answer | undefined) => Promise<Answer>): Promise<Answer> {
    const kept = this.#keep(key);
    if (kept.reading) return kept.reading;
    const { answer, readAt } = kept;
    if (answer !== undefined && Date.now() - readAt < this.#options.freshMs(answer)) return answer;

    const { maxReadsPerSecond } = this.#options;
    const reads = this.#countReads();
    if (answer !== undefined && reads >= maxReadsPerSecond) return answer;
    if (reads >= 2 * maxReadsPerSecond) {
      throw new ApiProblem(
        'too-many-requests',
        'Expected fewer questions about different executions in one second',
        {
          headers: { 'retry-after': '1' },
        },
      );
    }
    this.#reads.push(Date.now());
    kept.reading = this.#read(kept, read);
    try {
      return await kept.reading;
    } finally {
      delete kept.reading;
    }
  }

  async #read(kept: Kept<Answer>, read: (known: Answer | undefined) => Promise<Answer>): Promise<Answer> {
    const known = kept.answer;
    try {
      kept.answer = await read(known);
      kept.readAt = Date.now();
      return kept.answer;
    } catch (error) {
      if (known === undefined || !isThrottled(error)) throw error;
      kept.readAt = Date.now(); // to ask again at once would not help
      return known;
    }
  }

  #keep(key: string): Kept<Answer> {
    const kept = this.#kept.get(key) ?? { readAt: 0 };
    this.#kept.delete(key);
    this.#kept.set(key, kept); // the last one now
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > this.#options.maxKept && oldest !== undefined) this.#kept.delete(oldest);
    return kept;
  }

  /** In the last second. */
  #countReads(): number {
    this.#reads = this.#reads.filter((at) => Date.now() - at < 1_000);
    return this.#reads.length;
  }
}
