// Why a message lies in a dead-letter queue, where only the record of its photograph knows.

import type { ImageRecord } from '@image-workflow/record';
import { batchGet } from '../batch-get.ts';
import { toImageId } from '../image-object.ts';
import { type ImagesTable, toLiveRecord } from '../images-table.ts';
import type { DeadLetter } from './dead-letter.ts';

/** SQS itself says nothing of why five deliveries failed; StartWorkflow has written it into the record. */
export async function addErrorsOfRecords(
  letters: readonly DeadLetter[],
  { documents, tableName }: ImagesTable,
): Promise<DeadLetter[]> {
  const unexplained = letters.filter(({ error, object }) => !error && object);
  const toId = ({ object }: DeadLetter): string => (object ? toImageId(object.bucket, object.key) : '');
  const keys = [...new Set(unexplained.map(toId))].map((imageId) => ({ imageId }));
  if (keys.length === 0) return [...letters];

  const records = new Map<string, ImageRecord>();
  for await (const item of batchGet(documents, tableName, keys, { consistentRead: true })) {
    const record = toLiveRecord(item);
    if (record) records.set(record.imageId, record);
  }
  return letters.map((letter) => {
    const error = letter.error ?? records.get(toId(letter))?.error;
    return error && 'state' in error && error.state !== 'StartWorkflow' ? letter : { ...letter, error };
  });
}
