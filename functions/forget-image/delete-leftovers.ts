// What was made of a photograph and no record is of: by older runs and versions, or of one that was deleted.

import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { ImageRecord } from '@image-workflow/record';
import { type Tombstone, tombstoneSchema } from '@image-workflow/record/tombstone';
import { toRevision } from '../shared/image-object.ts';
import type { ImagesTable } from '../shared/images-table.ts';
import type { Leftovers } from '../shared/leftovers.ts';
import { deleteRecordCopy } from './delete-record-copy.ts';
import { deleteObjects, listDerivatives, type ResultsBucket } from './derivatives.ts';

/**
 * First it looks what is there, then what the record is of. A run opens its record before it makes anything, and records
 * only move forward; so whatever was seen is of the record's own run or of an older one, which can never have the record
 * again. What a newer run makes meanwhile was not there yet. What is left over is
 *
 * - of a photograph that was deleted: everything, and the record as JSON;
 * - of a finished record: everything that its own run has not made;
 * - while a run is at work: what `lostRevision` has made. What the finished run before it has made stays until the new one
 *   has stored its own.
 *
 * @returns How many objects were deleted, the record as JSON not counted.
 */
export async function deleteLeftovers(
  services: ImagesTable & ResultsBucket,
  { imageId, lostRevision }: Leftovers,
): Promise<number> {
  const keys = await listDerivatives(services, imageId);
  const there = await readItem(services, imageId);
  const leftovers = keys.filter((key) => isLeftOver(key, there, lostRevision));
  await deleteObjects(services, leftovers);
  if (there?.status === 'DELETED') await deleteRecordCopy(services, imageId, there.source.sequencer);
  return leftovers.length;
}

function isLeftOver(
  key: string,
  there: ImageRecord | Tombstone | undefined,
  lostRevision: string | undefined,
): boolean {
  if (there?.status === 'DELETED') return true;
  if (there && key.includes(toRevision(there.source))) return false;
  const isFinished = there !== undefined && there.status !== 'PROCESSING';
  return isFinished || (lostRevision !== undefined && key.includes(lostRevision));
}

async function readItem(
  { documents, tableName }: ImagesTable,
  imageId: string,
): Promise<ImageRecord | Tombstone | undefined> {
  const { Item } = await documents.send(
    new GetCommand({ TableName: tableName, Key: { imageId }, ConsistentRead: true }),
  );
  if (Item?.status === 'DELETED') return tombstoneSchema.parse(Item);
  return Item as ImageRecord | undefined; // the functions hold every write to the schema
}
