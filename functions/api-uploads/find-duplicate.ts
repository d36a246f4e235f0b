// Whether a file that is to be sent is there already.

import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import {
  parseCard,
  type SearchEntry,
  type SearchTable,
  toEntryPartition,
} from '../shared/search/search-table.ts';
import { toTermKey } from '../shared/search/terms.ts';

/**
 * @param scope - Where to look: below an owner, or everywhere where everybody sees everything.
 * @param sha256 - Of the file's bytes, as the client states it.
 * @returns The imageId of a photograph with these bytes, the first by time.
 */
export async function findDuplicate(
  { documents, tableName }: SearchTable,
  scope: string,
  sha256: string,
): Promise<string | undefined> {
  const { Items: [entry] = [] } = await documents.send(
    new QueryCommand({
      TableName: tableName,
      KeyConditionExpression: 'pk = :partition',
      ExpressionAttributeValues: {
        ':partition': toEntryPartition(scope, toTermKey({ kind: 'sha256', value: sha256 })),
      },
      Limit: 1,
    }),
  );
  return entry && parseCard(entry as SearchEntry).imageId;
}
