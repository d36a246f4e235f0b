// What the pool and its workers say to each other.

import type { RekognitionErrorType } from '../errors.ts';

export type ToWorker = { kind: 'run'; engine: string; input: unknown } | { kind: 'close' };

export type FromWorker =
  | { kind: 'output'; output: unknown }
  | { kind: 'refusal'; type: RekognitionErrorType; message: string } // a RekognitionError, by value
  | { kind: 'failure'; reason: string }; // anything else: a bug or a missing model
