// Lambda entry of the Images table's stream: whatever happened to a record, the index follows it.

import type { Context, DynamoDBBatchResponse } from 'aws-lambda';
import * as z from 'zod';
import { flagFromEnv, stringFromEnv } from '../shared/env.ts';
import { imagesTableFromEnv } from '../shared/images-table.ts';
import { logger } from '../shared/logger.ts';
import { parse } from '../shared/parse.ts';
import { indexImage } from '../shared/search/index-image.ts';

const images = imagesTableFromEnv();
const index = {
  images,
  search: { documents: images.documents, tableName: stringFromEnv('SEARCH_TABLE_NAME') },
  isolation: flagFromEnv('ISOLATION'),
};

/** The stream tells which record changed, not how: the record is read as it is now. */
const streamSchema = z.object({
  Records: z.array(
    z.object({
      dynamodb: z.object({
        SequenceNumber: z.string().min(1),
        Keys: z.object({ imageId: z.object({ S: z.string().min(1) }) }),
      }),
    }),
  ),
});

export const handler = async (event: unknown, context: Context): Promise<DynamoDBBatchResponse> => {
  logger.addContext(context);
  const { Records } = parse(streamSchema, 'events of the stream of the Images table', event);

  const done = new Set<string>(); // a record that changed twice is indexed once, as it is now
  for (const { dynamodb } of Records) {
    const imageId = dynamodb.Keys.imageId.S;
    if (done.has(imageId)) continue;
    try {
      const isWritten = await indexImage(index, imageId);
      logger.info(isWritten ? 'Photograph indexed' : 'Index is true already', { imageId });
      done.add(imageId);
    } catch (error) {
      logger.error('Photograph not indexed', { imageId, error: error as Error });
      // From here on the stream delivers again: what comes later has to wait.
      return { batchItemFailures: [{ itemIdentifier: dynamodb.SequenceNumber }] };
    }
  }
  return { batchItemFailures: [] };
};
