// The Images table and how a write that lost to another one reads.

import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { ImageRecord } from '@image-workflow/record';
import { toClientOptions } from './client-options.ts';
import { stringFromEnv } from './env.ts';

/**
 * What a PROCESSING record has in place of the hash of its picture: the index ByContent finds all of them by it, without a
 * Scan. Every write that closes a record takes it away. An index of its own would be one too many: CloudFormation makes
 * one in an update, and a stack of 0.1.0 has none.
 */
export const OPEN_CONTENT_HASH = '0'.repeat(64);

/** The index of the Images table by `contentHash`. */
export const CONTENT_INDEX = 'ByContent';

export interface ImagesTable {
  documents: DynamoDBDocumentClient;
  tableName: string;
}

/** @throws {InvalidConfigurationError} When `TABLE_NAME` is not set. */
export function imagesTableFromEnv(): ImagesTable {
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient(toClientOptions()), {
    marshallOptions: { removeUndefinedValues: true }, // absent means unknown
  });
  return { documents, tableName: stringFromEnv('TABLE_NAME') };
}

/**
 * The item that a conditional write met instead of what it demanded; absent where there is none.
 * The write has to ask for it: `ReturnValuesOnConditionCheckFailure: 'ALL_OLD'`.
 *
 * @throws Whatever is no failed condition, as it came.
 */
export function toConflictingItem(error: unknown): Record<string, unknown> | undefined {
  if (!(error instanceof ConditionalCheckFailedException)) throw error;
  return error.Item && unmarshall(error.Item);
}

/** The record that an item is; absent where there is none, or only what is left of a deleted photograph. */
export function toLiveRecord(item: Record<string, unknown> | undefined): ImageRecord | undefined {
  return item === undefined || item.status === 'DELETED' ? undefined : (item as ImageRecord);
}
