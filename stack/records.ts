// Reads records, as the functions have written them.

import { paginateScan, type ScanCommandInput } from '@aws-sdk/lib-dynamodb';
import type { ImageRecord } from '@image-workflow/record';
import { batchGet } from '../functions/shared/batch-get.ts';
import { toLiveRecord } from '../functions/shared/images-table.ts';
import { readLiveRecord } from '../functions/shared/records/read-live-record.ts';
import type { Clients } from './clients.ts';

/** @returns Undefined where there is no record yet. */
export async function readRecord(
  documents: Clients['documents'],
  tableName: string,
  imageId: string,
): Promise<ImageRecord | undefined> {
  return await readLiveRecord({ documents, tableName }, imageId, { consistentRead: true });
}

/** @returns The records that exist, by image id. */
export async function readRecords(
  documents: Clients['documents'],
  tableName: string,
  imageIds: readonly string[],
): Promise<Map<string, ImageRecord>> {
  const records = new Map<string, ImageRecord>();
  const keys = imageIds.map((imageId) => ({ imageId }));
  for await (const item of batchGet(documents, tableName, keys, { consistentRead: true })) {
    const record = toLiveRecord(item);
    if (record) records.set(record.imageId, record);
  }
  return records;
}

/**
 * Every record that passes the filter, a page at a time, in no order.
 *
 * @param filter - As Scan takes it: it is held against what was read, and spares no reading.
 */
export async function* scanRecords(
  documents: Clients['documents'],
  tableName: string,
  filter: Partial<ScanCommandInput> = {},
): AsyncGenerator<ImageRecord[]> {
  for await (const { Items = [] } of paginateScan(
    { client: documents },
    { ...filter, TableName: tableName },
  )) {
    yield Items.flatMap((item) => toLiveRecord(item) ?? []);
  }
}
