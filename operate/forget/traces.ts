// What there is of a photograph.

import { HeadObjectCommand, NotFound } from '@aws-sdk/client-s3';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { ImageRecord } from '@image-workflow/record';
import { type Tombstone, tombstoneSchema } from '@image-workflow/record/tombstone';
import { listVersions } from '../../functions/api-changes/originals.ts';
import { listDerivatives } from '../../functions/forget-image/derivatives.ts';
import { toImageId } from '../../functions/shared/image-object.ts';
import { toLiveRecord } from '../../functions/shared/images-table.ts';
import { recordKey } from '../../functions/shared/result-keys.ts';
import type { Target } from '../../stack/target.ts';

export interface Traces {
  imageId: string;
  /** Absent of what was deleted for ever, and was named by its image id. */
  key: string | undefined;
  record: ImageRecord | undefined;
  tombstone: Tombstone | undefined;
  /** Of the original, without delete markers. */
  versions: number;
  markers: number;
  /** Previews, thumbnails, answers, and the record as JSON. */
  derivatives: number;
}

/** @param name - A key, or an image id. */
export async function findTraces(name: string, { clients, outputs }: Target): Promise<Traces> {
  const { s3, documents } = clients;
  const isId = /^[0-9a-f]{32}$/.test(name);
  const imageId = isId ? name : toImageId(outputs.UploadBucketName, name);
  const { Item } = await documents.send(
    new GetCommand({ TableName: outputs.ImagesTableName, Key: { imageId }, ConsistentRead: true }),
  );
  const record = toLiveRecord(Item);
  const tombstone = Item && !record ? tombstoneSchema.parse(Item) : undefined;
  const key = isId ? (record?.source.key ?? tombstone?.source.key) : name;

  const results = { s3, resultsBucket: outputs.ResultsBucketName };
  const [made, hasCopy, { versions, markers }] = await Promise.all([
    listDerivatives(results, imageId),
    exists(s3, outputs.ResultsBucketName, recordKey(imageId)),
    key === undefined
      ? { versions: [], markers: [] }
      : listVersions(s3, { bucket: outputs.UploadBucketName, key }),
  ]);
  return {
    imageId,
    key,
    record,
    tombstone,
    versions: versions.length,
    markers: markers.length,
    derivatives: made.length + (hasCopy ? 1 : 0),
  };
}

async function exists(s3: Target['clients']['s3'], Bucket: string, Key: string): Promise<boolean> {
  try {
    await s3.send(new HeadObjectCommand({ Bucket, Key }));
    return true;
  } catch (error) {
    if (error instanceof NotFound) return false;
    throw error;
  }
}
