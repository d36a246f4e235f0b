// Lambda entry of the status-change rule: closes the record of an execution that could not do so itself.

import { S3Client } from '@aws-sdk/client-s3';
import { imageRecordSchema } from '@image-workflow/record';
import type { Context } from 'aws-lambda';
import { toClientOptions } from '../shared/client-options.ts';
import { closeRecord } from '../shared/close-record.ts';
import { stringFromEnv } from '../shared/env.ts';
import { imagesTableFromEnv } from '../shared/images-table.ts';
import { logger } from '../shared/logger.ts';
import { parse } from '../shared/parse.ts';
import { publishPhotograph } from '../shared/photograph-metrics.ts';
import { writeRecordCopy } from '../shared/record-copy.ts';
import { parseExecutionEnded } from './execution-ended.ts';

const s3 = new S3Client(toClientOptions());
const table = imagesTableFromEnv();
const resultsBucket = stringFromEnv('RESULTS_BUCKET');

export const handler = async (event: unknown, context: Context): Promise<void> => {
  logger.addContext(context);
  const ended = parseExecutionEnded(event);

  const item = ended && (await closeRecord(table, ended));
  const record = item && parse(imageRecordSchema, 'a record', item);
  if (!record || record.execution.arn !== ended.executionArn) {
    logger.info('No record waits for the execution', { ...ended });
    return;
  }
  if (record.execution.finishedAt === ended.finishedAt) publishPhotograph(record); // else it has closed itself, and told so
  await writeRecordCopy(s3, resultsBucket, record); // also where RecordFailure wrote the table but not the copy

  logger.info('Record closed', { ...ended, status: record.status });
};
