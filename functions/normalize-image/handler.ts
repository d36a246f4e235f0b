// Lambda entry of the NormalizeImage state. The picture's way from bytes to preview is in ./normalize-image.

import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Context } from 'aws-lambda';
import { toClientOptions } from '../shared/client-options.ts';
import { integerFromEnv, stringFromEnv } from '../shared/env.ts';
import { describeObject } from '../shared/image-object.ts';
import { logger } from '../shared/logger.ts';
import { parse } from '../shared/parse.ts';
import { readObject } from '../shared/read-object.ts';
import { previewKey } from '../shared/result-keys.ts';
import { type Normalization, normalizationInputSchema } from '../shared/workflow.ts';
import { normalizeImage } from './normalize-image.ts';

const s3 = new S3Client(toClientOptions());
const resultsBucket = stringFromEnv('RESULTS_BUCKET');
const maxBytes = integerFromEnv('MAX_OBJECT_BYTES');
const limits = { maxPixels: integerFromEnv('MAX_PIXELS'), previewEdge: integerFromEnv('PREVIEW_EDGE') };

export const handler = async (event: unknown, context: Context): Promise<Normalization> => {
  logger.addContext(context);
  const { image, metadata } = parse(normalizationInputSchema, 'an image object and its metadata', event);

  const bytes = await readObject(s3, image, { maxBytes });
  const normalized = await normalizeImage(bytes, metadata.format, limits, describeObject(image));
  if (!normalized.supported) {
    logger.info('Image not decoded', { ...image, reason: normalized.reason });
    return normalized;
  }

  const { jpeg, width, height, warnings } = normalized;
  const key = previewKey(image);
  await s3.send(
    new PutObjectCommand({ Bucket: resultsBucket, Key: key, Body: jpeg, ContentType: 'image/jpeg' }),
  );

  logger.info('Preview stored', { ...image, preview: key, width, height, warnings });
  return { supported: true, preview: { key, width, height, sizeBytes: jpeg.length }, warnings };
};
