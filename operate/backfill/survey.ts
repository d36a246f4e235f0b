// What a backfill would do, before it does anything.

import { paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { batchGet } from '../../functions/shared/batch-get.ts';
import { toImageId } from '../../functions/shared/image-object.ts';
import { decide, KNOWN_ATTRIBUTES, type KnownItem } from '../../functions/take-in-objects/decide.ts';
import type { CommandContext } from '../command-line.ts';
import type { BackfillRequest } from './arguments.ts';

export interface Survey {
  objects: number;
  toSend: number;
  known: number;
  /** How many, and some of the keys, by reason. */
  refused: Map<string, { objects: number; examples: string[] }>;
}

const MOST_EXAMPLES = 3;

/** By the very rule that TakeInObjects follows. */
export async function survey(
  { prefix, all }: Pick<BackfillRequest, 'prefix' | 'all'>,
  { target, signal }: CommandContext,
  report: (detail: string) => void,
): Promise<Survey> {
  const { clients, outputs } = target;
  const found: Survey = { objects: 0, toSend: 0, known: 0, refused: new Map() };
  const Bucket = outputs.UploadBucketName;
  for await (const { Contents = [] } of paginateListObjectsV2(
    { client: clients.s3 },
    { Bucket, Prefix: prefix },
  )) {
    signal.throwIfAborted();
    const known = new Map<string, KnownItem>();
    const keys = Contents.map(({ Key = '' }) => ({ imageId: toImageId(Bucket, Key) }));
    const options = { attributes: KNOWN_ATTRIBUTES };
    for await (const item of batchGet(clients.documents, outputs.ImagesTableName, keys, options)) {
      const one = item as unknown as KnownItem; // the functions hold every write to the schema
      known.set(one.imageId, one);
    }
    for (const { Key = '', ETag = '', Size = 0, StorageClass } of Contents) {
      const object = {
        key: Key,
        eTag: ETag.replaceAll('"', ''),
        sizeBytes: Size,
        storageClass: StorageClass,
      };
      const decision = decide(object, known.get(toImageId(Bucket, Key)), all);
      found.objects++;
      if (decision.action === 'send') found.toSend++;
      else if (decision.action === 'known') found.known++;
      else refuse(found, decision.reason, Key);
    }
    report(`${found.objects} objects, ${found.toSend} to send`);
  }
  return found;
}

function refuse({ refused }: Survey, reason: string, key: string): void {
  const one = refused.get(reason) ?? { objects: 0, examples: [] };
  one.objects++;
  if (one.examples.length < MOST_EXAMPLES) one.examples.push(key);
  refused.set(reason, one);
}
