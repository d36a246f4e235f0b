// Goes through all photographs there are, and all that the index knows of.

import { BatchWriteCommand, ScanCommand, type ScanCommandInput } from '@aws-sdk/lib-dynamodb';
import { forEachOf } from '../../functions/shared/for-each.ts';
import { type Index, indexImage } from '../../functions/shared/search/index-image.ts';
import { type SearchTable, STATE_PREFIX } from '../../functions/shared/search/search-table.ts';
import { makeSweepable } from './sweepable.ts';

/** Photographs that are indexed at once; more would only wait for each other's counts. */
const AT_ONCE = 4;

/** {@link https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html} */
const MOST_WRITES_AT_ONCE = 25;

export interface Progress {
  seen: number;
  written: number;
}

/** Indexes every record, and forgets what has none. What is true already is only read. */
export async function reindex(
  index: Index,
  signal: AbortSignal,
  report: (progress: Progress) => void = () => {},
): Promise<Progress> {
  const progress = { seen: 0, written: 0 };
  const seen = new Set<string>();
  const work = async (imageId: string): Promise<void> => {
    if (seen.has(imageId)) return;
    seen.add(imageId);
    if (await indexImage(index, imageId)) progress.written++;
    progress.seen++;
    report(progress);
  };
  await forEachOf(imagesOf(index), { atOnce: AT_ONCE, signal }, work);
  await forEachOf(indexedImagesOf(index.search), { atOnce: AT_ONCE, signal }, work);
  return progress;
}

async function* imagesOf({ images }: Index): AsyncGenerator<string> {
  const records = scan(images, {
    ProjectionExpression: 'imageId, contentHash, #status',
    ExpressionAttributeNames: { '#status': 'status' },
  });
  for await (const { imageId, contentHash, status } of records) {
    if (status === 'PROCESSING' && contentHash === undefined) await makeSweepable(images, String(imageId));
    yield String(imageId);
  }
}

async function* indexedImagesOf(search: SearchTable): AsyncGenerator<string> {
  const states = scan(search, {
    ProjectionExpression: 'pk',
    FilterExpression: 'begins_with(pk, :prefix)',
    ExpressionAttributeValues: { ':prefix': STATE_PREFIX },
  });
  for await (const { pk } of states) yield String(pk).slice(STATE_PREFIX.length);
}

/** Only while nobody writes to it. */
export async function emptyIndex(search: SearchTable): Promise<void> {
  let keys: Record<string, unknown>[] = [];
  for await (const key of scan(search, { ProjectionExpression: 'pk, sk' })) {
    keys.push(key);
    if (keys.length < MOST_WRITES_AT_ONCE) continue;
    await remove(search, keys);
    keys = [];
  }
  await remove(search, keys);
}

async function remove({ documents, tableName }: SearchTable, keys: Record<string, unknown>[]): Promise<void> {
  let requests = keys.map((Key) => ({ DeleteRequest: { Key } }));
  while (requests.length > 0) {
    const { UnprocessedItems } = await documents.send(
      new BatchWriteCommand({ RequestItems: { [tableName]: requests } }),
    );
    requests = (UnprocessedItems?.[tableName] ?? []) as typeof requests;
  }
}

async function* scan(
  { documents, tableName }: SearchTable,
  input: Omit<ScanCommandInput, 'TableName'>,
): AsyncGenerator<Record<string, unknown>> {
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const page = await documents.send(
      new ScanCommand({ TableName: tableName, ...input, ...(ExclusiveStartKey && { ExclusiveStartKey }) }),
    );
    yield* page.Items ?? [];
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
}
