// The record of an execution that could not close it itself, with its copy and its part in the metrics.

import { type ImageRecord, imageRecordSchema } from '@image-workflow/record';
import { type Closing, closeRecord } from './close-record.ts';
import { toLiveRecord } from './images-table.ts';
import { parse } from './parse.ts';
import { publishPhotograph } from './photograph-metrics.ts';
import { writeRecordCopy } from './record-copy.ts';
import type { RecordStore } from './store-record.ts';

/** @returns The record as it now is; absent where none waits for this execution, or its photograph was deleted. */
export async function endRecord(
  store: Pick<RecordStore, 'documents' | 'tableName' | 's3' | 'resultsBucket'>,
  closing: Closing,
): Promise<ImageRecord | undefined> {
  const live = toLiveRecord(await closeRecord(store, closing));
  const record = live && parse(imageRecordSchema, 'a record', live);
  if (!record || record.execution.arn !== closing.executionArn) return undefined;
  if (record.execution.finishedAt === closing.finishedAt) publishPhotograph(record); // else it has closed itself, and told so
  await writeRecordCopy(store.s3, store.resultsBucket, record); // also where RecordFailure wrote the table but not the copy
  return record;
}
