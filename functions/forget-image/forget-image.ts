// What becomes of a photograph whose original, or a version of it, was deleted.

import { HeadObjectCommand, ListObjectVersionsCommand, NotFound } from '@aws-sdk/client-s3';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { type ImageRecord, RECORD_SCHEMA_VERSION } from '@image-workflow/record';
import { type Tombstone, tombstoneSchema } from '@image-workflow/record/tombstone';
import { toImageId } from '../shared/image-object.ts';
import { type ImagesTable, toConflictingItem, toLiveRecord } from '../shared/images-table.ts';
import { type ForgetQueue, tellOfLeftovers } from '../shared/leftovers.ts';
import { toNextRun } from '../shared/next-run.ts';
import { type Deletion, toObjectCreatedEvent } from '../shared/object-events.ts';
import { deleteLeftovers } from './delete-leftovers.ts';
import type { ResultsBucket } from './derivatives.ts';

/**
 * An execution that is at work tells what it has left over when it ends. Where AWS tells nobody of its end (it was stopped,
 * and the event is lost), somebody has to look once more: as late as SQS can.
 */
const LOOK_AGAIN_SECONDS = 900;

export interface Services extends ImagesTable, ResultsBucket, ForgetQueue {
  intakeQueueUrl: string;
}

/**
 * - `forgotten`: the original is gone, and so is all that was made of it.
 * - `brought back`: another version is the current one now, and goes through intake.
 * - `unchanged`: the current version is the one that the record is of, or a later upload has the record.
 */
export type Outcome = 'forgotten' | 'brought back' | 'unchanged';

interface CurrentVersion {
  versionId: string | undefined;
  eTag: string;
  sizeBytes: number;
  /** Of the version, in whole seconds, as the deletion's is. */
  uploadedAt: Date;
}

/**
 * The event only says that something was deleted; the bucket says what is there. So the order in which events come, and
 * how often, changes nothing: a late event about a photograph that was uploaded again finds it and leaves it alone.
 */
export async function forgetImage(services: Services, deletion: Deletion): Promise<Outcome> {
  const current = await readCurrentVersion(services, deletion);
  const imageId = toImageId(deletion.bucket, deletion.key);
  if (current) return await bringBack(services, imageId, deletion, current);

  const outcome = await forget(services, imageId, deletion);
  // Who restores it in this very moment is told by an event of its own, which may have found the record still in its place
  // and have changed nothing. Then this one brings it back.
  const restored = await readCurrentVersion(services, deletion);
  return restored ? await bringBack(services, imageId, deletion, restored) : outcome;
}

/** @returns Absent where there is none, or the newest is a delete marker. */
async function readCurrentVersion(
  { s3 }: Services,
  { bucket, key }: Deletion,
): Promise<CurrentVersion | undefined> {
  try {
    const head = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
    return {
      versionId: head.VersionId,
      eTag: (head.ETag ?? '').replaceAll('"', ''),
      sizeBytes: head.ContentLength ?? 0,
      uploadedAt: head.LastModified ?? new Date(0),
    };
  } catch (error) {
    // HEAD has no body, so the SDK knows only the status. Without s3:ListBucket it would be 403.
    if (error instanceof NotFound) return undefined;
    throw error;
  }
}

/** The newest version was deleted, or the marker above it: the version below is the photograph now. */
async function bringBack(
  { documents, tableName, sqs, intakeQueueUrl }: Services,
  imageId: string,
  { bucket, key, sequencer, deletedAt }: Deletion,
  current: CurrentVersion,
): Promise<Outcome> {
  const item = await readItem({ documents, tableName }, imageId);
  const record = toLiveRecord(item);
  const isKnown = record !== undefined && isOf(record, current);
  // An upload after the deletion comes, or has come, with an event of its own.
  if (isKnown || current.uploadedAt > new Date(deletedAt)) return 'unchanged';

  const { versionId, eTag, sizeBytes } = current;
  const version = {
    bucket,
    key,
    versionId,
    eTag,
    sizeBytes,
    sequencer: record ? sequencer : toSequencerAbove(item, sequencer),
    uploadedAt: deletedAt,
  };
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: intakeQueueUrl,
      MessageBody: JSON.stringify(toObjectCreatedEvent(version)),
    }),
  );
  return 'brought back';
}

/** @returns The record, a tombstone, or nothing. */
async function readItem(
  { documents, tableName }: ImagesTable,
  imageId: string,
): Promise<Record<string, unknown> | undefined> {
  const { Item } = await documents.send(
    new GetCommand({ TableName: tableName, Key: { imageId }, ConsistentRead: true }),
  );
  return Item;
}

/** A tombstone gives way only to what came after it. @param tombstone - Absent where there is none. */
function toSequencerAbove(tombstone: Record<string, unknown> | undefined, sequencer: string): string {
  const there = tombstone && tombstoneSchema.parse(tombstone).source.sequencer;
  return there !== undefined && there >= sequencer ? toNextRun({ sequencer: there }).sequencer : sequencer;
}

function isOf({ source }: ImageRecord, { versionId, eTag }: CurrentVersion): boolean {
  return versionId === undefined ? source.eTag === eTag : source.versionId === versionId;
}

async function forget(services: Services, imageId: string, deletion: Deletion): Promise<Outcome> {
  const remains = (await hasVersion(services, deletion))
    ? { key: deletion.key, thumbHash: toThumbHash(await readItem(services, imageId)) }
    : {};
  const there = await writeTombstone(services, imageId, deletion, remains);
  await deleteLeftovers(services, { imageId });
  return toLiveRecord(there) ? 'unchanged' : 'forgotten';
}

/** What the photograph looked like, from its record or from the tombstone of an earlier deletion. */
function toThumbHash(item: Record<string, unknown> | undefined): string | undefined {
  const thumbnails = toLiveRecord(item)?.analysis?.thumbnails;
  if (thumbnails?.status === 'SUCCEEDED') return thumbnails.thumbHash;
  return item?.status === 'DELETED' ? (item as Tombstone).thumbHash : undefined;
}

/** Whether a version of this very key lies under a delete marker. Of what is gone for ever not even the name stays. */
async function hasVersion({ s3 }: Services, { bucket, key }: Deletion): Promise<boolean> {
  const { Versions = [] } = await s3.send(
    new ListObjectVersionsCommand({ Bucket: bucket, Prefix: key }), // in the order of keys: this very one comes first
  );
  return Versions.some(({ Key }) => Key === key);
}

/** @returns What stands in its place: nothing where it was written, or an earlier tombstone, or a later upload's record. */
async function writeTombstone(
  services: Services,
  imageId: string,
  { bucket, sequencer, deletedAt }: Deletion,
  { key, thumbHash }: { key?: string; thumbHash?: string | undefined },
): Promise<Record<string, unknown> | undefined> {
  const tombstone: Tombstone = {
    imageId,
    schemaVersion: RECORD_SCHEMA_VERSION,
    status: 'DELETED',
    source: { bucket, ...(key && { key }), sequencer },
    ...(thumbHash && { thumbHash }),
    deletedAt,
  };
  try {
    const { Attributes } = await services.documents.send(
      new PutCommand({
        TableName: services.tableName,
        Item: tombstone,
        ConditionExpression: 'attribute_not_exists(imageId) OR #source.#sequencer < :sequencer',
        ExpressionAttributeNames: { '#source': 'source', '#sequencer': 'sequencer' },
        ExpressionAttributeValues: { ':sequencer': sequencer },
        ReturnValues: 'ALL_OLD',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    if (toLiveRecord(Attributes)?.status === 'PROCESSING')
      await tellOfLeftovers(services, { imageId }, LOOK_AGAIN_SECONDS);
    return undefined;
  } catch (conflict) {
    return toConflictingItem(conflict);
  }
}
