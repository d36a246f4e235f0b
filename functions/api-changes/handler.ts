// Lambda entry of the routes that change a photograph: they change the bucket, or send an event; the workflow does the rest.

import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { ImageRecord } from '@image-workflow/record';
import {
  type ChangeAccepted,
  deleteImage,
  reprocessImage,
  restoreImage,
} from '@image-workflow/record/api/changes';
import { FEATURES, type Feature } from '@image-workflow/record/features';
import { type Tombstone, tombstoneSchema } from '@image-workflow/record/tombstone';
import { createApi } from '../shared/api/api.ts';
import type { Caller } from '../shared/api/caller.ts';
import { maySee } from '../shared/api/may-see.ts';
import { ApiProblem } from '../shared/api/problem.ts';
import { toClientOptions } from '../shared/client-options.ts';
import { flagFromEnv, namesFromEnv, stringFromEnv } from '../shared/env.ts';
import { imagesTableFromEnv, toLiveRecord } from '../shared/images-table.ts';
import { deleteVersions, findObstacle, hideOriginal, uncoverOriginal } from './originals.ts';
import { runAgain } from './run-again.ts';

const table = imagesTableFromEnv();
const s3 = new S3Client(toClientOptions());
const sqs = new SQSClient(toClientOptions());
const fastQueueUrl = stringFromEnv('FAST_QUEUE_URL');
const deployedFeatures = namesFromEnv('FEATURES', FEATURES);
const isolation = flagFromEnv('ISOLATION');

const api = createApi()
  .on(deleteImage, async ({ params: { imageId }, query: { permanently }, caller }) => {
    const { record, tombstone } = await find(imageId, caller);
    const original = record?.source ?? tombstone?.source;
    if (!original?.key || (!record && permanently !== 'true')) throw notFound(imageId);
    if (permanently !== 'true') {
      await hideOriginal(s3, { ...original, key: original.key });
      return accept(imageId, 'delete');
    }
    await deleteVersions(s3, { ...original, key: original.key });
    return accept(imageId, 'delete-permanently');
  })
  .on(restoreImage, async ({ params: { imageId }, caller }) => {
    const { record, tombstone } = await find(imageId, caller);
    const original = record?.source ?? tombstone?.source;
    if (!original?.key) throw notFound(imageId);
    // Whoever takes a deletion back at once is before the workflow, which has not made a tombstone of the record yet.
    const outcome = await uncoverOriginal(s3, { ...original, key: original.key });
    if (outcome === 'gone') throw notFound(imageId);
    if (record && outcome === 'was not covered') {
      throw new ApiProblem('conflict', 'Expected a photograph that is deleted but it is there');
    }
    return accept(imageId, 'restore');
  })
  .on(reprocessImage, async ({ params: { imageId }, body: { features }, caller }) => {
    expectDeployed(features);
    const { record, tombstone } = await find(imageId, caller);
    if (tombstone) throw new ApiProblem('conflict', 'Expected a photograph that is there but it is deleted');
    if (!record) throw notFound(imageId);
    if (record.status === 'PROCESSING') {
      throw new ApiProblem('conflict', 'Expected a photograph whose run has ended but it is at work');
    }
    const obstacle = await findObstacle(s3, record.source);
    if (obstacle) {
      throw new ApiProblem('conflict', `Expected an original that can be read but it is ${obstacle}`);
    }
    await runAgain(sqs, fastQueueUrl, record, features);
    return accept(imageId, 'reprocess');
  });

export const { handler } = api;

/** A run for what nobody looks for would change nothing, in silence. */
function expectDeployed(features: readonly Feature[] = []): void {
  const others = features.filter((feature) => !deployedFeatures.includes(feature));
  if (others.length === 0) return;
  throw new ApiProblem(
    'conflict',
    `Expected some of ${deployedFeatures.join(', ')}, which the stack has on, but found ${others.join(', ')}`,
  );
}

interface Found {
  record?: ImageRecord;
  tombstone?: Tombstone;
}

/** Another's photograph does not exist. What was deleted for ever has no owner any more, and nobody sees it. */
async function find(imageId: string, caller: Caller): Promise<Found> {
  const { Item } = await table.documents.send(
    new GetCommand({ TableName: table.tableName, Key: { imageId }, ConsistentRead: true }),
  );
  const record = toLiveRecord(Item);
  const tombstone = Item && !record ? tombstoneSchema.parse(Item) : undefined;
  const key = record?.source.key ?? tombstone?.source.key;
  if (key === undefined || !maySee(caller, key, isolation)) throw notFound(imageId);
  return { ...(record && { record }), ...(tombstone && { tombstone }) };
}

function notFound(imageId: string): ApiProblem {
  return new ApiProblem('not-found', `Expected a photograph but there is none with the imageId ${imageId}`);
}

function accept(imageId: string, change: ChangeAccepted['change']) {
  const follow = `/api/images/${imageId}`;
  return { status: 202, body: { imageId, change, follow }, headers: { location: follow } } as const;
}
