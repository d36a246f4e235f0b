// When the next photograph may start: never more are at work than the account carries.
//
// What is at work is counted by asking Step Functions, so there is no counter that could leak. The answer lags by a few
// seconds, so what was started here meanwhile is counted beside it.

/** MaximumConcurrency of each event source in the template, the least that Lambda takes: so many of us start at once. */
export const STARTERS = 2;
/**
 * Filling all slots but one takes as long as a photograph is at work, so that photographs do not march in step and want the
 * same function at once. One less, because where slots are few it takes little to want more Lambdas than there are.
 */
const SPREAD_MS = 6_250;
/** Between two looks at what runs. ListExecutions refills two calls a second in most regions, for the whole account. */
const LOOK_EVERY_MS = 1_500;
/** As long as a start counts that Step Functions does not list: it lags, or the photograph has ended between two looks. */
const UNLISTED_MS = 5_000;

/** What a person waits for has a queue of its own, and slots that nothing else takes. */
export type Lane = 'fast' | 'intake';

/**
 * @param limit - More need not be told.
 * @returns The names of the executions that run; what happened in the last seconds may be missing. Undefined where Step
 *   Functions had no time for the question.
 */
export type ListRunning = (limit: number) => Promise<ReadonlySet<string> | undefined>;

/** Photographs that may be at work where one more of this lane wants to start: a quarter is for those who wait. */
export function toSlots(lane: Lane, maxPhotographsInFlight: number): number {
  return maxPhotographsInFlight + (lane === 'fast' ? Math.ceil(maxPhotographsInFlight / 4) : 0);
}

export class Pace {
  readonly #maxInFlight: number;
  readonly #listRunning: ListRunning;
  #listed: ReadonlySet<string> | undefined;
  #lookedAtMs = Number.NEGATIVE_INFINITY;
  #nextStartMs = Number.NEGATIVE_INFINITY;
  /** When each was started here that is not listed yet. */
  #unlisted = new Map<string, number>();

  /** @param maxPhotographsInFlight - The stack's parameter. */
  constructor(maxPhotographsInFlight: number, listRunning: ListRunning) {
    this.#maxInFlight = maxPhotographsInFlight;
    this.#listRunning = listRunning;
  }

  /**
   * @param nowMs - Any clock, the same as for `noteStart`.
   * @returns Milliseconds after which to ask again; 0 where the next photograph may start now.
   */
  async pauseMs(lane: Lane, nowMs: number): Promise<number> {
    if (nowMs < this.#nextStartMs) return toPause(this.#nextStartMs - nowMs);
    if (nowMs - this.#lookedAtMs >= LOOK_EVERY_MS) await this.#look(nowMs);
    // The other starters have made starts that are not listed either: as many, as far as anybody can tell.
    const atWork = (this.#listed?.size ?? Number.POSITIVE_INFINITY) + STARTERS * this.#unlisted.size;
    return atWork < toSlots(lane, this.#maxInFlight) ? 0 : toPause(this.#lookedAtMs + LOOK_EVERY_MS - nowMs);
  }

  noteStart(executionName: string, nowMs: number): void {
    this.#unlisted.set(executionName, nowMs);
    this.#nextStartMs = nowMs + (STARTERS * SPREAD_MS) / Math.max(1, this.#maxInFlight - 1);
  }

  async #look(nowMs: number): Promise<void> {
    this.#listed = await this.#listRunning(toSlots('fast', this.#maxInFlight));
    this.#lookedAtMs = nowMs;
    for (const [name, startedAtMs] of this.#unlisted) {
      if (this.#listed?.has(name) || nowMs - startedAtMs >= UNLISTED_MS) this.#unlisted.delete(name);
    }
  }
}

/** Whole milliseconds, and never none: that would mean a start. */
function toPause(ms: number): number {
  return Math.max(1, Math.ceil(ms));
}
