// A finished record goes to the table, then as JSON to the results bucket; a newer run's or version's record stays.
// What other runs have made and no record is of goes, and all of a photograph that was deleted meanwhile.

import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { type ImageRecord, imageRecordSchema } from '@image-workflow/record';
import { toRevision } from '../image-object.ts';
import { toConflictingItem } from '../images-table.ts';
import { tellOfLeftovers } from '../leftovers.ts';
import { parse } from '../parse.ts';
import { copyRecord, type RecordStore } from './record-store.ts';

/** @returns Whether it was stored; `false` where a newer run or version has the record, or the photograph was deleted. */
export async function storeRecord(store: RecordStore, record: ImageRecord): Promise<boolean> {
  const item = parse(imageRecordSchema, 'a record', record); // a bug shows here, not in its readers
  try {
    await store.documents.send(
      new PutCommand({
        TableName: store.tableName,
        Item: item,
        ConditionExpression: 'attribute_not_exists(imageId) OR #source.#sequencer <= :sequencer',
        ExpressionAttributeNames: { '#source': 'source', '#sequencer': 'sequencer' },
        ExpressionAttributeValues: { ':sequencer': item.source.sequencer },
      }),
    );
  } catch (conflict) {
    toConflictingItem(conflict); // throws all else
    await tellOfLeftovers(store, { imageId: item.imageId, lostRevision: toRevision(item.source) });
    return false;
  }
  await copyRecord(store, item);
  return true;
}
