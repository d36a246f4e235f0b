// What becomes of a burst of photographs under an account's quotas: a discrete-event simulation.
//
// Real are the state machine with its retries, and the code by which StartWorkflow admits photographs and
// RecognizePeople waits for its quota. Modelled are time (../seconds.ts), Lambda and Rekognition (./account.ts), SQS, and
// the lag of ListExecutions.

import { toLongestPauseMs } from '../../functions/shared/people/wait-for-quota.ts';
import { type Lane, Pace, STARTERS } from '../../functions/start-workflow/pace.ts';
import { startInTurn } from '../../functions/start-workflow/start-in-turn.ts';
import {
  FEATURE_OF,
  SEARCHES_AT_ONCE,
  SECONDS,
  SECONDS_OF_A_REKOGNITION_CALL,
  SECONDS_OF_A_SKIPPED_FEATURE,
  SECONDS_OF_RECOGNIZING,
} from '../seconds.ts';
import { Lambdas, type Quotas, Rekognition } from './account.ts';
import { findLimit, type Limit } from './limit.ts';
import { findRetrier, type Machine, type State, toFunctionName, toPauseSeconds } from './machine.ts';
import { Random } from './random.ts';
import { type Process, World } from './world.ts';

export interface BurstOptions extends Quotas {
  photographs: number;
  /** Of every photograph; mixed: 55 % none, 30 % one, 10 % three, 4 % ten, 1 % fifty. */
  faces: number | 'mixed';
  /** The stack's parameter; undefined switches the pacing off: StartWorkflow starts whatever comes. */
  maxPhotographsInFlight: number | undefined;
  machine: Machine;
  /** The features that are on. */
  features: readonly string[];
  seed: number;
}

export type Status = 'SUCCEEDED' | 'PARTIAL' | 'FAILED' | 'TIMED_OUT';

export interface BurstResult extends Limit {
  /** Of the burst. */
  statuses: Record<Status, number>;
  /** From the first upload to the end of the last photograph of the burst. */
  seconds: number;
  transitions: number;
  retries: { lambda: number; rekognition: number };
  /** Seconds in which StartWorkflow was invoked, mostly to wait. */
  starterSeconds: number;
  /** Photographs that arrive one by one while the burst is at work, through the queue for people: seconds from upload to end. */
  single: { statuses: Record<Status, number>; seconds: number[] };
  /** Share of the API's invocations that were refused. */
  apiDenied: number;
  mostAtOnce: number;
  listCalls: number;
}

const UPLOADS_A_SECOND = 1_000;
const BATCH = 10;
const RECEIVE_SECONDS = 0.03;
/** Lambda's pollers where nothing limits them; they start with five and add 300 a minute. */
const UNPACED_POLLERS = 50;
/** StartWorkflow's time-out in the template, and what its handler keeps of it. */
const WAIT_SECONDS = 90 - 30;
/** RecognizePeople's, in the same way. */
const PATIENCE_SECONDS = 900 - 20;
/** ListExecutions is eventually consistent: an execution appears, and goes, within so many seconds. */
const LIST_LAG_SECONDS = [0.2, 3] as const;
const SDK_ATTEMPTS = 2; // of the other tasks, see functions/shared/rekognition-task.ts
const SDK_PAUSE_SECONDS = 0.5;
/** Cumulative shares of photographs with so many faces. */
const MIXED = [
  [0.55, 0],
  [0.85, 1],
  [0.95, 3],
  [0.99, 10],
  [1, 50],
] as const;

class Photograph {
  readonly name: string;
  readonly faces: number;
  readonly lane: Lane;
  arrivedAt = 0;
  startedAt = 0;
  isPartial = false;
  isLate = false;

  constructor(name: string, faces: number, lane: Lane) {
    this.name = name;
    this.faces = faces;
    this.lane = lane;
  }
}

export async function simulateBurst(options: BurstOptions): Promise<BurstResult> {
  return await new Burst(options).run();
}

class Burst {
  readonly #options: BurstOptions;
  readonly #world = new World();
  readonly #random: Random;
  readonly #lambdas: Lambdas;
  readonly #rekognition: Rekognition;
  readonly #bulk: Photograph[];
  readonly #singles: Photograph[];
  readonly #queues: Record<Lane, Photograph[]> = { fast: [], intake: [] };
  /** Pollers that wait for something to arrive. */
  readonly #idle: Record<Lane, (() => void)[]> = { fast: [], intake: [] };
  readonly #running = new Set<string>();
  readonly #listed = new Set<string>();
  readonly #result: BurstResult;
  #open: number;

  constructor(options: BurstOptions) {
    this.#options = options;
    this.#random = new Random(options.seed);
    this.#lambdas = new Lambdas(this.#world, this.#random, options);
    this.#rekognition = new Rekognition(this.#world, options);
    this.#bulk = Array.from(
      { length: options.photographs },
      (_, at) => new Photograph(`bulk ${at}`, this.#drawFaces(), 'intake'),
    );
    const singles = Math.min(100, Math.max(5, Math.ceil(options.photographs / 50)));
    this.#singles = Array.from({ length: singles }, (_, at) => new Photograph(`single ${at}`, 1, 'fast'));
    this.#open = this.#bulk.length + this.#singles.length;
    const none = () => ({ SUCCEEDED: 0, PARTIAL: 0, FAILED: 0, TIMED_OUT: 0 });
    this.#result = {
      statuses: none(),
      seconds: 0,
      ...this.#findLimit(),
      transitions: 0,
      retries: { lambda: 0, rekognition: 0 },
      starterSeconds: 0,
      single: { statuses: none(), seconds: [] },
      apiDenied: 0,
      mostAtOnce: 0,
      listCalls: 0,
    };
  }

  async run(): Promise<BurstResult> {
    this.#world.wake(this.#upload());
    this.#world.wake(this.#uploadSingles());
    this.#world.wake(this.#lambdas.api(() => this.#open > 0));
    const pollers = this.#options.maxPhotographsInFlight ? STARTERS : UNPACED_POLLERS;
    for (const lane of ['fast', 'intake'] as const)
      for (let at = 0; at < pollers; at += 1) void this.#poll(lane, at);
    await this.#world.run();

    const { apiWanted, apiDenied } = this.#lambdas;
    this.#result.single.seconds.sort((one, other) => one - other);
    return { ...this.#result, apiDenied: apiDenied / Math.max(1, apiWanted) };
  }

  // The burst

  #drawFaces(): number {
    if (this.#options.faces !== 'mixed') return this.#options.faces;
    const draw = this.#random.next();
    return MIXED.find(([share]) => draw < share)?.[1] ?? 0;
  }

  #findLimit(): Limit {
    const { lambdas, tps, background, machine } = this.#options;
    const tasks = listTasks(machine).filter((name) => name !== 'RecordFailure');
    return findLimit({
      faces: this.#bulk.map(({ faces }) => (this.#isOn('RecognizePeople') ? faces : 0)),
      functions: Object.fromEntries(
        ['StartWorkflow', ...tasks].map((name) => [name, this.#secondsOf(name, 0)]),
      ),
      lambdas: lambdas * (1 - background),
      tps,
      uploadsPerSecond: UPLOADS_A_SECOND,
    });
  }

  #secondsOf(name: string, ofRecognizing: number): number {
    if (name === 'RecognizePeople' && this.#isOn(name)) return ofRecognizing;
    if (name in FEATURE_OF)
      return this.#isOn(name) ? SECONDS_OF_A_REKOGNITION_CALL : SECONDS_OF_A_SKIPPED_FEATURE;
    const seconds = SECONDS[name];
    if (seconds === undefined) throw new Error(`Expected the seconds of ${name} in bench/seconds.ts`);
    return seconds;
  }

  #isOn(name: string): boolean {
    return this.#options.features.includes(FEATURE_OF[name] ?? '');
  }

  *#upload(): Process {
    for (const photograph of this.#bulk) {
      this.#arrive(photograph);
      yield 1 / UPLOADS_A_SECOND;
    }
  }

  *#uploadSingles(): Process {
    const pause = (0.95 * this.#result.limitSeconds) / this.#singles.length;
    for (const photograph of this.#singles) {
      yield pause;
      this.#arrive(photograph);
    }
  }

  #arrive(photograph: Photograph): void {
    photograph.arrivedAt = this.#world.now;
    this.#queues[photograph.lane].push(photograph);
    const poller = this.#idle[photograph.lane].shift();
    if (poller) this.#world.resolve(poller);
  }

  // Intake

  /** One of Lambda's pollers of a queue, and the environment of StartWorkflow that it invokes. */
  async #poll(lane: Lane, at: number): Promise<void> {
    await this.#world.sleep(at / 100);
    const pace = new Pace(this.#options.maxPhotographsInFlight ?? Infinity, async (limit) => {
      this.#result.listCalls += 1;
      return new Set([...this.#listed].slice(0, limit));
    });
    const queue = this.#queues[lane];
    while (this.#open > 0) {
      if (queue.length === 0) {
        await new Promise<void>((resolve) => this.#idle[lane].push(resolve));
        continue;
      }
      const batch = queue.splice(0, BATCH);
      await this.#world.sleep(RECEIVE_SECONDS);
      const invokedAt = await this.#enterPatiently('StartWorkflow');
      const waiting = await this.#startWorkflow(batch, lane, pace);
      this.#lambdas.leave('StartWorkflow');
      this.#result.starterSeconds += this.#world.now - invokedAt;
      queue.push(...waiting); // sent anew
    }
  }

  /** Lambda tries again where its own quota refuses a batch of a queue. @returns When it was invoked. */
  async #enterPatiently(name: string): Promise<number> {
    for (let refusals = 0; ; refusals += 1) {
      const coldStart = this.#lambdas.enter(name);
      if (coldStart !== undefined) {
        await this.#world.sleep(coldStart);
        return this.#world.now;
      }
      await this.#world.sleep(this.#random.between(0.1, Math.min(0.5 * 2 ** refusals, 10)));
    }
  }

  async #startWorkflow(batch: Photograph[], lane: Lane, pace: Pace): Promise<Photograph[]> {
    const start = async (photograph: Photograph) => {
      await this.#world.sleep(this.#secondsOf('StartWorkflow', 0));
      this.#start(photograph);
      return photograph.name;
    };
    if (!this.#options.maxPhotographsInFlight) {
      for (const photograph of batch) await start(photograph);
      return [];
    }
    const clock = {
      nowMs: () => this.#world.now * 1_000,
      sleep: (ms: number) => this.#world.sleep(ms / 1_000),
    };
    const untilMs = clock.nowMs() + WAIT_SECONDS * 1_000;
    const { waiting } = await startInTurn(batch, { pace, lane, clock, untilMs, start });
    return waiting;
  }

  // The workflow

  #start(photograph: Photograph): void {
    photograph.startedAt = this.#world.now;
    this.#running.add(photograph.name);
    this.#result.mostAtOnce = Math.max(this.#result.mostAtOnce, this.#running.size);
    this.#world.wake(this.#list(photograph));
    this.#world.wake(this.#execute(photograph), this.#random.between(0, 0.02));
  }

  *#list({ name }: Photograph): Process {
    yield this.#random.between(...LIST_LAG_SECONDS);
    if (this.#running.has(name)) this.#listed.add(name);
  }

  *#execute(photograph: Photograph): Process {
    const ended = yield* this.#runStates(this.#options.machine, photograph);
    const status = photograph.isLate
      ? 'TIMED_OUT'
      : ended === 'failed'
        ? 'FAILED'
        : photograph.isPartial
          ? 'PARTIAL'
          : 'SUCCEEDED';
    this.#open -= 1;
    this.#running.delete(photograph.name);
    if (photograph.lane === 'fast') {
      this.#result.single.statuses[status] += 1;
      this.#result.single.seconds.push(this.#world.now - photograph.arrivedAt);
    } else {
      this.#result.statuses[status] += 1;
      this.#result.seconds = this.#world.now;
    }
    yield this.#random.between(...LIST_LAG_SECONDS);
    this.#listed.delete(photograph.name);
  }

  *#runStates({ StartAt, States }: Machine, photograph: Photograph): Process<'ended' | 'failed'> {
    for (let name: string | undefined = StartAt; name !== undefined; ) {
      const state: State | undefined = States[name];
      if (!state) throw new Error(`Expected a state ${name}`);
      this.#result.transitions += 1;
      let isCaught = false;
      if (state.Type === 'Fail') return 'failed';
      if (state.Type === 'Task') isCaught = !(yield* this.#runTask(state, photograph));
      if (state.Type === 'Parallel') isCaught = !(yield* this.#runBranches(state, photograph));
      if (photograph.isLate || (isCaught && !state.Catch)) return 'failed';
      // Every photograph of a burst is one that can be read: the first choice.
      name = isCaught ? state.Catch?.[0]?.Next : (state.Choices?.[0]?.Next ?? state.Next);
      if (isCaught && !name) return 'failed';
      photograph.isPartial ||= isCaught;
    }
    return 'ended';
  }

  *#runBranches({ Branches = [] }: State, photograph: Photograph): Process<boolean> {
    const ends = yield* this.#world.all(Branches.map((branch) => this.#runStates(branch, photograph)));
    return ends.every((end) => end === 'ended');
  }

  /** @returns Whether it succeeded at last. */
  *#runTask(state: State, photograph: Photograph): Process<boolean> {
    const { machine } = this.#options;
    const retries = new Map<unknown, number>();
    for (;;) {
      const refusal = yield* this.#invoke(toFunctionName(state), photograph);
      if (!refusal) return true;
      const retrier = findRetrier(state, refusal);
      const before = retries.get(retrier) ?? 0;
      const pause = retrier && toPauseSeconds(retrier, before, this.#random.next());
      if (pause === undefined) return false;
      retries.set(retrier, before + 1);
      this.#result.retries[refusal.startsWith('Lambda.') ? 'lambda' : 'rekognition'] += 1;
      yield pause;
      if (this.#world.now - photograph.startedAt > (machine.TimeoutSeconds ?? Infinity)) {
        photograph.isLate = true;
        return false;
      }
    }
  }

  /** @returns The error that the state machine sees; undefined where there is none. */
  *#invoke(name: string, photograph: Photograph): Process<string | undefined> {
    const coldStart = this.#lambdas.enter(name);
    if (coldStart === undefined) return 'Lambda.TooManyRequestsException';
    yield coldStart;
    let isAnswered = true;
    if (name === 'RecognizePeople' && this.#isOn(name)) isAnswered = yield* this.#recognizePeople(photograph);
    else if (this.#isOn(name)) {
      isAnswered = yield* this.#askOnce(name);
      if (isAnswered) yield this.#vary(this.#secondsOf(name, 0));
    } else yield this.#vary(this.#secondsOf(name, 0));
    this.#lambdas.leave(name);
    return isAnswered ? undefined : 'ProvisionedThroughputExceededException';
  }

  /** One call with the SDK's own attempts. */
  *#askOnce(operation: string): Process<boolean> {
    for (let attempt = 1; ; attempt += 1) {
      if (this.#rekognition.take(operation)) return true;
      if (attempt === SDK_ATTEMPTS) return false;
      yield this.#random.between(0, SDK_PAUSE_SECONDS);
    }
  }

  /** The largest face first, then the others, some at once. */
  *#recognizePeople(photograph: Photograph): Process<boolean> {
    const { faces } = photograph;
    if (faces === 0) {
      yield SECONDS_OF_RECOGNIZING.withoutFaces;
      return true;
    }
    yield SECONDS_OF_RECOGNIZING.readPreview;
    const search = {
      waiting: faces,
      answered: 0,
      until: this.#world.now + PATIENCE_SECONDS,
      isRefused: false,
    };
    yield* this.#searchNext(search);
    yield* this.#world.all(Array.from({ length: SEARCHES_AT_ONCE }, () => this.#searchRest(search)));
    if (search.answered > 0 && search.isRefused) photograph.isPartial = true; // it keeps the answers it has
    return search.answered > 0;
  }

  *#searchRest(search: Search): Process {
    while (search.waiting > 0 && !search.isRefused) yield* this.#searchNext(search);
  }

  *#searchNext(search: Search): Process {
    search.waiting -= 1;
    for (let refusals = 1; !this.#rekognition.take('SearchFacesByImage'); refusals += 1) {
      const pause = (this.#random.next() * toLongestPauseMs(refusals)) / 1_000;
      if (this.#world.now + pause > search.until || search.isRefused) {
        search.isRefused = true;
        return;
      }
      yield pause;
    }
    yield this.#vary(SECONDS_OF_RECOGNIZING.search);
    search.answered += 1;
  }

  #vary(seconds: number): number {
    return seconds * this.#random.between(0.8, 1.2);
  }
}

interface Search {
  /** Faces not yet searched. */
  waiting: number;
  answered: number;
  /** When patience ends. */
  until: number;
  isRefused: boolean;
}

/** The functions that a photograph meets, in every branch. */
function listTasks({ States }: Machine): string[] {
  return Object.values(States).flatMap((state) => [
    ...(state.Type === 'Task' ? [toFunctionName(state)] : []),
    ...(state.Branches ?? []).flatMap(listTasks),
  ]);
}
