// Lambda entry of the RecordFailure state: the record says FAILED and why, and keeps what was known before.

import type { Context } from 'aws-lambda';
import { logger } from '../shared/logger.ts';
import { parse } from '../shared/parse.ts';
import { publishPhotograph } from '../shared/photograph-metrics.ts';
import { recordStoreFromEnv } from '../shared/records/record-store.ts';
import { storeRecord } from '../shared/records/store-record.ts';
import { tellOfDeletion } from '../shared/tell-of-deletion.ts';
import { failureInputSchema, toFailedRecord } from './to-failed-record.ts';

const store = recordStoreFromEnv();

/** What S3 says of a version, or of a key, that does not exist. */
const GONE: readonly string[] = ['NoSuchVersion', 'NoSuchKey'];

/** `stored` is false where a newer version of the object has the record. */
export const handler = async (event: unknown, context: Context): Promise<{ stored: boolean }> => {
  logger.addContext(context);
  const input = parse(failureInputSchema, 'an execution, its state and its error', event);

  const finishedAt = new Date().toISOString();
  const record = toFailedRecord(input, finishedAt);
  const stored = await storeRecord(store, record);
  // S3's word that the version was put there came after the word that it was deleted. The deletion found the version below as
  // what its record was of, and changed nothing; since then this one has taken the record. So ForgetImage has to look once more.
  if (GONE.includes(input.state.error.Error)) await tellOfDeletion(store, input.state.image, finishedAt);
  if (stored) publishPhotograph(record);

  logger.info(stored ? 'Failure recorded' : 'Failure superseded', {
    ...input.state.image,
    failure: record.error,
  });
  return { stored };
};
