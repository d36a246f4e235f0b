// What Rekognition has said of the same picture before, in another photograph.

import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type Analysis, imageRecordSchema } from '@image-workflow/record';
import type { ImageObject } from '@image-workflow/record/image-object';
import { CONTENT_INDEX, type ImagesTable } from '../shared/images-table.ts';

/** Photographs of the same picture that are looked at; one that failed has fewer answers. */
const MAX_LOOKS = 3;

/** Answers that depend on nothing but the picture and the request. Who is known changes with every person enrolled. */
const SLOTS = ['labels', 'text', 'faces', 'celebrities', 'moderation', 'customLabels'] as const;

/**
 * @param contentHash - Of the preview.
 * @param image - Left out itself: to be processed again is to be asked again.
 * @returns Keys in the results bucket, by slot of the record. What lies there is not looked at.
 */
export async function findKnownAnswers(
  { documents, tableName }: ImagesTable,
  contentHash: string,
  { imageId }: ImageObject,
): Promise<Record<string, string>> {
  const { Items = [] } = await documents.send(
    new QueryCommand({
      TableName: tableName,
      IndexName: CONTENT_INDEX,
      KeyConditionExpression: 'contentHash = :contentHash',
      ExpressionAttributeValues: { ':contentHash': contentHash },
      Limit: MAX_LOOKS + 1,
    }),
  );
  const others = Items.filter((item) => item.imageId !== imageId).slice(0, MAX_LOOKS);
  const answers: Record<string, string> = {};
  for (const other of others) {
    const { Item } = await documents.send(
      new GetCommand({ TableName: tableName, Key: { imageId: other.imageId } }),
    );
    const record = imageRecordSchema.safeParse(Item);
    if (record.success && record.data.analysis) Object.assign(answers, toAnswers(record.data.analysis));
  }
  return answers;
}

function toAnswers(analysis: Analysis): Record<string, string> {
  return Object.fromEntries(
    SLOTS.flatMap((name) => {
      const slot = analysis[name];
      return slot.status === 'SUCCEEDED' ? [[name, slot.raw]] : [];
    }),
  );
}
