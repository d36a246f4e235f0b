// Lambda entry of the DetectLabels state: what is in the picture, with boxes where Rekognition gives them.

import { DetectLabelsCommand, RekognitionClient } from '@aws-sdk/client-rekognition';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Context } from 'aws-lambda';
import { toClientOptions } from '../shared/client-options.ts';
import { integerFromEnv, percentFromEnv, stringFromEnv } from '../shared/env.ts';
import { logger } from '../shared/logger.ts';
import { parse } from '../shared/parse.ts';
import type { LabelsSlot } from '../shared/record.ts';
import { toRefusal, toRekognitionImage } from '../shared/rekognition-image.ts';
import { analysisKey } from '../shared/result-keys.ts';
import { analysisInputSchema } from '../shared/workflow.ts';
import { summarizeLabels } from './summarize-labels.ts';

const rekognition = new RekognitionClient({
  ...toClientOptions({ requestTimeoutMs: 25_000 }), // twice that is less than the function's 60 s
  maxAttempts: 2, // the state machine retries too, and the two multiply
});
const s3 = new S3Client(toClientOptions());
const resultsBucket = stringFromEnv('RESULTS_BUCKET');
const minConfidence = percentFromEnv('MIN_CONFIDENCE');
const maxLabels = integerFromEnv('MAX_LABELS');

export const handler = async (event: unknown, context: Context): Promise<LabelsSlot> => {
  logger.addContext(context);
  const { image, preview } = parse(analysisInputSchema, 'an image object and its preview', event);

  const reason = toRefusal(preview);
  if (reason) {
    logger.info('Labels skipped', { ...image, reason });
    return { status: 'SKIPPED', reason };
  }

  const { $metadata, ...response } = await rekognition.send(
    new DetectLabelsCommand({
      Image: toRekognitionImage(resultsBucket, preview),
      MinConfidence: minConfidence,
      MaxLabels: maxLabels,
    }),
  );
  const raw = analysisKey(image, 'labels');
  await s3.send(
    new PutObjectCommand({
      Bucket: resultsBucket,
      Key: raw,
      Body: JSON.stringify(response),
      ContentType: 'application/json',
    }),
  );

  const items = summarizeLabels(response);
  logger.info('Labels detected', { ...image, labels: items.length });
  return { status: 'SUCCEEDED', modelVersion: response.LabelModelVersion, items, raw };
};
