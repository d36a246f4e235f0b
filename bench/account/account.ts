// What an account has of Lambda and Rekognition, and how it refuses the rest.

import type { Random } from './random.ts';
import type { World } from './world.ts';

export interface Quotas {
  /** Concurrent executions of Lambda, of all functions together. */
  lambdas: number;
  /** Calls a second of each operation of Rekognition. */
  tps: number;
  /** Share of the Lambdas that an API beside the workflow uses on average. */
  background: number;
}

export const COLD_START_SECONDS = 0.8;
/** New environments that a function gets in ten seconds. https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html */
const SCALING = 1_000;
const API_CHANGES_SECONDS = 0.5;

export class Lambdas {
  readonly #world: World;
  readonly #random: Random;
  readonly #quotas: Quotas;
  readonly #warm = new Map<string, number>();
  readonly #scaling = new Map<string, { level: number; at: number }>();
  #busy = 0;
  #api = 0;
  /** Invocations of the API that were wanted, and those that were refused. */
  apiWanted = 0;
  apiDenied = 0;

  constructor(world: World, random: Random, quotas: Quotas) {
    this.#world = world;
    this.#random = random;
    this.#quotas = quotas;
  }

  /** @returns The seconds of a cold start, 0 where the function is warm; undefined where the account has none left. */
  enter(name: string): number | undefined {
    if (this.#busy + this.#api >= this.#quotas.lambdas) return undefined;
    const warm = this.#warm.get(name) ?? 0;
    if (warm > 0) this.#warm.set(name, warm - 1);
    else if (!this.#takeNewEnvironment(name)) return undefined;
    this.#busy += 1;
    return warm > 0 ? 0 : COLD_START_SECONDS;
  }

  leave(name: string): void {
    this.#busy -= 1;
    this.#warm.set(name, (this.#warm.get(name) ?? 0) + 1);
  }

  #takeNewEnvironment(name: string): boolean {
    const { level, at } = this.#scaling.get(name) ?? { level: SCALING, at: 0 };
    const refilled = Math.min(SCALING, level + ((this.#world.now - at) * SCALING) / 10);
    const isGranted = refilled >= 1;
    this.#scaling.set(name, { level: refilled - Number(isGranted), at: this.#world.now });
    return isGranted;
  }

  /** The API beside the workflow, for as long as `isOn`. */
  *api(isOn: () => boolean) {
    const { lambdas, background } = this.#quotas;
    while (isOn()) {
      const wanted = this.#random.poisson(lambdas * background);
      const granted = Math.min(wanted, Math.max(0, lambdas - this.#busy));
      this.apiWanted += wanted;
      this.apiDenied += wanted - granted;
      this.#api = granted;
      yield API_CHANGES_SECONDS;
    }
  }
}

/** A bucket of one second's calls for each operation. */
export class Rekognition {
  readonly #world: World;
  readonly #tps: number;
  readonly #buckets = new Map<string, { level: number; at: number }>();

  constructor(world: World, { tps }: Quotas) {
    this.#world = world;
    this.#tps = tps;
  }

  /** @returns Whether the call is answered; else it is throttled. */
  take(operation: string): boolean {
    const { level, at } = this.#buckets.get(operation) ?? { level: this.#tps, at: 0 };
    const refilled = Math.min(this.#tps, level + (this.#world.now - at) * this.#tps);
    const isGranted = refilled >= 1;
    this.#buckets.set(operation, { level: refilled - Number(isGranted), at: this.#world.now });
    return isGranted;
  }
}
