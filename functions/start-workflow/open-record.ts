// The record exists from intake on: PROCESSING, with the execution that will finish it.

import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { type ImageRecord, RECORD_SCHEMA_VERSION } from '@image-workflow/record';
import type { ImageObject } from '@image-workflow/record/image-object';
import { type ImagesTable, OPEN_CONTENT_HASH, toConflictingItem } from '../shared/images-table.ts';

/**
 * - `opened`: this version is the newest, its record is new.
 * - `redelivered`: this version's record is there already; its execution may or may not be.
 * - `superseded`: a newer version of the object has the record.
 */
export type Opening = 'opened' | 'redelivered' | 'superseded';

export async function openRecord(
  { documents, tableName }: ImagesTable,
  image: ImageObject,
  executionArn: string,
): Promise<Opening> {
  try {
    await documents.send(
      new PutCommand({
        TableName: tableName,
        Item: toOpenRecord(image, executionArn),
        ConditionExpression: 'attribute_not_exists(imageId) OR #source.#sequencer < :sequencer',
        ExpressionAttributeNames: { '#source': 'source', '#sequencer': 'sequencer' },
        ExpressionAttributeValues: { ':sequencer': image.sequencer },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    return 'opened';
  } catch (error) {
    const existing = toConflictingItem(error) as ImageRecord | undefined;
    return existing?.source.sequencer === image.sequencer ? 'redelivered' : 'superseded';
  }
}

function toOpenRecord({ imageId, ...source }: ImageObject, executionArn: string): ImageRecord {
  return {
    imageId,
    schemaVersion: RECORD_SCHEMA_VERSION,
    status: 'PROCESSING',
    source,
    execution: { arn: executionArn, startedAt: new Date().toISOString() }, // StoreRecord says it as Step Functions does
    contentHash: OPEN_CONTENT_HASH,
  };
}
