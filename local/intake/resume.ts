// Starts again what a stop or a crash cut short. On AWS nothing ends in the middle; here everything may.

import { setTimeout as sleep } from 'node:timers/promises';
import {
  HeadObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandInput,
  type ListObjectVersionsCommandOutput,
  type ObjectVersion,
} from '@aws-sdk/client-s3';
import { DescribeExecutionCommand, ExecutionDoesNotExist } from '@aws-sdk/client-sfn';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { ImageRecord } from '@image-workflow/record';
import type { ImageObject } from '@image-workflow/record/image-object';
import type { Tombstone } from '@image-workflow/record/tombstone';
import { batchGet } from '../../functions/shared/batch-get.ts';
import { toImageId } from '../../functions/shared/image-object.ts';
import { toLiveRecord } from '../../functions/shared/images-table.ts';
import { toNextRun } from '../../functions/shared/next-run.ts';
import { toObjectCreatedEvent } from '../../functions/shared/object-events.ts';
import { toComparableSequencer } from '../../functions/shared/sequencer.ts';
import { tellOfDeletion } from '../../functions/shared/tell-of-deletion.ts';
import type { Clients } from '../../stack/clients.ts';
import { countMessages } from '../../stack/count-messages.ts';
import { scanRecords } from '../../stack/records.ts';
import type { StackOutputs } from '../../stack/stack.ts';

const POLL_MS = 250;
/** As long as the intake queues may stand still. What is stuck there is delivered once more, which does no harm. */
const LONGEST_STANDSTILL_MS = 60_000;

type Version = Omit<ImageObject, 'imageId'>;
type Item = ImageRecord | Tombstone;

/** What the bucket has of one key now. */
interface Newest {
  key: string;
  versionId: string | undefined;
  /** Whether it is a delete marker. */
  isGone: boolean;
}

/**
 * Delivers events again that a SIGKILL has taken along: of every object whose record is missing, is of an older version, or was
 * left PROCESSING without its execution, and of every deletion whose record is still there.
 *
 * @returns The keys of those objects that get a record.
 */
export async function resumeUnfinished(
  clients: Clients,
  outputs: StackOutputs,
  signal: AbortSignal,
): Promise<string[]> {
  const queues = [outputs.FastQueueUrl, outputs.IntakeQueueUrl, outputs.ForgetQueueUrl];
  await waitUntilEmpty(clients, queues, signal); // what waits there starts by itself
  const resumed: string[] = [];
  const seen = new Set<string>();
  const bucket = outputs.UploadBucketName;
  // Just above the record's sequencer, for later changes have one of the emulator's next start.
  const forgetQueue = { sqs: clients.sqs, forgetQueueUrl: outputs.ForgetQueueUrl };
  for await (const page of listNewest(clients, bucket)) {
    const ids = page.map(({ key }) => toImageId(bucket, key));
    const items = await readItems(clients, outputs.ImagesTableName, ids);
    for (const newest of page) {
      signal.throwIfAborted();
      const imageId = toImageId(bucket, newest.key);
      const item = items.get(imageId);
      const record = toLiveRecord(item);
      seen.add(imageId);
      if (newest.isGone && record) await tellOfDeletion(forgetQueue, record.source);
      const version = newest.isGone ? undefined : await toUnfinished(clients, bucket, newest, item);
      if (!version) continue;
      await deliver(clients, outputs.IntakeQueueUrl, version);
      resumed.push(newest.key);
    }
  }
  for await (const records of scanRecords(clients.documents, outputs.ImagesTableName)) {
    const erased = records.filter(({ imageId }) => !seen.has(imageId)); // not even a marker is there
    for (const { source } of erased) await tellOfDeletion(forgetQueue, source);
  }
  return resumed;
}

/** Each key once. */
async function* listNewest({ s3 }: Clients, Bucket: string): AsyncGenerator<Newest[]> {
  let from: Pick<ListObjectVersionsCommandInput, 'KeyMarker' | 'VersionIdMarker'> | undefined = {};
  while (from) {
    const page: ListObjectVersionsCommandOutput = await s3.send(
      new ListObjectVersionsCommand({ Bucket, ...from }),
    );
    const isNewest = ({ IsLatest }: Pick<ObjectVersion, 'IsLatest'>) => IsLatest;
    const toNewest =
      (isGone: boolean) =>
      ({ Key: key = '', VersionId: versionId }: ObjectVersion) => ({ key, versionId, isGone });
    yield [
      ...(page.Versions ?? []).filter(isNewest).map(toNewest(false)),
      ...(page.DeleteMarkers ?? []).filter(isNewest).map(toNewest(true)),
    ];
    from = page.IsTruncated
      ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
      : undefined;
  }
}

/** Records and tombstones, by image id. */
async function readItems({ documents }: Clients, tableName: string, imageIds: readonly string[]) {
  const items = new Map<string, Item>();
  const keys = imageIds.map((imageId) => ({ imageId }));
  for await (const item of batchGet(documents, tableName, keys, { consistentRead: true })) {
    items.set(String(item.imageId), item as Item); // the functions hold every write to one of the schemas
  }
  return items;
}

/** @returns The version that still needs its execution, or undefined where none does. */
async function toUnfinished(
  clients: Clients,
  bucket: string,
  { key, versionId }: Newest,
  item: Item | undefined,
): Promise<Version | undefined> {
  const record = toLiveRecord(item);
  // What another emulator's events do not name is not compared.
  const isOlder = record?.source.versionId !== undefined && record.source.versionId !== versionId;
  if (record && !isOlder) {
    const isLeft = record.status === 'PROCESSING' && !(await hasExecution(clients, record.execution.arn));
    return isLeft ? record.source : undefined;
  }
  if (key.endsWith('/')) return undefined; // the intake rule leaves out what the S3 console calls folders
  const newest = await describeNewest(clients, bucket, key);
  const isLater = item === undefined || newest.sequencer > item.source.sequencer;
  return isLater ? newest : { ...newest, sequencer: toNextRun(item.source).sequencer };
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
    sequencer: toComparableSequencer((BigInt(uploadedAt.getTime()) * 1000n).toString(16).padStart(18, '0')),
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
