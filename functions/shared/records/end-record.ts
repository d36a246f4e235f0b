// The record of an execution that could not close it itself, with its copy and its part in the metrics.

import { type ImageRecord, imageRecordSchema } from '@image-workflow/record';
import { toNameOfExecution } from '../execution-arn.ts';
import { toRevisionOfExecution } from '../image-object.ts';
import { toLiveRecord } from '../images-table.ts';
import { tellOfLeftovers } from '../leftovers.ts';
import { parse } from '../parse.ts';
import { publishPhotograph } from '../photograph-metrics.ts';
import { type Closing, closeRecord } from './close-record.ts';
import { copyRecord, type RecordStore } from './record-store.ts';

/** @returns The record as it now is; absent where none waits for this execution, or its photograph was deleted. */
export async function endRecord(store: RecordStore, closing: Closing): Promise<ImageRecord | undefined> {
  const item = await closeRecord(store, closing);
  const live = toLiveRecord(item);
  const record = live && parse(imageRecordSchema, 'a record', live);
  if (record?.execution.arn !== closing.executionArn) {
    const lostRevision = toRevisionOfExecution(toNameOfExecution(closing.executionArn));
    if (item) await tellOfLeftovers(store, { imageId: closing.imageId, lostRevision });
    return undefined;
  }
  if (record.execution.finishedAt === closing.finishedAt) publishPhotograph(record); // else it has closed itself, and told so
  await copyRecord(store, record); // also where RecordFailure wrote the table but not the copy
  return record;
}
