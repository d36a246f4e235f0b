// Puts photographs into the uploads bucket, a few at a time.

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import pMap from 'p-map';
import { toImageId } from '../../functions/shared/image-object.ts';
import type { Clients } from '../../stack/clients.ts';
import type { Photograph } from '../../terminal/photographs.ts';

const UPLOADS_AT_ONCE = 4;

/** An object that was written, so that its record can be told from that of another version. */
export interface Upload {
  key: string;
  imageId: string;
  versionId?: string | undefined;
  /** Without quotes. */
  eTag?: string | undefined;
  startedAt: Date;
}

/**
 * @param onUpload - Told of each upload when it is complete.
 * @throws The SDK's error of the first upload that fails.
 */
export async function uploadAll(
  s3: Clients['s3'],
  bucket: string,
  photographs: readonly Photograph[],
  onUpload: (upload: Upload) => void,
  signal: AbortSignal,
): Promise<void> {
  await pMap(photographs, async (photograph) => onUpload(await upload(s3, bucket, photograph, signal)), {
    concurrency: UPLOADS_AT_ONCE,
    signal,
  });
}

async function upload(
  s3: Clients['s3'],
  bucket: string,
  { key, path }: Photograph,
  signal: AbortSignal,
): Promise<Upload> {
  const startedAt = new Date();
  const { size } = await stat(path);
  const response = await s3.send(
    new PutObjectCommand({ Bucket: bucket, Key: key, Body: createReadStream(path), ContentLength: size }),
    { abortSignal: signal },
  );
  return {
    key,
    imageId: toImageId(bucket, key),
    versionId: response.VersionId,
    eTag: response.ETag?.replaceAll('"', ''),
    startedAt,
  };
}
