// Lambda entry of the RecordFailure state: the record says FAILED and why, and keeps what was known before.

import type { Context } from 'aws-lambda';
import { logger } from '../shared/logger.ts';
import { parse } from '../shared/parse.ts';
import { publishPhotograph } from '../shared/photograph-metrics.ts';
import { recordStoreFromEnv } from '../shared/records/record-store.ts';
import { storeRecord } from '../shared/records/store-record.ts';
import { isGone, tellOfGoneVersion } from './tell-of-gone-version.ts';
import { failureInputSchema, toFailedRecord } from './to-failed-record.ts';

const store = recordStoreFromEnv();

/** `stored` is false where a newer version of the object has the record. */
export const handler = async (event: unknown, context: Context): Promise<{ stored: boolean }> => {
  logger.addContext(context);
  const input = parse(failureInputSchema, 'an execution, its state and its error', event);

  const finishedAt = new Date().toISOString();
  const record = toFailedRecord(input, finishedAt);
  const stored = await storeRecord(store, record);
  if (isGone(input.state.error.Error)) await tellOfGoneVersion(store, input.state.image, finishedAt);
  if (stored) publishPhotograph(record);

  logger.info(stored ? 'Failure recorded' : 'Failure superseded', {
    ...input.state.image,
    failure: record.error,
  });
  return { stored };
};
