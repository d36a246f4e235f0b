// Lambda entry of a schedule: nothing stays PROCESSING for ever.

import { SFNClient } from '@aws-sdk/client-sfn';
import type { Context } from 'aws-lambda';
import { toClientOptions } from '../shared/client-options.ts';
import { stringFromEnv } from '../shared/env.ts';
import { logger } from '../shared/logger.ts';
import { publish } from '../shared/metrics.ts';
import { recordStoreFromEnv } from '../shared/records/record-store.ts';
import { findOpen } from './find-open.ts';
import { sweep } from './sweep.ts';

/** Longer than the five deliveries take by which StartWorkflow tries to start an execution. */
export const OPEN_TOO_LONG_MS = 3_600_000;
/** What is left of an invocation when it begins no other record. The next one goes on. */
const RESERVE_MS = 10_000;

const services = {
  ...recordStoreFromEnv(),
  intakeQueueUrl: stringFromEnv('INTAKE_QUEUE_URL'),
  stepFunctions: new SFNClient(toClientOptions()),
};

/** How many records were looked at, and how many of them needed something. */
export const handler = async (
  _event: unknown,
  context: Context,
): Promise<{ open: number; swept: number }> => {
  logger.addContext(context);
  const before = new Date(Date.now() - OPEN_TOO_LONG_MS).toISOString();
  let [open, swept, failures] = [0, 0, 0];
  for await (const record of findOpen(services, before)) {
    if (context.getRemainingTimeInMillis() < RESERVE_MS) break;
    open++;
    const { imageId, source, execution } = record;
    try {
      const outcome = await sweep(services, record);
      if (outcome !== 'at work') swept++;
      logger.info('Record open for too long', { imageId, key: source.key, execution, outcome });
    } catch (error) {
      failures++; // the others have nothing to do with it
      logger.error('Record not swept', { imageId, key: source.key, execution, error: error as Error });
    }
  }
  publish({ Swept: swept });
  if (failures > 0) throw new Error(`Expected to sweep ${open} records but ${failures} failed: see the log`);
  return { open, swept };
};
