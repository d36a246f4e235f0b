// Lambda entry of the status-change rule: closes the record of an execution that could not do so itself.

import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Context } from 'aws-lambda';
import { toClientOptions } from '../shared/client-options.ts';
import { endRecord } from '../shared/end-record.ts';
import { stringFromEnv } from '../shared/env.ts';
import { imagesTableFromEnv } from '../shared/images-table.ts';
import { logger } from '../shared/logger.ts';
import { parseExecutionEnded } from './execution-ended.ts';

const store = {
  ...imagesTableFromEnv(),
  s3: new S3Client(toClientOptions()),
  resultsBucket: stringFromEnv('RESULTS_BUCKET'),
  sqs: new SQSClient(toClientOptions()),
  forgetQueueUrl: stringFromEnv('FORGET_QUEUE_URL'),
};

export const handler = async (event: unknown, context: Context): Promise<void> => {
  logger.addContext(context);
  const ended = parseExecutionEnded(event);

  const record = ended && (await endRecord(store, ended));
  if (record) logger.info('Record closed', { ...ended, status: record.status });
  else logger.info('No record waits for the execution', { ...ended });
};
