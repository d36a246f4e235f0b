// Lambda entry of ForgetQueue: what was made of a deleted photograph goes with it, and what was made by an older run.

import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { toClientOptions } from '../shared/client-options.ts';
import { stringFromEnv } from '../shared/env.ts';
import { imagesTableFromEnv } from '../shared/images-table.ts';
import type { Leftovers } from '../shared/leftovers.ts';
import { logger } from '../shared/logger.ts';
import type { Deletion } from '../shared/object-events.ts';
import { deleteLeftovers } from './delete-leftovers.ts';
import { forgetImage } from './forget-image.ts';
import { parseMessage } from './message.ts';

const services = {
  ...imagesTableFromEnv(),
  s3: new S3Client(toClientOptions()),
  resultsBucket: stringFromEnv('RESULTS_BUCKET'),
  sqs: new SQSClient(toClientOptions()),
  intakeQueueUrl: stringFromEnv('INTAKE_QUEUE_URL'),
  forgetQueueUrl: stringFromEnv('FORGET_QUEUE_URL'),
};

/** A message that fails five times waits in the dead-letter queue, with the alarm of all dead letters. */
export const handler = async ({ Records }: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
  logger.addContext(context);
  const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
  for (const { messageId, body } of Records) {
    try {
      await takeIn(parseMessage(body));
    } catch (error) {
      logger.error('Message not taken in', { messageId, error: error as Error });
      batchItemFailures.push({ itemIdentifier: messageId });
    }
  }
  return { batchItemFailures };
};

async function takeIn(message: Deletion | Leftovers): Promise<void> {
  if ('imageId' in message) {
    const deleted = await deleteLeftovers(services, message);
    logger.info('Leftovers deleted', { ...message, deleted });
  } else {
    const outcome = await forgetImage(services, message);
    logger.info('Deletion taken in', { ...message, outcome });
  }
}
