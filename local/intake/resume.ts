// Starts again what a stop or a crash cut short. On AWS nothing ends in the middle; here everything may.

import { setTimeout as sleep } from 'node:timers/promises';
import { HeadObjectCommand, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { DescribeExecutionCommand, ExecutionDoesNotExist } from '@aws-sdk/client-sfn';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { ImageRecord } from '@image-workflow/record';
import type { ImageObject } from '@image-workflow/record/image-object';
import { toImageId } from '../../functions/shared/image-object.ts';
import { toObjectCreatedEvent } from '../../functions/shared/object-events.ts';
import type { Clients } from '../../stack/clients.ts';
import { countMessages } from '../../stack/count-messages.ts';
import { readRecords } from '../../stack/records.ts';
import type { StackOutputs } from '../../stack/stack.ts';

const POLL_MS = 250;
/** As long as the intake queues may stand still. What is stuck there is delivered once more, which does no harm. */
const LONGEST_STANDSTILL_MS = 60_000;

type Version = Omit<ImageObject, 'imageId'>;

/**
 * Delivers the event of every object again whose record is missing or was left PROCESSING without its execution.
 *
 * @returns The keys of those objects.
 */
export async function resumeUnfinished(
  clients: Clients,
  outputs: StackOutputs,
  signal: AbortSignal,
): Promise<string[]> {
  const queues = [outputs.FastQueueUrl, outputs.IntakeQueueUrl];
  await waitUntilEmpty(clients, queues, signal); // what waits there starts by itself
  const resumed: string[] = [];
  const bucket = outputs.UploadBucketName;
  for await (const { Contents = [] } of paginateListObjectsV2({ client: clients.s3 }, { Bucket: bucket })) {
    const keys = Contents.map(({ Key = '' }) => Key);
    const ids = keys.map((key) => toImageId(bucket, key));
    const records = await readRecords(clients.documents, outputs.ImagesTableName, ids);
    for (const key of keys) {
      signal.throwIfAborted();
      const version = await toUnfinished(clients, bucket, key, records.get(toImageId(bucket, key)));
      if (!version) continue;
      await deliver(clients, outputs.IntakeQueueUrl, version);
      resumed.push(key);
    }
  }
  return resumed;
}

/** @returns The version that still needs its execution, or undefined where none does. */
async function toUnfinished(
  clients: Clients,
  bucket: string,
  key: string,
  record: ImageRecord | undefined,
): Promise<Version | undefined> {
  // The intake rule leaves out what the S3 console calls folders.
  if (!record) return key.endsWith('/') ? undefined : await describeNewest(clients, bucket, key);
  if (record.status !== 'PROCESSING' || (await hasExecution(clients, record.execution.arn))) return undefined;
  return record.source;
}

/** The emulator has forgotten executions that were running when it ended (emulator/adaptations/unfinished_work.py). */
async function hasExecution({ sfn }: Clients, executionArn: string): Promise<boolean> {
  try {
    await sfn.send(new DescribeExecutionCommand({ executionArn }));
    return true;
  } catch (error) {
    if (error instanceof ExecutionDoesNotExist) return false;
    throw error;
  }
}

/** An upload whose event was lost with the process that carried it. Its sequencer is made from the time of the upload. */
async function describeNewest({ s3 }: Clients, bucket: string, key: string): Promise<Version> {
  const object = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
  const uploadedAt = object.LastModified ?? new Date();
  return {
    bucket,
    key,
    ...(object.VersionId && { versionId: object.VersionId }),
    eTag: (object.ETag ?? '').replaceAll('"', ''),
    sizeBytes: object.ContentLength ?? 0,
    // ministack counts on from the microsecond it was started in: later than that, earlier than its next start.
    sequencer: (BigInt(uploadedAt.getTime()) * 1000n).toString(16).padStart(18, '0'),
    uploadedAt: uploadedAt.toISOString(),
  };
}

/** Delivers the event that S3 sent for this version, through EventBridge, when it was uploaded. */
export async function deliver({ sqs }: Clients, queueUrl: string, version: Version): Promise<void> {
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: queueUrl,
      MessageBody: JSON.stringify(toObjectCreatedEvent(version)),
    }),
  );
}

async function waitUntilEmpty(clients: Clients, queueUrls: string[], signal: AbortSignal): Promise<void> {
  let [fewest, fellAt] = [Number.POSITIVE_INFINITY, Date.now()];
  while (Date.now() - fellAt < LONGEST_STANDSTILL_MS) {
    const counts = await Promise.all(queueUrls.map((queueUrl) => countMessages(clients, queueUrl)));
    const count = counts.reduce((sum, one) => sum + one, 0);
    if (count === 0) return;
    if (count < fewest) [fewest, fellAt] = [count, Date.now()];
    await sleep(POLL_MS, undefined, { signal });
  }
}
