// Errors on demand, so that callers can be tested against a service that throttles or fails.

import { createHash } from 'node:crypto';
import { z } from 'zod';
import { RekognitionError } from './errors.ts';

const errorType = z.enum([
  'AccessDeniedException',
  'ImageTooLargeException',
  'InternalServerError',
  'InvalidImageFormatException',
  'InvalidParameterException',
  'InvalidS3ObjectException',
  'ProvisionedThroughputExceededException',
  'ResourceNotFoundException',
  'ThrottlingException',
]);

/** What to answer wrongly. `DELETE /faults` and the start without switches mean: nothing. */
const faultPlanSchema = z.strictObject({
  /** Share of all calls, 0 to 1, answered with ThrottlingException. */
  throttle: z.number().min(0).max(1).default(0),
  /** Operations that always answer with this error, for instance `{ "DetectLabels": "AccessDeniedException" }`. */
  errors: z.record(z.string(), errorType).default({}),
  /** The same seed throttles the same calls, counted from when the plan was set. */
  seed: z.int().min(0).default(1),
});

export type FaultPlan = z.infer<typeof faultPlanSchema>;

/** {@link https://docs.aws.amazon.com/rekognition/latest/dg/error-handling.html} */
const MESSAGES: Partial<Record<FaultPlan['errors'][string], string>> = {
  ImageTooLargeException: 'Image size is too large.',
  InternalServerError: 'Amazon Rekognition experienced a service issue. Try your call again.',
  InvalidImageFormatException: 'Request has invalid image format',
  InvalidParameterException: 'Request has invalid parameters',
  InvalidS3ObjectException: 'Request has invalid S3 object.',
  ProvisionedThroughputExceededException: 'Provisioned Rate exceeded.',
  ThrottlingException: 'Slow down; sudden increase in rate of requests.',
};

export class Faults {
  #plan: FaultPlan = faultPlanSchema.parse({});
  #random = seededRandom(this.#plan.seed);
  readonly #offered: readonly string[] | undefined;

  /** @param offered - Names of the operations that a plan may fail; absent: any. */
  constructor(offered?: readonly string[]) {
    this.#offered = offered;
  }

  get plan(): FaultPlan {
    return this.#plan;
  }

  /** @throws {Error} When `plan` is no fault plan; what is absent counts as not wanted. */
  set(plan: unknown): void {
    const parsed = faultPlanSchema.safeParse(plan);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw new Error(`Expected a fault plan but \`${issue?.path.join('.')}\` is wrong: ${issue?.message}`);
    }
    const unknown = Object.keys(parsed.data.errors).find((name) => this.#offered?.includes(name) === false);
    if (unknown !== undefined) {
      throw new Error(
        `Expected a fault plan but \`errors.${unknown}\` is wrong: there are ${this.#offered?.join(', ')}`,
      );
    }
    this.#plan = parsed.data;
    this.#random = seededRandom(this.#plan.seed);
  }

  /** @throws {RekognitionError} When this call of `operation` is one that the plan fails. */
  check(operation: string): void {
    const { errors, throttle } = this.#plan;
    const type = errors[operation] ?? (this.#random() < throttle ? 'ThrottlingException' : undefined);
    if (type)
      throw new RekognitionError(type, MESSAGES[type] ?? `Requested by the fault switch for ${operation}`);
  }
}

/** Even numbers in [0, 1) that a seed repeats: the hash of seed and count. */
function seededRandom(seed: number): () => number {
  let count = 0;
  return () => createHash('sha256').update(`${seed}:${count++}`).digest().readUInt32BE() / 2 ** 32;
}
