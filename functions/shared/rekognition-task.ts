// What every task has that asks Rekognition: its client, and a place for its whole answers.

import { RekognitionClient } from '@aws-sdk/client-rekognition';
import { S3Client } from '@aws-sdk/client-s3';
import type { ImageObject } from '@image-workflow/record/image-object';
import { toClientOptions } from './client-options.ts';
import { stringFromEnv } from './env.ts';
import { storeAnswer } from './store-answer.ts';
import { countThrottles } from './throttles.ts';

const client = new RekognitionClient({
  // Twice that is less than the function's 120 s. The service needs a second; the offline server, a crowd's faces on a busy
  // machine and other photographs before them, a minute.
  ...toClientOptions({ requestTimeoutMs: 55_000 }),
  maxAttempts: 2, // the state machine retries too, and the two multiply
});
export const rekognition = countThrottles(client);

/** Holds the preview that Rekognition reads, and its answers. */
export const resultsBucket = stringFromEnv('RESULTS_BUCKET');

const s3 = new S3Client(toClientOptions());

/** As {@link storeAnswer}, in this stack's results bucket. */
export function storeResponse(image: ImageObject, feature: string, response: object): Promise<string> {
  return storeAnswer({ s3, resultsBucket }, image, feature, response);
}
