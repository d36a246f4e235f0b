import { beforeEach, describe, expect, it } from '@jest/globals';
import { type Lane, Pace, STARTERS, toSlots } from '../../../../functions/start-workflow/pace.ts';
import { startInTurn } from '../../../../functions/start-workflow/start-in-turn.ts';

/** Photographs at work, each for four seconds, in a time that passes only while somebody sleeps. */
class House {
  nowMs = 0;
  /** Seconds after which Step Functions lists a start, or an end. */
  lagMs = 0;
  lists = 0;
  readonly startedAtMs = new Map<string, number>();
  readonly workMs: number;

  constructor(workMs = 4_000) {
    this.workMs = workMs;
  }

  atWork(atMs = this.nowMs): string[] {
    return [...this.startedAtMs].flatMap(([name, startedAtMs]) =>
      startedAtMs <= atMs && atMs < startedAtMs + this.workMs ? [name] : [],
    );
  }

  readonly list = async (limit: number) => {
    this.lists += 1;
    return new Set(this.atWork(this.nowMs - this.lagMs).slice(0, limit));
  };

  readonly start = async (name: string) => {
    this.startedAtMs.set(name, this.nowMs);
    return name;
  };

  readonly clock = {
    nowMs: () => this.nowMs,
    sleep: async (ms: number) => {
      this.nowMs += ms;
    },
  };
}

const names = (count: number, prefix = 'photo') =>
  Array.from({ length: count }, (_, at) => `${prefix} ${at}`);

let house: House;
beforeEach(() => {
  house = new House();
});

function deliver(photographs: string[], pace: Pace, { lane = 'intake' as Lane, untilMs = 60_000 } = {}) {
  const { clock, start } = house;
  return startInTurn(photographs, { pace, lane, clock, untilMs: house.nowMs + untilMs, start });
}

describe('startInTurn', () => {
  it('starts the first at once', async () => {
    expect(await deliver(['photo'], new Pace(6, house.list))).toEqual({ failed: [], waiting: [] });
    expect([...house.startedAtMs]).toEqual([['photo', 0]]);
  });

  it('never has more at work than there are slots, and comes to an end', async () => {
    const pace = new Pace(6, house.list);
    let most = 0;
    const { start } = house;
    Object.assign(house, {
      start: async (name: string) => {
        const started = await start(name);
        most = Math.max(most, house.atWork().length);
        return started;
      },
    });

    for (let left = names(60); left.length > 0; left = (await deliver(left, pace)).waiting);

    expect(house.startedAtMs.size).toBe(60);
    expect(most).toBeLessThanOrEqual(6);
  });

  it('counts its own starts that are not listed yet, for every starter', async () => {
    const others = new Set(names(20, 'other'));
    const { waiting } = await deliver(names(10), new Pace(30, async () => others), { untilMs: 4_500 });

    expect(10 - waiting.length).toBe((30 - 20) / STARTERS); // nobody has seen one of them
  });

  it('forgets a start that is never listed, because it has long ended', async () => {
    house = new House(0);
    const { waiting } = await deliver(names(12), new Pace(6, house.list));
    expect(waiting).toEqual([]);
  });

  it('spreads the starts, so that photographs do not march in step', async () => {
    await deliver(names(5), new Pace(126, house.list));
    const startedAtMs = [...house.startedAtMs.values()];
    expect(startedAtMs).toEqual([0, 100, 200, 300, 400]); // two starters, 125 photographs in 6.25 s
  });

  it('asks Step Functions less than once a second', async () => {
    const pace = new Pace(6, house.list);
    for (let left = names(60); left.length > 0; left = (await deliver(left, pace)).waiting);
    expect(house.lists).toBeLessThan(house.nowMs / 1_000);
  });

  it('hands back whose turn does not come in time', async () => {
    const pace = new Pace(2, async () => new Set(['one', 'two']));
    const photographs = names(3);

    expect(await deliver(photographs, pace)).toEqual({ failed: [], waiting: photographs });
    expect(house.nowMs).toBeLessThanOrEqual(60_000);
  });

  it('goes on after one that cannot be started', async () => {
    const error = new Error('Rate exceeded');
    const { start } = house;
    Object.assign(house, {
      start: async (name: string) => {
        if (name === 'photo 1') throw error;
        return start(name);
      },
    });

    expect(await deliver(names(3), new Pace(6, house.list))).toEqual({
      failed: [{ photograph: 'photo 1', error }],
      waiting: [],
    });
    expect([...house.startedAtMs.keys()]).toEqual(['photo 0', 'photo 2']);
  });

  it('lets somebody who waits pass, when the house is full of others', async () => {
    const pace = new Pace(6, async () => new Set(names(6, 'bulk')));

    expect((await deliver(['bulk'], pace)).waiting).toEqual(['bulk']);
    expect((await deliver(['mine'], pace, { lane: 'fast' })).waiting).toEqual([]);
  });
});

describe('toSlots', () => {
  it.each([
    ['intake', 6, 6],
    ['fast', 6, 8],
    ['fast', 1, 2],
    ['fast', 800, 1_000],
  ] as const)('%s has of %d', (lane, max, slots) => {
    expect(toSlots(lane, max)).toBe(slots);
  });
});
