// Lambda entry of the ExtractMetadata state. What is read, and how, is in ./extract-metadata.ts.

import { S3Client } from '@aws-sdk/client-s3';
import type { Context } from 'aws-lambda';
import { toClientOptions } from '../shared/client-options.ts';
import { integerFromEnv, namesFromEnv } from '../shared/env.ts';
import { FEATURES } from '../shared/features.ts';
import { describeObject, parseImageObject } from '../shared/image-object.ts';
import { logger } from '../shared/logger.ts';
import { openObject } from '../shared/read-object.ts';
import type { Extraction } from '../shared/workflow.ts';
import { extractMetadata } from './extract-metadata.ts';
import { addFeatures } from './features.ts';

/** Holds the metadata of most files, so that most cost one request. */
const HEAD_BYTES = 65_536;

/** What one file may cost, and what it takes of the function's memory. */
const MAX_FETCHED_BYTES = 16_777_216;

const s3 = new S3Client(toClientOptions()); // one client per execution environment
const limits = { maxBytes: integerFromEnv('MAX_OBJECT_BYTES'), maxPixels: integerFromEnv('MAX_PIXELS') };
const deployedFeatures = namesFromEnv('FEATURES', FEATURES);

export const handler = async (event: unknown, context: Context): Promise<Extraction> => {
  logger.addContext(context);
  const image = parseImageObject(event);

  const source = await openObject(s3, image, { headBytes: HEAD_BYTES, maxFetchedBytes: MAX_FETCHED_BYTES });
  const file = await extractMetadata(source, limits, describeObject(image));
  const extraction = addFeatures(file, deployedFeatures, source.userMetadata.features);

  const outcome = extraction.supported
    ? { format: extraction.metadata.format, features: extraction.features }
    : { reason: extraction.reason };
  const cost = { fetchedBytes: source.fetchedBytes, requests: source.requests };
  logger.info('Metadata extracted', { ...image, ...outcome, ...cost });
  return extraction;
};
