// Lambda entry of the StoreRecord state: the combined record, to the table and as JSON to the results bucket.

import type { ImageStatus } from '@image-workflow/record';
import type { Context } from 'aws-lambda';
import { logger } from '../shared/logger.ts';
import { parse } from '../shared/parse.ts';
import { publishPhotograph } from '../shared/photograph-metrics.ts';
import { recordStoreFromEnv } from '../shared/records/record-store.ts';
import { storeRecord } from '../shared/records/store-record.ts';
import { recordKey } from '../shared/result-keys.ts';
import { recordInputSchema } from '../shared/workflow.ts';
import { toRecord } from './to-record.ts';

const store = recordStoreFromEnv();

/** The output of the execution. `stored` is false where a newer version of the object has the record. */
export interface StoredRecord {
  imageId: string;
  status: ImageStatus;
  reason?: string | undefined;
  stored: boolean;
  record: { bucket: string; key: string };
}

export const handler = async (event: unknown, context: Context): Promise<StoredRecord> => {
  logger.addContext(context);
  const input = parse(recordInputSchema, 'an execution and its state', event);

  const record = toRecord(input, new Date().toISOString());
  const stored = await storeRecord(store, record);
  if (stored) publishPhotograph(record);

  const { imageId, status, reason } = record;
  logger.info(stored ? 'Record stored' : 'Record superseded', { ...input.state.image, status, reason });
  return {
    imageId,
    status,
    reason,
    stored,
    record: { bucket: store.resultsBucket, key: recordKey(imageId) },
  };
};
