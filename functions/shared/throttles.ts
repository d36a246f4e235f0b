// How Rekognition refuses a call for lack of quota, and that somebody hears of it.

import type { RekognitionClient } from '@aws-sdk/client-rekognition';
import { publish } from './metrics.ts';

/** {@link https://docs.aws.amazon.com/rekognition/latest/dg/error-handling.html} */
const THROTTLES = new Set(['ProvisionedThroughputExceededException', 'ThrottlingException']);

export function isThrottle(error: unknown): boolean {
  return error instanceof Error && THROTTLES.has(error.name);
}

/** Counts every attempt that is refused, those that the SDK repeats by itself too. @returns The client. */
export function countThrottles(client: RekognitionClient): RekognitionClient {
  client.middlewareStack.add(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        if (isThrottle(error)) publish({ RekognitionThrottles: 1 });
        throw error;
      }
    },
    { name: 'countThrottles', step: 'deserialize', priority: 'high' }, // within each attempt
  );
  return client;
}
