// Lambda entry of the TakeInObjects state of Backfill: some of what the uploads bucket holds goes through intake.

import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Context } from 'aws-lambda';
import { toClientOptions } from '../shared/client-options.ts';
import { stringFromEnv } from '../shared/env.ts';
import { imagesTableFromEnv } from '../shared/images-table.ts';
import { logger } from '../shared/logger.ts';
import { parseInput } from './input.ts';
import { type Taken, takeInObjects } from './take-in-objects.ts';

const services = {
  ...imagesTableFromEnv(),
  s3: new S3Client(toClientOptions()),
  uploadBucket: stringFromEnv('UPLOAD_BUCKET'),
  sqs: new SQSClient(toClientOptions()),
  intakeQueueUrl: stringFromEnv('INTAKE_QUEUE_URL'),
};

export const handler = async (event: unknown, context: Context): Promise<Taken> => {
  logger.addContext(context);
  const taken = await takeInObjects(services, parseInput(event));
  logger.info('Objects taken in', { ...taken });
  return taken;
};
