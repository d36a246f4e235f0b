// Lambda entry of the ExtractMetadata state. What is read, and how, is in ./extract-metadata.ts.

import { S3Client } from '@aws-sdk/client-s3';
import { contentHashSchema } from '@image-workflow/record';
import { FEATURES } from '@image-workflow/record/features';
import type { Context } from 'aws-lambda';
import { toClientOptions } from '../shared/client-options.ts';
import { integerFromEnv, namesFromEnv } from '../shared/env.ts';
import { describeObject, parseImageObject } from '../shared/image-object.ts';
import { logger } from '../shared/logger.ts';
import { openObject } from '../shared/read-object.ts';
import type { Extraction } from '../shared/workflow.ts';
import { extractMetadata, READING } from './extract-metadata.ts';
import { addFeatures } from './features.ts';
import { addPlace } from './place.ts';

const s3 = new S3Client(toClientOptions()); // one client per execution environment
const limits = { maxBytes: integerFromEnv('MAX_OBJECT_BYTES'), maxPixels: integerFromEnv('MAX_PIXELS') };
const deployedFeatures = namesFromEnv('FEATURES', FEATURES);

export const handler = async (event: unknown, context: Context): Promise<Extraction> => {
  logger.addContext(context);
  const image = parseImageObject(event);

  const source = await openObject(s3, image, READING);
  const file = addPlace(await extractMetadata(source, limits, describeObject(image)));
  const { features, sha256 } = source.userMetadata;
  const extraction = addStatedHash(addFeatures(file, deployedFeatures, features, image.askAgain), sha256);

  const outcome = extraction.supported
    ? { format: extraction.metadata.format, features: extraction.features }
    : { reason: extraction.reason };
  const cost = { fetchedBytes: source.fetchedBytes, requests: source.requests };
  logger.info('Metadata extracted', { ...image, ...outcome, ...cost });
  return extraction;
};

/** A form of the API states the hash of its bytes, and S3 takes no others. Anything else under its name is ignored. */
function addStatedHash(extraction: Extraction, stated: string | undefined): Extraction {
  const { data: sha256 } = contentHashSchema.safeParse(stated);
  return extraction.supported && sha256 ? { ...extraction, sha256 } : extraction;
}
