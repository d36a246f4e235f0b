// What Rekognition has said of the same picture before: in another photograph, or in an earlier run of this one.

import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type Analysis, imageRecordSchema } from '@image-workflow/record';
import type { Feature } from '@image-workflow/record/features';
import type { ImageObject } from '@image-workflow/record/image-object';
import { maySee } from '../shared/api/may-see.ts';
import { CONTENT_INDEX, type ImagesTable } from '../shared/images-table.ts';
import { recordKey } from '../shared/result-keys.ts';
import { toOwner } from '../shared/upload-key.ts';

/** Photographs of the same picture that are looked at; one that failed has fewer answers. */
const MAX_LOOKS = 3;

/** Answers that depend on nothing but the picture and the request. Who is known changes with every person enrolled. */
const SLOTS = ['labels', 'text', 'faces', 'celebrities', 'moderation', 'customLabels'] as const;

/**
 * Answers in other photographs of the same picture.
 *
 * @param contentHash - Of the preview.
 * @param image - Left out itself: to be processed again is to be asked again.
 * @param isolation - With it only in photographs that its owner sees: an answer that costs nothing would tell of another's.
 * @returns Keys in the results bucket, by slot of the record. What lies there is not looked at.
 */
export async function findKnownAnswers(
  { documents, tableName }: ImagesTable,
  contentHash: string,
  { imageId, key }: ImageObject,
  isolation: boolean,
): Promise<Record<string, string>> {
  const owner = { owner: toOwner(key), isAdmin: false };
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
    const { data: record } = imageRecordSchema.safeParse(Item);
    if (record?.analysis && maySee(owner, record.source.key, isolation))
      Object.assign(answers, toAnswers(record.analysis));
  }
  return answers;
}

/**
 * Answers in the last run of this photograph that has a record. The table's own is the one of the run at work, so it is read
 * from the copy in the results bucket.
 *
 * @param contentHash - Of the preview: a picture that is another one now is asked about anew.
 */
export async function findOwnAnswers(
  s3: S3Client,
  resultsBucket: string,
  contentHash: string,
  { imageId }: ImageObject,
): Promise<Record<string, string>> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: resultsBucket, Key: recordKey(imageId) }));
  const { data: record } = imageRecordSchema.safeParse(JSON.parse((await Body?.transformToString()) ?? '{}'));
  return record?.contentHash === contentHash && record.analysis ? toAnswers(record.analysis) : {};
}

/** @returns The answers but those that are to be asked for. */
export function withoutAnswers(
  answers: Record<string, string>,
  askAgain: readonly Feature[],
): Record<string, string> {
  const slots = askAgain.map((feature) => (feature === 'imageProperties' ? 'labels' : feature));
  return Object.fromEntries(
    Object.entries(answers).filter(([slot]) => !slots.some((asked) => asked === slot)),
  );
}

function toAnswers(analysis: Analysis): Record<string, string> {
  return Object.fromEntries(
    SLOTS.flatMap((name) => {
      const slot = analysis[name];
      return slot.status === 'SUCCEEDED' ? [[name, slot.raw]] : [];
    }),
  );
}
