// What every task has that asks Rekognition: its client, a place for its whole answers, and those that are there already.

import { createHash } from 'node:crypto';
import { RekognitionClient } from '@aws-sdk/client-rekognition';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { ImageObject } from '@image-workflow/record/image-object';
import { toClientOptions } from './client-options.ts';
import { stringFromEnv } from './env.ts';
import { logger } from './logger.ts';
import { storeAnswer } from './store-answer.ts';
import { countThrottles } from './throttles.ts';
import type { AnalysisInput } from './workflow.ts';

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

/** What a slot of the record says of the answer that it summarizes. */
export interface Asked<Answer> {
  response: Answer;
  /** Key of the whole answer in the results bucket. */
  raw: string;
  /** There where no call was made. */
  reused?: true;
}

/**
 * Rekognition's answer about a picture: the one that it gave before, where the same picture was asked about in the same
 * way, else a new one. Either way it is stored as this photograph's own, so that each can be deleted without the other.
 *
 * @param feature - The slot's name in the record.
 * @param request - All that decides the answer beside the picture.
 * @param call - Makes the paid call.
 */
export async function ask<Answer extends object>(
  feature: string,
  { image, preview }: Pick<AnalysisInput, 'image' | 'preview'>,
  request: object,
  call: () => Promise<Answer>,
): Promise<Asked<Answer>> {
  const metadata = { request: createHash('sha256').update(JSON.stringify(request)).digest('hex') };
  const known = await readAnswer<Answer>(preview.answers?.[feature], metadata.request);
  const response = known ?? (await call());
  const raw = await storeAnswer({ s3, resultsBucket }, image, feature, response, metadata);
  return { response, raw, ...(known && { reused: true }) };
}

/** @returns Undefined where there is none, it was deleted meanwhile, or it answers another request. */
async function readAnswer<Answer>(key: string | undefined, request: string): Promise<Answer | undefined> {
  if (key === undefined) return undefined;
  try {
    const { Body, Metadata } = await s3.send(new GetObjectCommand({ Bucket: resultsBucket, Key: key }));
    if (Metadata?.request !== request || !Body) return undefined;
    return JSON.parse(await Body.transformToString()); // as Rekognition gave it, and as it was stored by ask()
  } catch (error) {
    logger.info('Known answer not read', { key, error: error as Error });
    return undefined;
  }
}
