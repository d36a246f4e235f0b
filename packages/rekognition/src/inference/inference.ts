// What the operations ask: an engine about the bytes of a picture, which is decoded once for all of them.

import type { EngineInput, EngineName, EngineOutput } from './engines.ts';
import { InferencePool, type InferencePoolOptions } from './pool.ts';
import { RecentPictures } from './recent-pictures.ts';

/** An engine's input, with the picture as the client sent it. */
export type InferenceInput<Name extends EngineName> = Omit<EngineInput<Name>, 'image'> & {
  bytes: Uint8Array;
};

export interface Inference {
  /** @throws {RekognitionError} What no engine can read, what this one refused, or InternalServerError when it failed. */
  run<Name extends EngineName>(engine: Name, input: InferenceInput<Name>): Promise<EngineOutput<Name>>;
}

export class PooledInference implements Inference {
  readonly #pictures = new RecentPictures();
  readonly #pool: InferencePool;

  constructor(options: InferencePoolOptions) {
    this.#pool = new InferencePool(options);
  }

  async run<Name extends EngineName>(
    engine: Name,
    { bytes, ...input }: InferenceInput<Name>,
  ): Promise<EngineOutput<Name>> {
    const image = await this.#pictures.decoded(bytes);
    return this.#pool.run(engine, { ...input, image } as unknown as EngineInput<Name>);
  }

  /** Finishes what is running, then releases models and threads. */
  close(): Promise<void> {
    return this.#pool.close();
  }
}
