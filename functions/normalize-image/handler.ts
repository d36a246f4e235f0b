// Lambda entry of the NormalizeImage state. The picture's way from bytes to preview is in ./normalize-image.

import { createHash } from 'node:crypto';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { ImageObject } from '@image-workflow/record/image-object';
import type { Context } from 'aws-lambda';
import { toChosenPicture } from '../shared/chosen-picture.ts';
import { toClientOptions } from '../shared/client-options.ts';
import { flagFromEnv, integerFromEnv, stringFromEnv } from '../shared/env.ts';
import { type ByteSource, bytesSource } from '../shared/files/byte-source.ts';
import { describeObject } from '../shared/image-object.ts';
import { imagesTableFromEnv } from '../shared/images-table.ts';
import { logger } from '../shared/logger.ts';
import { parse } from '../shared/parse.ts';
import { openObject, readObject } from '../shared/read-object.ts';
import { PICTURE_CACHE_CONTROL, previewKey } from '../shared/result-keys.ts';
import { type Normalization, normalizationInputSchema } from '../shared/workflow.ts';
import { findKnownAnswers, findOwnAnswers, withoutAnswers } from './known-answers.ts';
import { normalizeImage } from './normalize-image.ts';
import { isRaw } from './raw/raw-preview.ts';

/** Holds the directories of most RAW files. */
const HEAD_BYTES = 65_536;

const s3 = new S3Client(toClientOptions());
const table = imagesTableFromEnv();
const resultsBucket = stringFromEnv('RESULTS_BUCKET');
const reusesAnswers = flagFromEnv('REUSE_ANSWERS');
const isolation = flagFromEnv('ISOLATION');
const maxBytes = integerFromEnv('MAX_OBJECT_BYTES');
const limits = { maxPixels: integerFromEnv('MAX_PIXELS'), previewEdge: integerFromEnv('PREVIEW_EDGE') };

export const handler = async (event: unknown, context: Context): Promise<Normalization> => {
  logger.addContext(context);
  const {
    image,
    metadata,
    picture = toChosenPicture(metadata),
  } = parse(normalizationInputSchema, 'an image object, its metadata and its picture', event);

  const { source, sha256 } = await openPhotograph(image, metadata.format);
  const normalized = await normalizeImage(
    source,
    { ...picture, format: metadata.format },
    limits,
    describeObject(image),
  );
  const { decoderMessages } = normalized;
  if (!normalized.supported) {
    const { reason } = normalized;
    logger.info('Image not decoded', { ...image, reason, decoderMessages });
    return { supported: false, reason };
  }

  const { jpeg, width, height, corrections, warnings } = normalized;
  const key = previewKey(image);
  await s3.send(
    new PutObjectCommand({
      Bucket: resultsBucket,
      Key: key,
      Body: jpeg,
      ContentType: 'image/jpeg',
      CacheControl: PICTURE_CACHE_CONTROL,
    }),
  );

  logger.info('Preview stored', { ...image, preview: key, width, height, warnings, decoderMessages });
  const contentHash = toSha256(jpeg);
  const answers = await lookForAnswers(contentHash, image);
  const preview = { key, width, height, sizeBytes: jpeg.length, contentHash, ...(answers && { answers }) };
  return {
    supported: true,
    preview,
    ...(corrections && { corrections }),
    warnings,
    ...(sha256 && { sha256 }),
  };
};

/** Of a RAW file only its preview is read; every other decoder needs the whole file. */
async function openPhotograph(
  image: ImageObject,
  format: string,
): Promise<{ source: ByteSource; sha256?: string }> {
  if (isRaw(format)) {
    return { source: await openObject(s3, image, { headBytes: HEAD_BYTES, maxFetchedBytes: maxBytes }) };
  }
  const bytes = await readObject(s3, image, { maxBytes });
  return { source: bytesSource(bytes), sha256: toSha256(bytes) };
}

function toSha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** They save money, no more: without them the photograph is analysed like any other. */
async function lookForAnswers(
  contentHash: string,
  image: ImageObject,
): Promise<Record<string, string> | undefined> {
  const { askAgain } = image;
  if (!reusesAnswers && !askAgain) return undefined;
  const others = reusesAnswers
    ? await orNone(findKnownAnswers(table, contentHash, image, isolation), image)
    : {};
  const own = askAgain ? await orNone(findOwnAnswers(s3, resultsBucket, contentHash, image), image) : {};
  return withoutAnswers({ ...others, ...own }, askAgain ?? []);
}

async function orNone(
  answers: Promise<Record<string, string>>,
  image: ImageObject,
): Promise<Record<string, string>> {
  try {
    return await answers;
  } catch (error) {
    logger.warn('Known answers not found', { ...image, error: error as Error });
    return {};
  }
}
