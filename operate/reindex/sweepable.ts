// A record that was PROCESSING before the stack had SweepRecords is not in the index by which that finds it.

import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import {
  type ImagesTable,
  OPEN_CONTENT_HASH,
  toConflictingItem,
} from '../../functions/shared/images-table.ts';

/** Lets SweepRecords find the record, if it is still PROCESSING and is not found yet. */
export async function makeSweepable({ documents, tableName }: ImagesTable, imageId: string): Promise<void> {
  try {
    await documents.send(
      new UpdateCommand({
        TableName: tableName,
        Key: { imageId },
        UpdateExpression: 'SET contentHash = :open',
        ConditionExpression: '#status = :processing AND attribute_not_exists(contentHash)',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: { ':open': OPEN_CONTENT_HASH, ':processing': 'PROCESSING' },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
  } catch (error) {
    toConflictingItem(error); // it ended meanwhile
  }
}
