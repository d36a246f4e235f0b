// How far a session is: `7 of 20 · about 40 s left`.

import { seconds } from '../../terminal/terminal.mjs';
import { dim } from '../../terminal/text.ts';

/** Where lines cannot change in place, they come this often. */
const REPEAT_MS = 15_000;

export class Progress {
  readonly #startedAt = Date.now();
  #expected: number;
  #finished = 0;
  #saidAt = Date.now();

  constructor(expected: number) {
    this.#expected = expected;
  }

  /** More photographs than were known of at first. */
  expect(more: number): void {
    this.#expected += more;
  }

  finish(): void {
    this.#finished++;
  }

  /** Nothing where there is one photograph, or all are finished. */
  describe(now = Date.now()): string[] {
    const left = this.#expected - this.#finished;
    if (this.#expected < 2 || left <= 0) return [];
    const count = `${this.#finished} of ${this.#expected}`;
    if (this.#finished === 0) return [dim(`  ${count}`)];
    const leftMs = ((now - this.#startedAt) / this.#finished) * left;
    return [dim(`  ${count} · about ${seconds(Math.max(leftMs, 1_000))} left`)];
  }

  /** The same, but not more often than a log can bear. */
  describeSometimes(now = Date.now()): string[] {
    if (now - this.#saidAt < REPEAT_MS) return [];
    this.#saidAt = now;
    return this.describe(now);
  }
}
