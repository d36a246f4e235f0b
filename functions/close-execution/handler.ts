// Lambda entry of the status-change rule: closes the record of an execution that could not do so itself.

import type { Context } from 'aws-lambda';
import { logger } from '../shared/logger.ts';
import { endRecord } from '../shared/records/end-record.ts';
import { recordStoreFromEnv } from '../shared/records/record-store.ts';
import { parseExecutionEnded } from './execution-ended.ts';

const store = recordStoreFromEnv();

export const handler = async (event: unknown, context: Context): Promise<void> => {
  logger.addContext(context);
  const ended = parseExecutionEnded(event);

  const record = ended && (await endRecord(store, ended));
  if (record) logger.info('Record closed', { ...ended, status: record.status });
  else logger.info('No record waits for the execution', { ...ended });
};
