// Time that passes only while everybody sleeps. A process is a generator that yields the seconds it sleeps, or nothing
// where somebody will wake it. Code that sleeps with promises, as the real one does, has a clock of its own.

export type Process<Result = void> = Generator<number | undefined, Result, void>;

export class World {
  now = 0; // seconds
  readonly #heap = new Heap<Process<unknown> | (() => void)>();
  #current: Process<unknown> | undefined;

  /** @param delay - Seconds from now. */
  wake(process: Process<unknown>, delay = 0): void {
    this.#heap.push(this.now + delay, process);
  }

  /** For code that sleeps with promises. */
  async sleep(seconds: number): Promise<void> {
    await new Promise<void>((resolve) => this.resolve(resolve, seconds));
  }

  /** Lets go on who waits for this promise. */
  resolve(resolve: () => void, delay = 0): void {
    this.#heap.push(this.now + delay, resolve);
  }

  /** Runs processes beside one another. The process that yields this goes on when all have ended. */
  *all<Result>(processes: Process<Result>[]): Process<Result[]> {
    const results: Result[] = [];
    const waiting = this.#current;
    let left = processes.length;
    const run = function* (this: World, process: Process<Result>, at: number): Process {
      results[at] = yield* process;
      left -= 1;
      if (left === 0 && waiting) this.wake(waiting);
    }.bind(this);
    for (const [at, process] of processes.entries()) this.wake(run(process, at));
    yield undefined;
    return results;
  }

  /** @returns When nobody has anything left to do. */
  async run(): Promise<void> {
    for (let next = this.#heap.pop(); next; next = this.#heap.pop()) {
      this.now = next.at;
      if (typeof next.item === 'function') {
        next.item();
        await settle();
      } else {
        this.#current = next.item;
        const { done, value } = next.item.next();
        if (!done && value !== undefined) this.wake(next.item, value);
      }
    }
  }
}

/** Lets every promise go on until it waits for time again. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A binary heap by time; what was pushed first comes first among equals. */
class Heap<Item> {
  readonly #entries: { at: number; order: number; item: Item }[] = [];
  #order = 0;

  push(at: number, item: Item): void {
    const entries = this.#entries;
    const entry = { at, order: this.#order++, item };
    let index = entries.length;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = entries[parent];
      if (!above || isBefore(above, entry)) break;
      entries[index] = above;
      index = parent;
    }
    entries[index] = entry;
  }

  pop(): { at: number; item: Item } | undefined {
    const entries = this.#entries;
    const top = entries[0];
    const last = entries.pop();
    if (!top || !last || entries.length === 0) return top;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      let below = entries[child];
      if (!below) break;
      const right = entries[child + 1];
      if (right && isBefore(right, below)) [child, below] = [child + 1, right];
      if (isBefore(last, below)) break;
      entries[index] = below;
      index = child;
    }
    entries[index] = last;
    return top;
  }
}

interface Timed {
  at: number;
  order: number;
}

function isBefore(one: Timed, other: Timed): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}
