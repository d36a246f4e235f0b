// Lambda entry of ForgetQueue: what was made of a deleted photograph goes with it.

import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { toClientOptions } from '../shared/client-options.ts';
import { stringFromEnv } from '../shared/env.ts';
import { imagesTableFromEnv } from '../shared/images-table.ts';
import { logger } from '../shared/logger.ts';
import { forgetImage } from './forget-image.ts';
import { parseObjectDeleted } from './object-deleted.ts';

const services = {
  ...imagesTableFromEnv(),
  s3: new S3Client(toClientOptions()),
  resultsBucket: stringFromEnv('RESULTS_BUCKET'),
  sqs: new SQSClient(toClientOptions()),
  intakeQueueUrl: stringFromEnv('INTAKE_QUEUE_URL'),
};

/** A message that fails five times waits in the dead-letter queue, with the alarm of all dead letters. */
export const handler = async ({ Records }: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
  logger.addContext(context);
  const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
  for (const { messageId, body } of Records) {
    try {
      const deletion = parseObjectDeleted(body);
      const outcome = await forgetImage(services, deletion);
      logger.info('Deletion taken in', { ...deletion, outcome });
    } catch (error) {
      logger.error('Deletion not taken in', { messageId, error: error as Error });
      batchItemFailures.push({ itemIdentifier: messageId });
    }
  }
  return { batchItemFailures };
};
