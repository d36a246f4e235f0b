// Sends what a listing of the uploads bucket shows, and no record tells of, through intake.

import { HeadObjectCommand, NotFound, type S3Client } from '@aws-sdk/client-s3';
import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import pMap from 'p-map';
import { batchGet } from '../shared/batch-get.ts';
import { toImageId } from '../shared/image-object.ts';
import type { ImagesTable } from '../shared/images-table.ts';
import { toObjectCreatedEvent } from '../shared/object-events.ts';
import { decide, KNOWN_ATTRIBUTES, type KnownItem } from './decide.ts';
import type { Item } from './input.ts';

/** Requests of one invocation that are under way at the same time. */
const AT_ONCE = 20;
/** The most that SQS takes at once. */
const MESSAGES_AT_ONCE = 10;

export interface Services extends ImagesTable {
  s3: S3Client;
  uploadBucket: string;
  sqs: SQSClient;
  intakeQueueUrl: string;
}

/** How many objects of a batch went which way. */
export interface Taken {
  sent: number;
  known: number;
  /** By reason. */
  refused: Record<string, number>;
}

type Event = ReturnType<typeof toObjectCreatedEvent>;

/**
 * To do it twice changes nothing: the second time the message asks for the same execution.
 *
 * @throws {Error} When SQS does not take them all.
 */
export async function takeInObjects(services: Services, items: readonly Item[]): Promise<Taken> {
  const known = await readKnown(services, items);
  const taken: Taken = { sent: 0, known: 0, refused: {} };
  const refuse = (reason: string) => {
    taken.refused[reason] = (taken.refused[reason] ?? 0) + 1;
  };
  const events = await pMap(
    items,
    async ({ object, all }): Promise<Event | undefined> => {
      const imageId = toImageId(services.uploadBucket, object.key);
      const decision = decide(object, known.get(imageId), all);
      if (decision.action === 'send') {
        const event = await describeNewest(services, object.key, decision.sequencer);
        if (!event) refuse('deleted since it was listed');
        return event;
      }
      if (decision.action === 'refused') refuse(decision.reason);
      else taken.known++;
      return undefined;
    },
    { concurrency: AT_ONCE },
  );
  const toSend = events.filter((event) => event !== undefined);
  await send(services, toSend);
  return { ...taken, sent: toSend.length };
}

async function readKnown(
  { documents, tableName, uploadBucket }: Services,
  items: readonly Item[],
): Promise<Map<string, KnownItem>> {
  const keys = items.map(({ object }) => ({ imageId: toImageId(uploadBucket, object.key) }));
  const known = new Map<string, KnownItem>();
  const options = { consistentRead: true, attributes: KNOWN_ATTRIBUTES };
  for await (const item of batchGet(documents, tableName, keys, options)) {
    const one = item as unknown as KnownItem; // the functions hold every write to the schema
    known.set(one.imageId, one);
  }
  return known;
}

/**
 * The listing tells neither version nor time, and is of a moment ago.
 *
 * @returns Absent where the object is gone.
 */
async function describeNewest(
  { s3, uploadBucket }: Services,
  key: string,
  sequencer: string,
): Promise<Event | undefined> {
  try {
    const head = await s3.send(new HeadObjectCommand({ Bucket: uploadBucket, Key: key }));
    return toObjectCreatedEvent({
      bucket: uploadBucket,
      key,
      versionId: head.VersionId,
      eTag: (head.ETag ?? '').replaceAll('"', ''),
      sizeBytes: head.ContentLength ?? 0,
      sequencer,
      uploadedAt: (head.LastModified ?? new Date()).toISOString(),
    });
  } catch (error) {
    // HEAD has no body, so the SDK knows only the status. Without s3:ListBucket it would be 403.
    if (error instanceof NotFound) return undefined;
    throw error;
  }
}

async function send({ sqs, intakeQueueUrl }: Services, events: readonly Event[]): Promise<void> {
  const batches = Array.from({ length: Math.ceil(events.length / MESSAGES_AT_ONCE) }, (_, at) =>
    events.slice(at * MESSAGES_AT_ONCE, (at + 1) * MESSAGES_AT_ONCE),
  );
  await pMap(
    batches,
    async (batch) => {
      const { Failed: [refused] = [] } = await sqs.send(
        new SendMessageBatchCommand({
          QueueUrl: intakeQueueUrl,
          Entries: batch.map((event, at) => ({ Id: String(at), MessageBody: JSON.stringify(event) })),
        }),
      );
      if (refused) throw new Error(`Expected to send ${batch.length} messages but SQS says ${refused.Code}`);
    },
    { concurrency: AT_ONCE },
  );
}
