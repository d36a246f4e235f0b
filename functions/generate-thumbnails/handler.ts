// Lambda entry of the GenerateThumbnails state: reads the preview, stores its thumbnails.

import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Thumbnail, ThumbnailsSlot } from '@image-workflow/record';
import type { ImageObject } from '@image-workflow/record/image-object';
import type { Context } from 'aws-lambda';
import { toClientOptions } from '../shared/client-options.ts';
import { integersFromEnv, stringFromEnv } from '../shared/env.ts';
import { logger } from '../shared/logger.ts';
import { readObject } from '../shared/read-object.ts';
import { PICTURE_CACHE_CONTROL, thumbnailKey } from '../shared/result-keys.ts';
import { parseAnalysisInput } from '../shared/workflow.ts';
import { type EncodedThumbnail, makeThumbnails } from './make-thumbnails.ts';
import { toThumbnailEdges } from './thumbnail-sizes.ts';

const s3 = new S3Client(toClientOptions());
const resultsBucket = stringFromEnv('RESULTS_BUCKET');
const requestedEdges = integersFromEnv('THUMBNAIL_EDGES');

export const handler = async (event: unknown, context: Context): Promise<ThumbnailsSlot> => {
  logger.addContext(context);
  const { image, preview } = parseAnalysisInput(event);

  const jpeg = await readObject(
    s3,
    { bucket: resultsBucket, key: preview.key },
    { maxBytes: preview.sizeBytes },
  );
  const { thumbnails, thumbHash } = await makeThumbnails(jpeg, toThumbnailEdges(requestedEdges, preview));
  const items: Thumbnail[] = [];
  for (const thumbnail of thumbnails) items.push(await storeThumbnail(image, thumbnail));

  logger.info('Thumbnails stored', { ...image, thumbnails: items.length });
  return { status: 'SUCCEEDED', items, thumbHash };
};

async function storeThumbnail(
  image: ImageObject,
  { edge, webp, width, height }: EncodedThumbnail,
): Promise<Thumbnail> {
  const key = thumbnailKey(image, edge);
  await s3.send(
    new PutObjectCommand({
      Bucket: resultsBucket,
      Key: key,
      Body: webp,
      ContentType: 'image/webp',
      CacheControl: PICTURE_CACHE_CONTROL,
    }),
  );
  return { key, width, height, format: 'webp', sizeBytes: webp.length };
}
