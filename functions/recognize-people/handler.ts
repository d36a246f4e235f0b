// Lambda entry of the RecognizePeople state: puts names to the faces that DetectFaces found.

import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { RekognitionClient } from '@aws-sdk/client-rekognition';
import { S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type FacesSlot, facesSlotSchema, type PeopleSlot } from '@image-workflow/record';
import type { Context } from 'aws-lambda';
import { boundItems } from '../shared/bound-items.ts';
import { toClientOptions } from '../shared/client-options.ts';
import { integerFromEnv, percentFromEnv, stringFromEnv } from '../shared/env.ts';
import { logger } from '../shared/logger.ts';
import { parse } from '../shared/parse.ts';
import { recognizePeople } from '../shared/people/recognize-people.ts';
import { readObject } from '../shared/read-object.ts';
import { resultsBucket, storeResponse } from '../shared/rekognition-task.ts';
import { skip, skipFeature } from '../shared/skip-feature.ts';
import { toOwner } from '../shared/upload-key.ts';
import { analysisInputSchema } from '../shared/workflow.ts';

/** What is left of an invocation when a search stops waiting for quota: time for those under way, and for the answers. */
const RESERVE_MS = 20_000;

const inputSchema = analysisInputSchema.extend({ faces: facesSlotSchema });

const s3 = new S3Client(toClientOptions());
const options = {
  search: {
    rekognition: new RekognitionClient({ ...toClientOptions(), maxAttempts: 2 }),
    collectionId: stringFromEnv('COLLECTION_ID'),
    faceMatchThreshold: percentFromEnv('FACE_MATCH_THRESHOLD'),
  },
  people: {
    documents: DynamoDBDocumentClient.from(new DynamoDBClient(toClientOptions())),
    tableName: stringFromEnv('PEOPLE_TABLE_NAME'),
  },
  maxSearchedFaces: integerFromEnv('MAX_SEARCHED_FACES'),
};

export const handler = async (
  event: unknown,
  context: Context,
): Promise<{ faces: FacesSlot; people: PeopleSlot }> => {
  logger.addContext(context);
  const input = parse(inputSchema, 'an image object, its preview, the features and the faces', event);
  const { image, preview, faces } = input;
  const skipped = skipFeature('people', input);
  if (skipped) return { faces, people: skipped };
  if (faces.status !== 'SUCCEEDED') {
    return {
      faces,
      people: skip('people', image, `The feature people needs faces, and they are ${faces.status}`),
    };
  }
  if (faces.items.length === 0) {
    return { faces, people: { status: 'SUCCEEDED', items: [], searchedFaces: 0 } };
  }

  const jpeg = await readObject(
    s3,
    { bucket: resultsBucket, key: preview.key },
    { maxBytes: preview.sizeBytes },
  );
  const patience = { untilMs: Date.now() + context.getRemainingTimeInMillis() - RESERVE_MS, sleep };
  const recognition = await recognizePeople({ ...preview, jpeg }, faces.items, {
    ...options,
    owner: toOwner(image.key),
    patience,
  });
  const raw = await storeResponse(image, 'people', recognition.searches);

  const searchedFaces = recognition.searches.length;
  const { unsearchedFaces } = recognition;
  logger.info('People recognized', {
    ...image,
    searchedFaces,
    unsearchedFaces,
    people: recognition.people.length,
  });
  return {
    faces: { ...faces, items: boundItems('faces', recognition.faces) },
    people: {
      status: 'SUCCEEDED',
      items: boundItems('people', recognition.people),
      searchedFaces,
      ...(unsearchedFaces > 0 && { unsearchedFaces }),
      raw,
    },
  };
};
