// A record whose work ended without a word of its own becomes FAILED, so that nothing stays PROCESSING for ever.

import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { RecordError } from '@image-workflow/record';
import { type ImagesTable, toConflictingItem } from '../images-table.ts';

export interface Closing {
  imageId: string;
  /** Only this execution's record is closed: a newer version has another execution. */
  executionArn: string;
  /** ISO 8601 in UTC. */
  finishedAt: string;
  error: RecordError;
}

/** @returns The item as it now is, closed by us or finished before; absent where there is none. */
export async function closeRecord(
  { documents, tableName }: ImagesTable,
  { imageId, executionArn, finishedAt, error }: Closing,
): Promise<Record<string, unknown> | undefined> {
  try {
    const closed = await documents.send(
      new UpdateCommand({
        TableName: tableName,
        Key: { imageId },
        UpdateExpression:
          'SET #status = :failed, #error = :error, #execution.#finishedAt = :finishedAt REMOVE #contentHash',
        ConditionExpression: '#status = :processing AND #execution.#arn = :arn',
        ExpressionAttributeNames: {
          '#status': 'status',
          '#error': 'error',
          '#execution': 'execution',
          '#finishedAt': 'finishedAt',
          '#arn': 'arn',
          '#contentHash': 'contentHash', // OPEN_CONTENT_HASH
        },
        ExpressionAttributeValues: {
          ':failed': 'FAILED',
          ':processing': 'PROCESSING',
          ':error': error,
          ':finishedAt': finishedAt,
          ':arn': executionArn,
        },
        ReturnValues: 'ALL_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    return closed.Attributes;
  } catch (conflict) {
    return toConflictingItem(conflict);
  }
}
